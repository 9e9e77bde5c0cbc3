import { fieldsOf, inBraces, literal, propertyName } from './literals.ts';

/**
 * What JSON values have in common. `any`: nothing that a schema could say. `open`: an object with whatever fields. A
 * field that is not in all objects is optional.
 */
export type Shape =
  | { readonly type: 'string' | 'number' | 'boolean' | 'null' | 'any' | 'open' }
  | { readonly type: 'list'; readonly of: Shape }
  | { readonly type: 'object'; readonly fields: ReadonlyMap<string, Field> };

interface Field {
  readonly shape: Shape;
  readonly optional: boolean;
}

const ANY: Shape = { type: 'any' };
const OPEN: Shape = { type: 'open' };
/** What is nested deeper, or has more members, is described no further. */
const MAX_DEPTH = 4;
const MAX_MEMBERS = 40;

export function shapeOf(value: unknown, depth = 0): Shape {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return { type: typeof value as 'string' | 'boolean' };
    case 'number':
      return Number.isFinite(value) ? { type: 'number' } : ANY;
    case 'object':
      break;
    default:
      return ANY;
  }
  if (value === null) return { type: 'null' };
  if (Array.isArray(value)) {
    const isOpen = depth === MAX_DEPTH || value.length === 0 || value.length > MAX_MEMBERS;
    return { type: 'list', of: isOpen ? ANY : value.map((one) => shapeOf(one, depth + 1)).reduce(merged) };
  }
  const entries = Object.entries(value);
  // A schema library may take a field `__proto__` for something else.
  if (depth === MAX_DEPTH || entries.length > MAX_MEMBERS || Object.hasOwn(value, '__proto__')) return OPEN;
  const fields = entries.map(([name, one]) => [name, { shape: shapeOf(one, depth + 1), optional: false }] as const);
  return { type: 'object', fields: new Map(fields) };
}

export function merged(one: Shape, other: Shape): Shape {
  if (one.type === 'list' && other.type === 'list') return { type: 'list', of: merged(one.of, other.of) };
  if (one.type === 'object' && other.type === 'object') {
    const names = new Set([...one.fields.keys(), ...other.fields.keys()]);
    if (names.size > MAX_MEMBERS) return OPEN;
    return { type: 'object', fields: new Map([...names].map((name) => [name, mergedField(one, other, name)])) };
  }
  if (isObject(one) && isObject(other)) return OPEN;
  return one.type === other.type ? one : ANY;
}

const isObject = ({ type }: Shape) => type === 'object' || type === 'open';

type ObjectShape = Extract<Shape, { type: 'object' }>;

function mergedField(one: ObjectShape, other: ObjectShape, name: string): Field {
  const [a, b] = [one.fields.get(name), other.fields.get(name)];
  if (a && b) return { shape: merged(a.shape, b.shape), optional: a.optional || b.optional };
  return { shape: (a ?? b)?.shape ?? ANY, optional: true };
}

/** A type of TypeScript. */
export function typeOf(shape: Shape): string {
  switch (shape.type) {
    case 'any':
      return 'unknown';
    case 'open':
      return 'Record<string, unknown>';
    case 'list':
      return `${typeOf(shape.of)}[]`;
    case 'object': {
      if (shape.fields.size === 0) return 'Record<string, unknown>';
      const fields = [...shape.fields].map(
        ([name, { shape: one, optional }]) =>
          `${propertyName(name, 'typescript')}${optional ? '?' : ''}: ${typeOf(one)}`,
      );
      return `{ ${fields.join('; ')} }`;
    }
    default:
      return shape.type;
  }
}

/** The fields of an object, each with its schema of zod. */
export function zodFields({ fields }: ObjectShape): string[] {
  return [...fields].map(
    ([name, { shape, optional }]) =>
      `${propertyName(name, 'typescript')}: ${zodOf(shape)}${optional ? '.optional()' : ''}`,
  );
}

/** A schema of zod. */
export function zodOf(shape: Shape): string {
  switch (shape.type) {
    case 'any':
      return 'z.unknown()';
    case 'open':
      return 'z.looseObject({})';
    case 'list':
      return `z.array(${zodOf(shape.of)})`;
    case 'object':
      return `z.object(${inBraces(zodFields(shape), 'typescript')})`;
    default:
      return `z.${shape.type}()`;
  }
}

/** A JSON schema as a literal of Python, with a line for each property of the outermost object. */
export function jsonSchemaLines(shape: Shape): string[] {
  const { properties, required, ...schema } = jsonSchema(shape);
  const fields = fieldsOf(schema, 'python');
  if (properties === undefined) return [inBraces(fields, 'python')];
  return [
    '{',
    ...fields.map((field) => `    ${field},`),
    '    "properties": {',
    ...fieldsOf(properties, 'python').map((field) => `        ${field},`),
    '    },',
    `    "required": ${literal(required, 'python')},`,
    '}',
  ];
}

interface JsonSchema {
  type?: string;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

function jsonSchema(shape: Shape): JsonSchema {
  switch (shape.type) {
    case 'any':
      return {};
    case 'open':
      return { type: 'object' };
    case 'list':
      return { type: 'array', items: jsonSchema(shape.of) };
    case 'object': {
      const fields = [...shape.fields];
      return {
        type: 'object',
        properties: Object.fromEntries(fields.map(([name, { shape: one }]) => [name, jsonSchema(one)])),
        required: fields.filter(([, { optional }]) => !optional).map(([name]) => name),
      };
    }
    default:
      return { type: shape.type };
  }
}
