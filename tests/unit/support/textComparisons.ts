import { parseSync } from 'vite';

/** Fields and variables that hold sentences for people. */
const SENTENCES = new Set(['message', 'reason', 'recovered', 'problem', 'sentence']);

/** Methods that look into a text, or for one. */
const SEARCHES = new Set(['startsWith', 'endsWith', 'includes', 'indexOf', 'match', 'search', 'has']);
const EQUALITIES = new Set(['===', '!==', '==', '!=']);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/**
 * Places that read meaning out of a sentence: comparisons and searches of what SENTENCES names, and of any text that is
 * written somewhere as such. A sentence may be compared with nothing but undefined and null.
 *
 * @param files paths and texts
 * @returns `path:line` and the code, for each
 */
export function textComparisons(files: readonly (readonly [path: string, text: string])[]): string[] {
  const programs = files.map(([path, text]) => ({
    path,
    text,
    program: parseSync(path, text).program as unknown as Node,
  }));
  const written = new Set<string>();
  for (const { program } of programs) visit(program, (node) => addWritten(node, written));
  return programs.flatMap(({ path, text, program }) => {
    const found: string[] = [];
    visit(program, (node) => {
      if (!compares(node, written)) return;
      const line = text.slice(0, node.start).split('\n').length;
      found.push(`${path}:${line} ${text.slice(node.start, node.end as number).replace(/\s+/g, ' ')}`);
    });
    return found;
  });
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const one of value) visit(one, see);
  if (!isNode(value)) return;
  see(value);
  for (const field of Object.values(value)) if (typeof field === 'object') visit(field, see);
}

/** The texts of `reason: '…'`, `const message = '…'`, `new Error('…')` and the like. */
function addWritten(node: Node, written: Set<string>): void {
  const isField = node.type === 'Property' && SENTENCES.has(nameOf(node.key) ?? '');
  const isVariable = node.type === 'VariableDeclarator' && SENTENCES.has(nameOf(node.id) ?? '');
  const isError = node.type === 'NewExpression' && /(Error|Exception)$/.test(nameOf(node.callee) ?? '');
  const texts = isField ? [node.value] : isVariable ? [node.init] : isError ? (node.arguments as unknown[]) : [];
  // A single word is a name, such as that of an error, and no sentence.
  for (const one of texts)
    if (isNode(one) && typeof one.value === 'string' && /\s/.test(one.value)) written.add(one.value);
}

function compares(node: Node, written: ReadonlySet<string>): boolean {
  if (node.type === 'BinaryExpression' && EQUALITIES.has(node.operator as string)) {
    const sides = [node.left, node.right];
    return sides.some((side) => isSentence(side, written)) && !sides.some(isNothing);
  }
  if (node.type === 'SwitchStatement') return isSentence(node.discriminant, written);
  if (node.type !== 'CallExpression' || !isNode(node.callee) || node.callee.type !== 'MemberExpression') return false;
  const { object, property } = node.callee;
  const method = nameOf(property) ?? '';
  const [argument] = node.arguments as unknown[];
  if (method === 'test' || method === 'exec') return isSentence(argument, written);
  return SEARCHES.has(method) && (isSentence(object, written) || isSentence(argument, written));
}

/** `error.message`, `outcome?.reason ?? ''`, `reason`, or a text that is written as one somewhere. */
function isSentence(value: unknown, written: ReadonlySet<string>): boolean {
  if (!isNode(value)) return false;
  switch (value.type) {
    case 'Literal':
      return typeof value.value === 'string' && written.has(value.value);
    case 'LogicalExpression':
      return isSentence(value.left, written) || isSentence(value.right, written);
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return isSentence(value.expression, written);
    case 'CallExpression':
      // `message.toLowerCase()`, and what makes the words of a cause.
      return (
        isNode(value.callee) &&
        value.callee.type === 'MemberExpression' &&
        (isSentence(value.callee.object, written) || nameOf(value.callee.object) === 'reasonText')
      );
    default:
      return SENTENCES.has(nameOf(value) ?? '');
  }
}

/** `undefined`, `null`, or the name of a type beside `typeof`. */
function isNothing(side: unknown): boolean {
  if (!isNode(side)) return false;
  return (
    (side.type === 'Literal' && side.value === null) || nameOf(side) === 'undefined' || side.type === 'UnaryExpression'
  );
}

function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'Identifier') return value.name as string;
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value;
  return value.type === 'MemberExpression' ? nameOf(value.property) : undefined;
}
