import { ToolInputParsingException } from '@langchain/core/tools';
import { Validator } from '@langchain/core/utils/json_schema';
import { interopSafeParseAsync, isInteropZodSchema } from '@langchain/core/utils/types';
import { invalidArguments } from '../../engine/toolRegistry.ts';
import type { Complaint, Tool } from '../../engine/types.ts';
import { nearest, type Problem, valueAt } from './nearest.ts';
import { issuesNow, issuesOf, type ZodIssue } from './syncParse.ts';

/**
 * The argument check for a tool's schema, zod or JSON schema; `undefined` without a schema. Of a schema with asynchronous
 * checks it lets everything pass: LangChain validates in the attempt, see `parsingError`.
 */
export function checkOf(schema: unknown): Tool['check'] {
  if (isInteropZodSchema(schema)) {
    let isAsync = false;
    return (args) => {
      if (isAsync) return [];
      const issues = issuesNow(schema, args);
      isAsync = issues === undefined;
      return complaintsOf(zodProblems(issues ?? [], args));
    };
  }
  if (typeof schema !== 'object' || schema === null) return undefined;
  let validator: Validator | undefined;
  return (args) => {
    validator ??= new Validator(schema as ConstructorParameters<typeof Validator>[0], undefined, false);
    return complaintsOf(jsonProblems(validator.validate(args).errors, args));
  };
}

/**
 * What an attempt fails with when LangChain refuses its arguments: what is wrong with them, in the words of `checkOf`, or
 * what a check of the schema itself threw. Anything else that was thrown stays as it is.
 */
export async function parsingError(schema: unknown, args: unknown, thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof ToolInputParsingException) || !isInteropZodSchema(schema)) return thrown;
  try {
    const complaints = complaintsOf(zodProblems(issuesOf(await interopSafeParseAsync(schema, args)), args));
    return complaints.length > 0 ? Object.assign(new Error(), invalidArguments(complaints)) : thrown;
  } catch (error) {
    return error;
  }
}

/** The first problem of each path. */
function complaintsOf(problems: readonly Problem[]): Complaint[] {
  const first = new Map<string, Complaint>();
  for (const { path, message } of problems) {
    const at = pathText(path);
    if (!first.has(at)) first.set(at, { path: at, message });
  }
  return [...first.values()];
}

/** @param base the path of the union that they are within */
function zodProblems(issues: readonly ZodIssue[], args: unknown, base: readonly PropertyKey[] = []): Problem[] {
  return issues.flatMap((issue): Problem | readonly Problem[] => {
    const { code, message, expected, errors = [], unionErrors = [] } = issue;
    const path = [...base, ...issue.path];
    const alternatives = [
      ...errors.map((inner) => zodProblems(inner, args, path)),
      ...unionErrors.map((inner) => zodProblems(inner.issues, args)),
    ];
    if (code === 'invalid_union' && alternatives.length > 0) return nearest(alternatives, path, valueAt(args, path));
    return {
      path,
      message,
      ...(code === 'invalid_type' && { expectedType: String(expected) }),
      isChoice: code === 'invalid_value' || code === 'invalid_literal' || code === 'invalid_enum_value',
    };
  });
}

/** An error of the validator. A keyword that holds others comes before the errors in it. */
interface SchemaError {
  keyword: string;
  keywordLocation: string;
  instanceLocation: string;
  error: string;
}

/** Keywords whose error only says that there are errors in what they hold. */
const HOLDERS = new Set([
  ...['$ref', '$recursiveRef', 'allOf', 'if', 'dependentSchemas', 'properties', 'patternProperties'],
  ...['additionalProperties', 'unevaluatedProperties', 'items', 'prefixItems', 'additionalItems', 'unevaluatedItems'],
]);

function jsonProblems(units: readonly SchemaError[], args: unknown): Problem[] {
  const problems: Problem[] = [];
  for (let i = 0; i < units.length; i++) {
    const unit = units[i] as SchemaError;
    if (unit.keyword === 'anyOf' || unit.keyword === 'oneOf') {
      const within = unitsWithin(units, i);
      i += within.length;
      problems.push(...ofAlternatives(unit, within, args));
    } else if (!HOLDERS.has(unit.keyword)) problems.push(jsonProblem(unit, units[i - 1], args));
  }
  return problems;
}

/** The errors in what the keyword at `i` holds. Those of the schema `false` have the location of the value. */
function unitsWithin(units: readonly SchemaError[], i: number): SchemaError[] {
  const inside = `${units[i]?.keywordLocation}/`;
  const end = units.findIndex(
    ({ keyword, keywordLocation }, at) => at > i && keyword !== 'false' && !keywordLocation.startsWith(inside),
  );
  return units.slice(i + 1, end < 0 ? units.length : end);
}

function ofAlternatives(unit: SchemaError, within: readonly SchemaError[], args: unknown): readonly Problem[] {
  // More than one alternative of a `oneOf` takes the value: what is wrong with the others says nothing.
  const { path, ...problem } = jsonProblem(unit, undefined, args);
  if (within.length === 0 || /\([1-9]\d* matches\)/.test(unit.error)) return [{ path, ...problem }];
  const inside = unit.keywordLocation.length + 1;
  const alternatives: SchemaError[][] = [];
  let present = '';
  for (const one of within) {
    const index = one.keyword === 'false' ? present : (one.keywordLocation.slice(inside).split('/')[0] ?? '');
    if (index !== present || alternatives.length === 0) alternatives.push([]);
    present = index;
    alternatives.at(-1)?.push(one);
  }
  const problems = alternatives.map((units) => jsonProblems(units, args));
  return nearest(problems, path, valueAt(args, path));
}

function jsonProblem(
  { keyword, instanceLocation, error }: SchemaError,
  before: SchemaError | undefined,
  args: unknown,
): Problem {
  const path: PropertyKey[] = [];
  for (const step of instanceLocation.split('/').slice(1)) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(valueAt(args, path)) ? Number(name) : name);
  }
  if (keyword === 'required') path.push(/required property "(.*)"/.exec(error)?.[1] ?? '');
  const isUnknown = before?.keyword === 'additionalProperties' || before?.keyword === 'unevaluatedProperties';
  const message = keyword === 'false' ? (isUnknown ? 'unknown field' : 'not allowed') : error;
  const expectedType = keyword === 'type' ? /Expected "(\w+)"/.exec(error)?.[1] : undefined;
  return {
    path,
    message,
    ...(expectedType !== undefined && { expectedType }),
    isChoice: keyword === 'const' || keyword === 'enum',
  };
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
