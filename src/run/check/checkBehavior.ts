import { textOf } from '../messageText.ts';
import type { ToolKind } from '../types.ts';
import { type Bounds, MAX_CODE, MAX_FAILURES, MAX_JSON, MAX_TAKES_MS, MAX_TOOL_NAME, UNBOUNDED } from './bounds.ts';
import { number, oneOf, record } from './checkPolicy.ts';
import { PlanError } from './planError.ts';

/** Every kind is a key: one that is missing does not compile. */
const KINDS: Readonly<Record<ToolKind, true>> = {
  fast: true,
  slow: true,
  failing: true,
  flaky: true,
  hanging: true,
  blocking: true,
};

/**
 * Throws PlanError for a behavior that no simulated tool has, and for a name or JSON that is too long; nothing for a call
 * without a behavior. `checkPlan` checks the rest of the call.
 *
 * @param path of the call, e.g. `calls[2]`
 */
export function checkBehavior(
  call: { name: string; args: unknown; behavior?: unknown },
  path: string,
  bounds: Bounds = UNBOUNDED,
): void {
  const { behavior } = call;
  if (behavior === undefined) return;
  const at = `${path}.behavior`;
  record(behavior, at, '{ kind, ms?, spread?, failures?, deaf?, result?, error?, code?, retryAfterMs? }');
  oneOf(behavior.kind, `${at}.kind`, Object.keys(KINDS));
  const upTo = (name: string, most: number, integer = false) => {
    // The least and the most are bounds, so that a saved plan is clamped to them.
    if (behavior[name] !== undefined) number(behavior, name, at, { integer }, bounds, 0, most);
  };
  upTo('ms', MAX_TAKES_MS);
  upTo('spread', 1);
  upTo('failures', MAX_FAILURES, true);
  upTo('retryAfterMs', MAX_TAKES_MS);
  if (behavior.deaf !== undefined && typeof behavior.deaf !== 'boolean')
    throw new PlanError(`${at}.deaf`, 'true or false', behavior.deaf);
  const { code } = behavior;
  if (code !== undefined && (typeof code !== 'string' || code.length > MAX_CODE))
    throw new PlanError(`${at}.code`, `a text of at most ${MAX_CODE} characters`, code);
  if (call.name.trim() === '' || call.name.length > MAX_TOOL_NAME)
    throw new PlanError(`${path}.name`, `a tool's name of 1 to ${MAX_TOOL_NAME} characters`, call.name);
  checkJson(call.args, `${path}.args`);
  checkJson(behavior.result, `${at}.result`);
  checkJson(behavior.error, `${at}.error`);
}

function checkJson(value: unknown, path: string): void {
  const { length } = textOf(value);
  if (length > MAX_JSON) throw new PlanError(path, `at most ${MAX_JSON} characters of JSON`, length);
}
