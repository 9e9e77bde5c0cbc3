import { DEFAULT_POLICY } from '../../run/policy.ts';
import { poolsOf, toolsOf } from '../../run/toolSettings.ts';
import type { Plan, Policy } from '../../run/types.ts';
import type { Setting } from '../state.ts';

/** The groups of the policy's panel, from the top. */
export const GROUPS = ['Time', 'Failure', 'Order and pace'] as const;
type PolicyGroup = (typeof GROUPS)[number];

/** A number that is typed, or a text. */
export interface TypedPart {
  /** Its name for a screen reader and in messages; without a unit it also stands above the field. */
  readonly label: string;
  readonly width: 'w-14' | 'w-24' | 'w-40';
  /** Stands behind the field. */
  readonly unit?: string;
  /** Of a text: what the field offers. */
  readonly offers?: readonly string[];
}

/** What is typed of a setting: its own number, or its parts. */
type NumbersIn<K extends Setting> = Policy[K] extends string
  ? never
  : Policy[K] extends number | null
    ? K
    : keyof NonNullable<Policy[K]>;

export type PolicyFieldName = { [K in Setting]: NumbersIn<K> }[Setting];

interface LineBase {
  readonly group: PolicyGroup;
  /** Why a setting that is on changes nothing in this plan: no engine refuses it, and nothing else shows why. */
  readonly remark?: (plan: Plan, policy: Policy) => string | undefined;
}

/** One of several words, each with what it says in the list and a sentence about it. */
interface ChoiceLine<T extends string> extends LineBase {
  readonly label: string;
  readonly choices: { readonly [V in T]: readonly [words: string, help: string] };
}

/** On or off, or (for a setting of the strategies) always a number. */
interface NumbersLine<K extends Setting> extends LineBase {
  /** One sentence. */
  readonly help: string;
  /** The value it is switched on with, which shows at once what it does to calls of about a second. */
  readonly switchedOn?: NonNullable<Policy[K]>;
  readonly numbers: { readonly [F in NumbersIn<K>]: TypedPart };
}

/** A line for what goes through all of them. */
export interface PolicyLine extends LineBase {
  readonly label?: string;
  readonly choices?: Readonly<Record<string, readonly [words: string, help: string]>>;
  readonly help?: string;
  readonly switchedOn?: unknown;
  readonly numbers?: Readonly<Record<string, TypedPart>>;
}

type LineOf<K extends Setting> = Policy[K] extends string ? ChoiceLine<Policy[K]> | NumbersLine<K> : NumbersLine<K>;

/** The line of each setting in the policy's panel, in their order within the groups. */
export const POLICY_LINES: { readonly [K in Setting]: LineOf<K> } = {
  timeoutMs: {
    group: 'Time',
    help: 'Cuts each attempt off after this long; the work behind it may go on.',
    switchedOn: 500,
    numbers: { timeoutMs: { label: 'Timeout (ms)', width: 'w-24', unit: 'ms' } },
    remark: (_, { timeoutMs, deadlineMs }) =>
      timeoutMs !== null && deadlineMs !== null && deadlineMs <= timeoutMs
        ? 'The deadline comes before any timeout could.'
        : undefined,
  },
  slotOnTimeout: {
    group: 'Time',
    label: 'Timed-out call',
    choices: {
      release: ['gives its slot back', 'The next call starts at once, so more may really run than the limit says.'],
      hold: ['holds its slot', 'The next call waits until the timed-out work has really ended.'],
    },
    remark: slotRemark,
  },
  deadlineMs: {
    group: 'Time',
    help: 'Ends the run this long after its start; what has not started is skipped.',
    switchedOn: 2000,
    numbers: { deadlineMs: { label: 'Deadline (ms)', width: 'w-24', unit: 'ms' } },
  },
  onError: {
    group: 'Failure',
    label: 'On error',
    choices: {
      collect: ['collect it, go on', 'Every call runs to its end, like Promise.allSettled and the tutorial.'],
      'fail-fast': ['fail fast', 'The first failure ends the run, like Promise.all; the others run on unseen.'],
      'fail-fast-cancel': [
        'fail fast, cancel the rest',
        'The first failure ends the run and tells the others to stop.',
      ],
      'first-success': ['first success wins', 'The first success ends the run, like Promise.any.'],
    },
  },
  retry: {
    group: 'Failure',
    help: 'Tries a failed or timed-out call again, after a backoff that grows by the factor. Which errors: any, transient (timeouts, lost connections, 408, 425, 429, 5xx), or a list of statuses, codes and names.',
    switchedOn: { ...DEFAULT_POLICY.retry, attempts: 3 },
    numbers: {
      attempts: { label: 'Tries', width: 'w-14', unit: 'tries' },
      baseMs: { label: 'First backoff (ms)', width: 'w-24' },
      factor: { label: 'Factor', width: 'w-14' },
      maxMs: { label: 'Longest backoff (ms)', width: 'w-24' },
      jitter: { label: 'Jitter (0 to 1)', width: 'w-14' },
      on: { label: 'Errors', width: 'w-40', offers: ['any', 'transient', '429, 503, TimeoutError'] },
    },
    remark: retryRemark,
  },
  recovery: {
    group: 'Failure',
    help: 'A call that has failed for good takes its fallback, set in its row under More.',
    switchedOn: 'fallback',
    numbers: {},
    remark: ({ calls }) =>
      calls.some(({ fallback }) => fallback !== undefined)
        ? undefined
        : 'No call has a fallback yet: give one in a row, under More.',
  },
  order: {
    group: 'Order and pace',
    label: 'Order',
    choices: {
      listed: ['as listed', 'Calls that wait start in the order of the rows.'],
      priority: ['priority first', 'Of the calls that wait, the one with the highest priority starts first.'],
      'longest-first': [
        'longest first',
        'Of the calls that wait, the one that is expected to take longest starts first.',
      ],
      'shortest-first': [
        'shortest first',
        'Of the calls that wait, the one that is expected to take least starts first.',
      ],
    },
    remark: orderRemark,
  },
  rate: {
    group: 'Order and pace',
    help: 'Lets no more calls start than this within any such span of time.',
    switchedOn: { starts: 2, perMs: 1000 },
    numbers: {
      starts: { label: 'Starts', width: 'w-14', unit: 'starts per' },
      perMs: { label: 'Per (ms)', width: 'w-24', unit: 'ms' },
    },
  },
  limit: {
    group: 'Order and pace',
    help: 'Lets no more calls run at once than this, within each batch.',
    numbers: { limit: { label: 'Limit', width: 'w-14' } },
  },
  batchSize: {
    group: 'Order and pace',
    help: 'Starts that many calls, and the next ones when all of them have settled.',
    numbers: { batchSize: { label: 'Batches of', width: 'w-14' } },
  },
};

function retryRemark({ calls }: Plan, { retry }: Policy): string | undefined {
  if (retry.attempts === 1) return undefined;
  if (retry.maxMs < retry.baseMs) return 'The longest backoff is below the first: every backoff is the longest.';
  return retry.on === 'any' || calls.some(({ args }) => args.code !== undefined)
    ? undefined
    : 'No call has an error code yet: give a failing or flaky call one in its row.';
}

const hasPools = (plan: Plan) => Object.keys(poolsOf(plan)).length > 0;

function slotRemark(plan: Plan, { limit, timeoutMs }: Policy): string | undefined {
  if (limit === null && !hasPools(plan)) return 'There is no limit now, so there are no slots to hold.';
  return timeoutMs === null &&
    ![...plan.calls, ...Object.values(toolsOf(plan))].some((one) => one.timeoutMs !== undefined)
    ? 'Nothing has a timeout now, so nothing holds a slot beyond its end.'
    : undefined;
}

function orderRemark(plan: Plan, { order, limit, batchSize, rate }: Policy): string | undefined {
  if (order === 'priority' && !plan.calls.some(({ priority }) => priority))
    return 'No call has a priority yet: give one in a row, under More.';
  if (limit === null && batchSize === null && rate === null && !hasPools(plan))
    return 'All calls start at once now, so none of them waits for another.';
  return undefined;
}
