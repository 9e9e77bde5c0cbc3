import { withKnownSettings } from '../run/check/knownSettings.ts';
import { policyOf } from '../run/policy.ts';
import { TRANSIENT } from '../run/retryRule.ts';
import type { Fallback, Ms, Plan, Policy, Retry, ToolCall } from '../run/types.ts';
import { type ArgumentField, checkFields, type SimulatedArgs } from '../tools/arguments.ts';
import { CATALOGUE, type CatalogueEntry, entryOf, neverEnds } from '../tools/catalogue.ts';
import { withExpected } from '../tools/expected.ts';
import { KINDS } from '../tools/kinds.ts';
import { KIND_CODE, listens, type Wait, waitOf } from './kindCode.ts';
import { listensTo, type OwnTool, ownToolsOf } from './ownTools.ts';

type ToolArgs = Record<string, unknown>;

/** One call with only what this plan's policy looks at. */
export interface CodeCall {
  key: number;
  id: string;
  name: string;
  args: ToolArgs;
  priority?: number | undefined;
  expectedMs?: number | undefined;
  timeoutMs?: number | undefined;
  fallback?: { value: unknown } | { tool: string; args: ToolArgs } | undefined;
}

/** A tool that some call or fallback uses, and what they tell it. */
export interface UsedTool extends CatalogueEntry {
  uses: ReadonlySet<keyof SimulatedArgs>;
}

/** All that code for a plan depends on, so that it says nothing that this plan does not need. */
export interface PlanFeatures {
  policy: Policy;
  seed: number;
  calls: CodeCall[];
  tools: UsedTool[];
  /** Tools of the person's own. */
  ownTools: readonly OwnTool[];
  /** Some tool behaves by the call's id. */
  byCall: boolean;
  /** Arguments that some tool of the page would refuse. */
  violated: readonly ArgumentField[];
  /** Some call's fallback would be refused by its tool. */
  badFallback: boolean;
  /** Some call can never run: no such tool, or arguments that its tool refuses. */
  rejects: boolean;
  /** Seconds to wait may pass: an attempt can be timed out. */
  timeouts: boolean;
  /** Some call has a timeout of its own. */
  ownTimeouts: boolean;
  /** The run may end before its calls do. */
  endsEarly: boolean;
  failsFast: boolean;
  /** Running tools are told to stop, by a timeout, a deadline or a failure. */
  tells: boolean;
  /** Some tool listens when it is told. */
  signals: boolean;
  retries: boolean;
  /** The errors that are tried again, where not all are. */
  retried: readonly string[] | undefined;
  /** Some error asks for a pause of its own before the next attempt. */
  asks: boolean;
  /** How long every backoff is, where all are equally long but for their jitter. */
  backoffMs: Ms | undefined;
  /** Calls that wait for a start go by their place in the order, and not as they come. */
  ranked: boolean;
  jitter: boolean;
  /** A timed-out attempt that still runs keeps its slot. */
  holds: boolean;
  /** A call may come to the gate with a slot of its own: those go first. */
  owns: boolean;
  fallbacks: boolean;
  fallbackValues: boolean;
  fallbackTools: boolean;
  /** What the recovery of a call is told besides its error: a fallback's tool needs it, and a value does not. */
  recoveryFields: readonly ('attempt' | 'hold')[];
  /** An ending is more than one line of code, or stands in more than one place. */
  settles: boolean;
  /** Some tool's time varies. */
  random: boolean;
  /** Some tool behaves by the attempt's number. */
  flaky: boolean;
  /** What an attempt is told besides its call. */
  configFields: readonly ('key' | 'attempt')[];
  blocking: boolean;
  deaf: boolean;
  /** Some tool sleeps. */
  sleeps: boolean;
}

export function factsOf(given: Plan): PlanFeatures {
  const plan = withExpected(withKnownSettings(given));
  const policyAsked = policyOf(plan);
  const all = plan.calls.map((call) => resolved(call, policyAsked));
  const ownNames = new Set(plan.calls.flatMap(({ name, behavior }) => (behavior ? [name] : [])));
  // Where all calls are alike to it, an order changes nothing.
  const isOrdered = all.some(({ priority, expectedMs }) => priority !== undefined || expectedMs !== undefined);
  const policy: Policy = isOrdered ? policyAsked : { ...policyAsked, order: 'listed' };
  const asked = all.flatMap(({ name, args, fallback }) => [
    { name, args },
    ...(fallback && 'tool' in fallback ? [{ name: fallback.tool, args: fallback.args }] : []),
  ]);
  const ownTimeouts = all.some(({ timeoutMs }) => timeoutMs !== undefined);
  const timeouts = policy.timeoutMs !== null || ownTimeouts;
  const failsFast = policy.onError === 'fail-fast' || policy.onError === 'fail-fast-cancel';
  const tells = timeouts || policy.deadlineMs !== null || policy.onError === 'fail-fast-cancel';
  const ownTools = ownToolsOf(plan.calls, asked);
  const complaints = (name: string, args: ToolArgs) => (ownNames.has(name) ? [] : complaintsOf(name, args));
  const bad = new Set(all.flatMap(({ name, args }) => complaints(name, args)));
  const uses = (tool: string, name: keyof SimulatedArgs) =>
    asked.some((one) => one.name === tool && matters(name, one.args[name], tells || bad.has(name)));

  const tools = CATALOGUE.filter(({ tool }) => !ownNames.has(tool) && asked.some(({ name }) => name === tool)).map(
    (entry) => ({
      ...entry,
      uses: new Set(
        KINDS[entry.kind].fields
          .map(({ name }) => name)
          .filter((name) => (fits(entry, name) || bad.has(name)) && uses(entry.tool, name)),
      ),
    }),
  );
  const kept = (name: string, args: ToolArgs): ToolArgs => {
    const tool = tools.find((one) => one.tool === name);
    // A tool that nobody has is asked as it was.
    if (!tool) return args;
    return Object.fromEntries(Object.entries(args).filter(([field]) => tool.uses.has(field as keyof SimulatedArgs)));
  };
  const calls = all.map(
    (call, key): CodeCall => ({
      ...call,
      key,
      args: kept(call.name, call.args),
      fallback:
        call.fallback && 'tool' in call.fallback
          ? { tool: call.fallback.tool, args: kept(call.fallback.tool, call.fallback.args) }
          : call.fallback,
    }),
  );
  const ownCases = ownTools.flatMap(({ cases }) => cases);
  const waits = (wait: Wait) =>
    tools.some((tool) => waitOf(tool) === wait) || ownCases.some((one) => one.wait === wait);
  const retries = policy.retry.attempts > 1;
  const holds = policy.slotOnTimeout === 'hold' && policy.limit !== null && timeouts;
  const fallbackValues = all.some(({ fallback }) => fallback && 'value' in fallback);
  const fallbackTools = all.some(({ fallback }) => fallback && 'tool' in fallback);
  const fallbacks = fallbackValues || fallbackTools;
  const endsEarly = policy.onError !== 'collect' || policy.deadlineMs !== null;
  const random = tools.some((tool) => tool.uses.has('spread')) || ownCases.some(({ spread }) => spread > 0);
  const flaky =
    tools.some(({ kind }) => KIND_CODE[kind].attempt) || ownCases.some(({ failures }) => failures !== undefined);
  const queues = policy.limit !== null || policy.rate !== null;
  return {
    policy,
    seed: plan.seed ?? 0,
    calls,
    tools,
    ownTools,
    byCall: ownTools.some(({ cases }) => cases.length > 1),
    violated: distinctFields().filter(({ name }) => bad.has(name)),
    rejects: all.some(({ name, args }) => !ownNames.has(name) && (!entryOf(name) || complaints(name, args).length > 0)),
    badFallback: all.some(
      ({ fallback }) => fallback && 'tool' in fallback && complaints(fallback.tool, fallback.args).length > 0,
    ),
    timeouts,
    ownTimeouts,
    endsEarly,
    failsFast,
    tells,
    signals: tells && (tools.some(listens) || ownCases.some(listensTo)),
    retries,
    retried: retries ? retriedErrors(policy.retry) : undefined,
    asks:
      retries &&
      (tools.some(({ uses }) => uses.has('retryAfterMs')) ||
        ownCases.some(({ retryAfterMs }) => retryAfterMs !== undefined)),
    backoffMs: constantBackoff(policy.retry),
    jitter: retries && policy.retry.jitter > 0 && policy.retry.baseMs > 0,
    holds,
    owns: holds || fallbackTools,
    ranked: (retries && queues) || (policy.rate !== null && (holds || fallbackTools)),
    fallbacks,
    fallbackValues,
    fallbackTools,
    recoveryFields: fallbackTools
      ? [...(flaky || random ? ['attempt' as const] : []), ...(holds ? ['hold' as const] : [])]
      : [],
    settles: endsEarly || fallbacks,
    random,
    flaky,
    configFields: [...(random ? ['key' as const] : []), ...(flaky || random ? ['attempt' as const] : [])],
    blocking: waits('block'),
    deaf: waits('never'),
    sleeps: waits('sleep'),
  };
}

function retriedErrors({ on = 'any' }: Retry): readonly string[] | undefined {
  if (on === 'any') return undefined;
  return on === 'transient' ? TRANSIENT : on;
}

function constantBackoff({ baseMs, factor, maxMs, attempts }: Retry): Ms | undefined {
  return baseMs === 0 || factor === 1 || attempts === 2 ? Math.min(maxMs, baseMs) : undefined;
}

function resolved(call: ToolCall, policy: Policy): Omit<CodeCall, 'key'> {
  const { id, name, args, priority, expectedMs, timeoutMs, fallback } = call;
  const sorted = policy.order.endsWith('-first');
  return {
    id,
    name,
    args,
    priority: policy.order === 'priority' ? priority : undefined,
    expectedMs: sorted ? expectedMs : undefined,
    timeoutMs,
    fallback: policy.recovery === 'fallback' && fallback ? instead(fallback, args) : undefined,
  };
}

function instead(fallback: Fallback, own: ToolArgs): CodeCall['fallback'] {
  return 'value' in fallback ? { value: fallback.value ?? null } : { tool: fallback.tool, args: fallback.args ?? own };
}

function complaintsOf(name: string, args: ToolArgs): string[] {
  const entry = entryOf(name);
  return entry ? checkFields(KINDS[entry.kind].fields, args).map(({ path }) => path) : [];
}

/** What a tool never looks at is left out: a hanging tool's times. */
function fits(entry: CatalogueEntry, name: keyof SimulatedArgs): boolean {
  return !neverEnds(entry) || (name !== 'ms' && name !== 'spread');
}

function matters(name: keyof SimulatedArgs, value: unknown, told: boolean): boolean {
  if (value === undefined) return false;
  if (name === 'spread') return value !== 0;
  return name !== 'deaf' || told;
}

function distinctFields(): ArgumentField[] {
  return [
    ...new Map(Object.values(KINDS).flatMap(({ fields }) => fields.map((field) => [field.name, field]))).values(),
  ];
}

/** Ids as keys of one record: a missing one is made, the second of two alike gets a number. */
export function distinct(calls: readonly CodeCall[]): CodeCall[] {
  const given = new Set(calls.map(({ id }) => id));
  const taken = new Set<string>();
  /** From where the next number of an id is sought: those below it are taken for good. */
  const numbers = new Map<string, number>();
  return calls.map((call) => {
    const wanted = call.id || `call_${call.key + 1}`;
    let id = wanted;
    let n = numbers.get(wanted) ?? 2;
    while (taken.has(id) || (id !== call.id && given.has(id))) id = `${wanted}_${n++}`;
    numbers.set(wanted, n);
    taken.add(id);
    return id === call.id ? call : { ...call, id };
  });
}
