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
  return unlessAsync(functionsOf(schema), () => {
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

type AnyFunction = (...args: unknown[]) => unknown;
type Holder = Record<string, AnyFunction>;

/** A person's function within a schema: `holder[name]`. */
type FunctionPlace = readonly [holder: Holder, name: string];

/** A recursive schema may make new parts at each look. */
const MOST_PARTS = 1000;

const placesOf = new WeakMap<object, readonly FunctionPlace[]>();

/** The functions of a schema whose promise zod drops when it parses synchronously: of zod 3 all, of zod 4 transforms. */
function functionsOf(schema: unknown): readonly FunctionPlace[] {
  const known = placesOf.get(schema as object);
  if (known) return known;
  const places: FunctionPlace[] = [];
  const seen = new Set<unknown>();
  function visit(part: unknown): void {
    if (typeof part !== 'object' || part === null || seen.has(part) || seen.size === MOST_PARTS) return;
    seen.add(part);
    if (Array.isArray(part) || part instanceof Map) {
      for (const item of part.values()) visit(item);
      return;
    }
    const { _zod, _def } = part as { _zod?: { def: Holder }; _def?: Holder };
    const def = _zod?.def ?? _def ?? {};
    for (const [name, value] of Object.entries<unknown>(def)) {
      if (name === 'transform') places.push([def, name]);
      else if (name === 'effect') places.push(...effect(value as Holder));
      else if (name === 'shape') visit(Object.values(resolved(value) as object));
      else visit(name === 'getter' ? resolved(value) : value);
    }
  }
  visit(schema);
  placesOf.set(schema as object, places);
  return places;
}

const resolved = (value: unknown): unknown => (typeof value === 'function' ? value() : value);

const effect = (holder: Holder): FunctionPlace[] =>
  ['refinement', 'transform'].filter((name) => typeof holder[name] === 'function').map((name) => [holder, name]);

/**
 * Runs it; `undefined` where zod gives up because one of these functions has returned a promise, which is taken as handled:
 * zod throws a plain Error then.
 */
function unlessAsync<T>(places: readonly FunctionPlace[], run: () => T): T | undefined {
  let isAsync = false;
  const originals = places.map(([holder, name]) => holder[name] as AnyFunction);
  try {
    for (const [i, [holder, name]] of places.entries()) {
      holder[name] = (...args) => {
        const returned = originals[i]?.(...args);
        if (returned instanceof Promise) {
          isAsync = true;
          returned.catch(() => {});
        }
        return returned;
      };
    }
    return run();
  } catch (thrown) {
    if (isAsync) return undefined;
    throw thrown;
  } finally {
    for (const [i, [holder, name]] of places.entries()) holder[name] = originals[i] as AnyFunction;
  }
}
