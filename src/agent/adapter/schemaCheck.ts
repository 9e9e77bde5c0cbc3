import { Validator } from '@langchain/core/utils/json_schema';
import { interopSafeParse, isInteropZodSchema } from '@langchain/core/utils/types';
import type { Complaint, Tool } from '../../engine/types.ts';

/** As zod 3 and 4 have it. */
interface Issue {
  path: readonly PropertyKey[];
  message: string;
  code?: string;
  /** A type's name, or in zod 3 a literal. */
  expected?: unknown;
  /** Of a union in zod 4: the issues of each alternative, their paths from the union's value on. */
  errors?: readonly (readonly Issue[])[];
  /** Of a union in zod 3, with whole paths. */
  unionErrors?: readonly { issues: readonly Issue[] }[];
}

/** As LangChain's validator of JSON schemas has it. */
interface JsonError {
  /** A JSON pointer into the value, `#/list/0`. */
  instanceLocation: string;
  keyword: string;
  /** A JSON pointer into the schema. */
  keywordLocation: string;
  error: string;
}

/** The argument check for a tool's schema, zod or JSON schema; `undefined` without a schema. */
export function checkOf(schema: unknown): Tool['check'] {
  if (isInteropZodSchema(schema)) return (args) => zodComplaints(parsed(schema, args));
  if (typeof schema !== 'object' || schema === null) return undefined;
  let validator: Validator | undefined;
  return (args) => {
    validator ??= new Validator(schema as ConstructorParameters<typeof Validator>[0]);
    return jsonComplaints(validator.validate(args).errors, schema);
  };
}

/** `undefined` for a schema with async refinements, which LangChain awaits when the tool runs: zod 3 throws, zod 4 has no issues. */
function parsed(schema: Parameters<typeof interopSafeParse>[0], args: unknown): { issues?: Issue[] } | undefined {
  try {
    const result = interopSafeParse(schema, args);
    return result.success ? undefined : (result.error as { issues?: Issue[] });
  } catch {
    return undefined;
  }
}

/** The first complaint of each path. */
function zodComplaints(error: { issues?: Issue[] } | undefined): Complaint[] {
  const first = new Map<string, Complaint>();
  for (const issue of error?.issues ?? [])
    for (const { path, message } of nearestIssues(issue)) {
      const at = pathText(path);
      if (!first.has(at)) first.set(at, { path: at, message });
    }
  return [...first.values()];
}

/** Of a union the issues of the alternative that is nearest to the value, else the issue itself. */
function nearestIssues(issue: Issue): Issue[] {
  const { path, errors, unionErrors } = issue;
  const alternatives =
    unionErrors?.map(({ issues }) => issues) ??
    errors?.map((issues) => issues.map((one) => ({ ...one, path: [...path, ...one.path] }))) ??
    [];
  return (
    nearest(
      alternatives.map((issues) => issues.flatMap(nearestIssues)),
      (one) => ({
        isOfWhole: one.path.length <= path.length,
        isOfLiteral: one.code === 'invalid_value' || one.code === 'invalid_literal',
        isOfNothing: one.expected === 'null' || one.expected === 'undefined',
      }),
    ) ?? [issue]
  );
}

interface Mismatch {
  /** The value as a whole is of another type than the alternative. */
  isOfWhole: boolean;
  /** A fixed value, such as the kind of an object, is another. */
  isOfLiteral: boolean;
  /** Null or undefined is expected. */
  isOfNothing: boolean;
}

/** The alternative with the fewest mismatches: of the whole value, then of literals, then of any kind; one of null comes last. */
function nearest<T>(alternatives: readonly T[][], mismatchOf: (error: T) => Mismatch): T[] | undefined {
  const ranked = alternatives
    .filter((errors) => errors.length > 0)
    .map((errors) => {
      const mismatches = errors.map(mismatchOf);
      const count = (kind: keyof Mismatch) => mismatches.filter((one) => one[kind]).length;
      return { errors, rank: [count('isOfWhole'), count('isOfLiteral'), errors.length, count('isOfNothing')] };
    });
  return ranked.toSorted((a, b) => differenceOf(a.rank, b.rank))[0]?.errors;
}

function differenceOf(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}

function jsonComplaints(errors: readonly JsonError[], schema: object): Complaint[] {
  const found = nearestError(errors, schema);
  if (!found) return [];
  const missing = /required property "(.*)"/.exec(found.error)?.[1];
  const path = stepsOf(found.instanceLocation);
  // The schema `false`, which `additionalProperties` has for fields that it does not know.
  const message = found.keyword === 'false' ? 'unknown field' : found.error;
  return [{ path: pathText(missing === undefined ? path : [...path, missing]), message }];
}

/** The validator lists errors from the whole value down to its part: the last is the most specific, that of the nearest alternative. */
function nearestError(errors: readonly JsonError[], schema: object): JsonError | undefined {
  const at = errors.findIndex(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const union = errors[at];
  if (!union) return errors.at(-1);
  const alternatives = new Map<string, JsonError[]>();
  for (const error of errors.slice(at + 1)) {
    if (!error.keywordLocation.startsWith(`${union.keywordLocation}/`)) continue;
    const index = error.keywordLocation.slice(union.keywordLocation.length + 1).split('/')[0] as string;
    alternatives.set(index, [...(alternatives.get(index) ?? []), error]);
  }
  const found = nearest([...alternatives.values()], ({ instanceLocation, keyword, keywordLocation }) => ({
    isOfWhole: keyword === 'type' && instanceLocation === union.instanceLocation,
    isOfLiteral: keyword === 'const' || keyword === 'enum',
    isOfNothing: keyword === 'type' && valueAt(schema, keywordLocation) === 'null',
  }));
  return found ? nearestError(found, schema) : union;
}

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));

function valueAt(schema: object, pointer: string): unknown {
  return stepsOf(pointer).reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], schema);
}

/** A path as in a PlanError, e.g. `list[0].name`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text ? `.${String(step)}` : String(step);
  }
  return text;
}
