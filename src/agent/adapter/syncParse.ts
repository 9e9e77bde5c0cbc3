import { interopSafeParse, isZodSchemaV4 } from '@langchain/core/utils/types';

/** What both versions of zod have of an issue that is read here. */
export interface ZodIssue {
  code?: string;
  path: readonly PropertyKey[];
  message: string;
  expected?: unknown;
  /** Of a union, for each alternative: zod 4 with paths within the union. */
  errors?: readonly (readonly ZodIssue[])[];
  /** The same of zod 3, with whole paths. */
  unionErrors?: readonly { issues: readonly ZodIssue[] }[];
}

/** Validates against a zod schema, version 3 or 4. `undefined` where the schema has asynchronous checks for this value. */
export function issuesNow(schema: unknown, value: unknown): readonly ZodIssue[] | undefined {
  try {
    return quietly(functionsOf(schema), () => {
      if (isZodSchemaV4(schema)) {
        // With neither `async: true` nor `async: false` zod goes on synchronously where it can, and gives a promise where
        // it cannot. A dropped promise of `safeParse` would be an unhandled rejection if a check rejected.
        const result = (schema as unknown as Runs)._zod.run({ value, issues: [] }, {});
        if (result instanceof Promise) {
          result.catch(() => {});
          return undefined;
        }
        if (result.issues.length === 0) return [];
      }
      return issuesOf(interopSafeParse(schema as never, value));
    });
  } catch (thrown) {
    if (isAsync(thrown)) return undefined;
    throw thrown;
  }
}

/** The issues of a result; throws what is no error of zod: a check of the schema itself threw it. */
export function issuesOf({ success, error }: { success: boolean; error?: unknown }): readonly ZodIssue[] {
  if (success) return [];
  const { issues } = (error ?? {}) as { issues?: readonly ZodIssue[] };
  if (!issues) throw error;
  return issues;
}

interface Runs {
  _zod: { run(payload: object, context: object): { issues: unknown[] } | Promise<unknown> };
}

/** Both versions throw a plain Error, known by its text alone. */
function isAsync(thrown: unknown): boolean {
  return thrown instanceof Error && /\.parseAsync\b|^Synchronous parse/.test(thrown.message);
}

type AnyFunction = (...args: unknown[]) => unknown;
type Holder = Record<string, AnyFunction>;

/** A person's function within a schema: `holder[name]`. */
type FunctionPlace = readonly [holder: Holder, name: string];

const placesOf = new WeakMap<object, readonly FunctionPlace[]>();

/** The functions of a schema whose promise zod drops when it parses synchronously: of zod 3 all, of zod 4 transforms. */
function functionsOf(schema: unknown): readonly FunctionPlace[] {
  const known = placesOf.get(schema as object);
  if (known) return known;
  const places: FunctionPlace[] = [];
  const seen = new Set<unknown>();
  function visit(part: unknown): void {
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    if (Array.isArray(part) || part instanceof Map) {
      for (const item of part.values()) visit(item);
      return;
    }
    const { _zod, _def } = part as { _zod?: { def: Holder }; _def?: Holder };
    const def = _zod?.def ?? _def;
    // A plain object is the shape of an object of zod 4.
    for (const [name, value] of Object.entries(def ?? part)) {
      if (name === 'transform') places.push([def as Holder, name]);
      else if (name === 'effect') places.push(...effect(value as unknown as Holder));
      else if (name === 'shape' || name === 'getter') visit(typeof value === 'function' ? value() : value);
      else if (name !== 'checks') visit(value);
    }
  }
  visit(schema);
  placesOf.set(schema as object, places);
  return places;
}

const effect = (holder: Holder): FunctionPlace[] =>
  ['refinement', 'transform'].filter((name) => typeof holder[name] === 'function').map((name) => [holder, name]);

/** Runs it, with every promise that these functions return taken as handled. */
function quietly<T>(places: readonly FunctionPlace[], run: () => T): T {
  const originals = places.map(([holder, name]) => holder[name] as AnyFunction);
  try {
    for (const [i, [holder, name]] of places.entries()) {
      holder[name] = (...args) => {
        const returned = originals[i]?.(...args);
        if (returned instanceof Promise) returned.catch(() => {});
        return returned;
      };
    }
    return run();
  } finally {
    for (const [i, [holder, name]] of places.entries()) holder[name] = originals[i] as AnyFunction;
  }
}
