import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';
import { clip, count, duration, list, numberWord, small } from '../format/format.ts';
import { figure, type RichText, richText } from '../format/richText.ts';
import { isStillRunning, stillRunning } from '../metrics/abandonedWork.ts';
import { concurrencyOf } from '../metrics/concurrency.ts';
import type { Pools } from '../metrics/makespanBound.ts';
import { nearly, type Proof } from '../metrics/proof.ts';
import { type Cost, costOf } from '../metrics/timeBreakdown.ts';

/** Why a run took as long as it did. */
export interface Reason {
  text: RichText;
  /** The total is shown with its milliseconds, because they are what the reason explains. */
  exact?: boolean;
  /** Ids of the calls whose outcome `text` reports, and whether it reports that they still run. */
  told?: readonly string[];
  still?: boolean;
}

interface ReasonInput {
  state: RunState;
  proof: Proof;
  policy: Policy;
  pools?: Pools | undefined;
}

/** Shorter parts of the total are the machine's and are not mentioned. */
const WORTH_MS = 10;

/**
 * The explanation of the total. Tried in this order: one that explains the whole total; the most expensive cause of the
 * time beyond the lower bound; how much longer the run was than its slowest call.
 */
export function reasonFor(facts: ReasonInput): Reason {
  for (const explain of WHOLE) {
    const reason = explain(facts);
    if (reason) return reason;
  }
  const { state, proof, policy, pools } = facts;
  const costs = costOf(state, policy, proof, pools).sort((a, b) => b.ms - a.ms);
  for (const cost of costs) {
    const text = cost.ms >= WORTH_MS && BY_CAUSE[cost.cause](cost as never, facts);
    if (text) return { text };
  }
  const { total = 0, slowest } = proof;
  const longer = total - (slowest?.duration ?? 0);
  const text = richText(
    figure('Longer than the slowest', longer, small(longer)),
    ` longer than ${clip(slowest?.id ?? '', 40)} alone`,
  );
  return { text, exact: longer < 1000 };
}

const WHOLE: readonly ((facts: ReasonInput) => Reason | undefined)[] = [asLongAsSlowest, asLongAsBound];

function asLongAsSlowest({ state, proof, policy }: ReasonInput): Reason | undefined {
  const { slowest, total = 0 } = proof;
  if (!slowest || !nearly(total, slowest.duration)) return undefined;
  const call = state.calls[slowest.key] as CallState;
  return endOf(state, call, policy) ?? { text: richText(`as long as ${clip(slowest.id, 40)} alone`) };
}

/** The end of a call, if it explains the total: a timeout, or a success on a later attempt. */
function endOf(state: RunState, call: CallState, { retry }: Policy): Reason | undefined {
  const { outcome, attempts } = call;
  if (outcome?.cause === 'timeout') {
    const { timeoutMs } = outcome;
    // Calls are grouped by their timeout and not by measured durations, which contain timer jitter.
    const cut = state.calls.filter(
      (other) =>
        other === call ||
        (timeoutMs !== undefined &&
          other.outcome?.timeoutMs === timeoutMs &&
          other.attempts.length === attempts.length),
    );
    const one = cut.length === 1;
    const length = timeoutMs === undefined ? '' : `${duration(timeoutMs)} `;
    // Said here only of all that still run: a note names them otherwise.
    const running = stillRunning(state).length;
    const still = running === cut.length && cut.every((other) => isStillRunning(other));
    const told = cut.map(({ id }) => id);
    const text = richText(
      `${list(told)} ${one ? 'was' : 'were'} cut off at ${one ? 'its' : 'their'} ${length}timeout${onEach(attempts.length)}`,
      ...(still ? [' and ', figure('Still running', running, `${one ? 'is' : 'are'} still running`)] : []),
    );
    return { text, told, still };
  }
  if (outcome?.kind === 'succeeded' && outcome.recovered === undefined && attempts.length > 1) {
    const text = richText(`as long as ${clip(call.id, 40)} alone, which succeeded on ${onAttempt(call, retry)}`);
    return { text, told: [call.id] };
  }
  return undefined;
}

/** ` on both attempts`; nothing after a single one. */
export function onEach(attempts: number): string {
  if (attempts < 2) return '';
  return attempts === 2 ? ' on both attempts' : ` on all ${count(attempts)} attempts`;
}

/** `attempt 2 of 3`. */
export function onAttempt({ attempts }: CallState, { attempts: most }: Policy['retry']): string {
  return `attempt ${count(attempts.length)} of ${count(Math.max(most, attempts.length))}`;
}

function asLongAsBound({ proof: { total = 0, bound } }: ReasonInput): Reason | undefined {
  if (!bound || !nearly(total, bound.ms)) return undefined;
  if (bound.by === 'work')
    return {
      text: richText(
        'its lower bound, ',
        figure('Work', bound.work, duration(bound.work)),
        ` of work ${atATime(bound.limit)}`,
      ),
    };
  if (bound.by === 'rate') return { text: richText(rateText(bound)) };
  if (bound.by === 'pool')
    return {
      text: richText(
        `${clip(bound.tool, 40)} takes only ${count(bound.limit)} ${bound.limit === 1 ? 'call' : 'calls'} at once`,
      ),
    };
  return undefined;
}

const atATime = (limit: number) => `${numberWord(limit)} at a time`;

/** `the rate let only 2 start per second`. */
function rateText({ starts, perMs }: { starts: number; perMs: Ms }): string {
  return `the rate let only ${count(starts)} start ${perMs === 1000 ? 'per second' : `every ${duration(perMs)}`}`;
}

type ByCause = {
  [C in Cost['cause']]: (cost: Extract<Cost, { cause: C }>, facts: ReasonInput) => RichText | undefined;
};

const BY_CAUSE: ByCause = {
  slot(cost, facts) {
    if (cost.waitedMs < WORTH_MS) return undefined;
    const { bound } = facts.proof;
    return bound?.by === 'work' ? overBound(cost, facts, bound.limit) : waitedForSlot(cost);
  },
  pool: ({ id, waitedMs, tool, limit }) =>
    waitedMs < WORTH_MS
      ? undefined
      : richText(`${clip(id, 40)} waited `, waited(waitedMs), ` for ${oneOf(limit, tool)}`),
  sharedPool: ({ id, waitedMs }) =>
    waitedMs < WORTH_MS
      ? undefined
      : richText(`${clip(id, 40)} waited `, waited(waitedMs), ' for a pool that other runs share'),
  barrier: ({ ms, batches }) => richText(costed('barrier', ms), ` of it because ${batchesText(batches)} had to wait`),
  rate: ({ id, waitedMs }, { policy: { rate } }) =>
    richText(`${clip(id, 40)} waited `, waited(waitedMs), `, as ${rate ? rateText(rate) : 'the rate held it'}`),
  backoff: ({ id, waitedMs }) =>
    richText(`${clip(id, 40)} backed off for `, waited(waitedMs), ', and nothing else was left to run'),
  pause: ({ ms }) => richText(costed('pause', ms), ' of it the run was paused'),
  other: () => undefined,
};

/** The wait of the one call that the reason names. */
const waited = (ms: Ms) => figure('Waited', ms, duration(ms));

/** A part of the time beyond the lower bound. */
const costed = (cause: Cost['cause'], ms: Ms) => figure(`Policy costs: ${cause}`, ms, duration(ms));

const waitedForSlot = ({ id, waitedMs }: Extract<Cost, { cause: 'slot' }>) =>
  richText(`${clip(id, 40)} waited `, waited(waitedMs), ' for a free slot');

/** `one of the two connections of slow_tool`. */
const oneOf = (limit: number, tool: string) =>
  limit === 1
    ? `the one connection of ${clip(tool, 40)}`
    : `one of the ${numberWord(limit)} connections of ${clip(tool, 40)}`;

/** Slots were free at the end of the run: for how long, and which calls still ran. */
function overBound(cost: Extract<Cost, { cause: 'slot' }>, { state, proof }: ReasonInput, limit: number): RichText {
  const { total = 0 } = proof;
  const { steps } = concurrencyOf(state);
  const from = steps[steps.findLastIndex(({ running }) => running >= limit) + 1]?.at ?? total;
  const last = state.calls.filter(({ attempts }) => attempts.some(({ endedAt = 0 }) => endedAt > from));
  const over = richText(costed('slot', cost.ms), ' over its lower bound, because ');
  if (total - from < WORTH_MS) return richText(over, waitedForSlot(cost));
  const ended = figure('Not all slots in use', total - from, duration(total - from));
  if (last.length === 1) return richText(over, `${clip(last[0]?.id ?? '', 40)} ran alone for the last `, ended);
  return richText(over, 'a slot stood empty for the last ', ended);
}

function batchesText(last: number): string {
  if (last === 2) return 'batch 2';
  return `batches 2 ${last === 3 ? 'and' : 'to'} ${count(last)}`;
}
