import { Validator } from '@langchain/core/utils/json_schema';
import { interopSafeParse, isInteropZodSchema } from '@langchain/core/utils/types';
import type { Complaint, Tool } from '../../engine/types.ts';

interface Issue {
  path: readonly PropertyKey[];
  message: string;
}

/** The argument check for a tool's schema, zod or JSON schema; `undefined` without a schema. */
export function checkOf(schema: unknown): Tool['check'] {
  if (isInteropZodSchema(schema)) return (args) => zodComplaints(interopSafeParse(schema, args));
  if (typeof schema !== 'object' || schema === null) return undefined;
  let validator: Validator | undefined;
  return (args) => {
    validator ??= new Validator(schema as ConstructorParameters<typeof Validator>[0]);
    return jsonComplaints(validator.validate(args).errors);
  };
}

/** The first complaint of each path. A schema with async checks is validated by LangChain when the tool runs. */
function zodComplaints(result: { success: boolean; error?: unknown }): Complaint[] {
  const { issues } = (result.error ?? {}) as { issues?: Issue[] };
  if (result.success || !issues) return [];
  const first = new Map<string, Complaint>();
  for (const { path, message } of issues) {
    const at = pathText(path);
    if (!first.has(at)) first.set(at, { path: at, message });
  }
  return [...first.values()];
}

/** The validator lists errors from the whole value down to its part: the last is the most specific. */
function jsonComplaints(errors: { instanceLocation: string; error: string }[]): Complaint[] {
  const last = errors.at(-1);
  if (!last) return [];
  const missing = /required property "(.*)"/.exec(last.error)?.[1];
  const path = last.instanceLocation.split('/').slice(1).map(decodeURIComponent);
  return [{ path: pathText(missing === undefined ? path : [...path, missing]), message: last.error }];
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
