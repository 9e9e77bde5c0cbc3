import type { EquippedPlan, SettingsByTool } from '../run/toolSettings.ts';
import type { Plan, Policy, ToolCall } from '../run/types.ts';
import type { PresetDefinition } from './presetRegistry.ts';

type PresetArgs = Record<string, string | number>;
type PresetOptions = Omit<ToolCall, 'id' | 'name' | 'args'>;

/** `kind` is the tool's name without `_tool`. */
function call(id: string, kind: string, query: string, args: PresetArgs = {}, rest: PresetOptions = {}): ToolCall {
  return { id, name: `${kind}_tool`, args: { query, ...args }, ...rest };
}

/** `fast_1`, `fast_2`, ... with these durations. */
function callSeries(kind: string, query: string, times: readonly number[], args: PresetArgs = {}): ToolCall[] {
  return times.map((ms, i) => call(`${kind}_${i + 1}`, kind, `${query} ${i + 1}`, { ms, ...args }));
}

function plan(calls: ToolCall[], policy?: Partial<Policy>, tools?: SettingsByTool): EquippedPlan {
  return { calls, seed: 1, ...(policy && { policy }), ...(tools && { tools }) };
}

const SHORTEST_MS = 50;
const LONGEST_MS = 1000;

/**
 * `count` slow calls of 50 to 1000 ms that are the same on every machine, from Lehmer's generator (48271 mod 2^31 - 1,
 * Park and Miller). The first call takes 1000 ms, so that the longest is known.
 */
function stress(count: number): Plan {
  let word = 20_261;
  const calls = Array.from({ length: count }, (_, i): ToolCall => {
    word = (word * 48_271) % 0x7fff_ffff;
    const ms = i === 0 ? LONGEST_MS : SHORTEST_MS + (word % (LONGEST_MS - SHORTEST_MS + 1));
    return { id: `slow_${i + 1}`, name: 'slow_tool', args: { query: `task ${i + 1}`, ms } };
  });
  return { calls, seed: 1 };
}

/** Backoffs of 200, 400, 800 ms, without jitter: the stories name exact times. */
const retry = (attempts: number) => ({ attempts, baseMs: 200, factor: 2, maxMs: 5000, jitter: 0 });

/**
 * All presets except the tutorial, by the name used in links. Each one ends in less than 4 s. Where one moment frees
 * slots for two calls, these take equally long or their order does not matter; otherwise a timer that is a millisecond
 * late would make the measured run differ from the predicted one.
 */
export const PRESET_DEFINITIONS: Readonly<Record<string, PresetDefinition>> = {
  'slow-neighbour': {
    group: 'Pitfalls',
    title: 'Slow neighbour',
    about: 'Five fast calls and one of 2 s',
    story:
      'Five calls are done within 0.20 s, and the run still takes 2 s. Only the slowest call is worth speeding up.',
    plan: () =>
      plan([
        ...callSeries('fast', 'lookup', [100, 120, 150, 180, 200]),
        call('slow_1', 'slow', 'report', { ms: 2000 }),
      ]),
  },
  'deaf-tool': {
    group: 'Pitfalls',
    title: 'Deaf tool',
    about: 'One call never answers; a timeout of 0.50 s',
    story:
      'hang_1 never answers and hears no signal. The timeout ends the wait for it at 0.50 s; its work goes on unseen.',
    plan: () =>
      plan(
        [
          ...callSeries('fast', 'lookup', [100, 200]),
          call('slow_1', 'slow', 'report', { ms: 400 }),
          call('hang_1', 'hanging', 'search'),
        ],
        {
          timeoutMs: 500,
        },
      ),
  },
  'thundering-herd': {
    group: 'Pitfalls',
    title: 'Thundering herd',
    about: '24 calls fail at once and come back at once',
    story: 'All 24 fail, wait and return in step: the service is stormed twice. Choose At most 6 and look at the peak.',
    atMost: 6,
    plan: () =>
      plan(callSeries('flaky', 'ticket', new Array<number>(24).fill(300), { failures: 1 }), { retry: retry(2) }),
  },
  straggler: {
    group: 'Pitfalls',
    title: 'Batches with a straggler',
    about: 'Batches of 3, and one slow call in each',
    story:
      'Each batch waits for its slowest call while two places stand idle. At most 3 needs no barrier: 0.90 s less.',
    plan: () => plan(callSeries('slow', 'page', [300, 300, 1500, 900, 300, 300]), { batchSize: 3 }),
  },
  'blocked-loop': {
    group: 'Pitfalls',
    title: 'Blocked loop',
    about: 'A call that calculates for 0.80 s and holds the thread',
    story:
      'block_1 holds the thread for 0.80 s. The answers of fast_1 and fast_2 are there long before, and nobody hears them.',
    plan: () =>
      plan([
        ...callSeries('fast', 'lookup', [100, 200]),
        call('slow_1', 'slow', 'report', { ms: 1200 }),
        call('block_1', 'blocking', 'crunch', { ms: 800 }),
      ]),
  },
  'flaky-network': {
    group: 'Policies',
    title: 'Flaky network',
    about: 'Up to 3 attempts, with growing pauses between them',
    story:
      'Three attempts save two calls of three; flaky_3 stays lost. A chain of attempts and pauses is the slowest call.',
    plan: () =>
      plan(
        [
          call('fast_1', 'fast', 'lookup'),
          ...[1, 2, 3].map((failures) =>
            call(`flaky_${failures}`, 'flaky', 'weather', { ms: [300, 300, 200][failures - 1] as number, failures }),
          ),
        ],
        { retry: retry(3) },
      ),
  },
  'pool-of-connections': {
    group: 'Policies',
    title: 'Pool of connections',
    about: 'Six queries, two connections; two lookups need none',
    story:
      'slow_tool has two connections: its six queries share them, the lookups wait for nobody. The total is their work over two.',
    plan: () =>
      plan(
        [...callSeries('slow', 'query', [700, 300, 400, 800, 300, 500]), ...callSeries('fast', 'lookup', [150, 250])],
        undefined,
        { slow_tool: { limit: 2 } },
      ),
  },
  priorities: {
    group: 'Policies',
    title: 'Priorities',
    about: 'At most 2 at once, urgent calls first',
    story: 'The urgent calls are listed last and go first. An order decides who waits; the total is the same.',
    plan: () =>
      plan(
        [
          ...[1, 2, 3, 4].map((n) => call(`report_${n}`, 'slow', `report ${n}`, { ms: 400 })),
          ...[1, 2].map((n) => call(`urgent_${n}`, 'slow', `alarm ${n}`, { ms: 400 }, { priority: 10 })),
        ],
        { limit: 2, order: 'priority' },
      ),
  },
  'rate-limited': {
    group: 'Policies',
    title: 'Rate limited',
    about: 'At most 2 starts in any 0.50 s',
    story: 'The service takes two calls each half second, however short they are. Six calls of 0.25 s take 1.25 s.',
    plan: () => plan(callSeries('fast', 'lookup', new Array<number>(6).fill(250)), { rate: { starts: 2, perMs: 500 } }),
  },
  everything: {
    group: 'Policies',
    title: 'Everything at once',
    about: 'Limit, order, rate, timeouts, retries, fallbacks, a deadline',
    story: 'Every policy at once, each with a call that needs it. Whatever is still open at 2.50 s, the deadline ends.',
    plan: () =>
      plan(
        [
          call('slow_1', 'slow', 'archive', { ms: 3000 }, { timeoutMs: 5000 }),
          call('flaky_1', 'flaky', 'weather', { ms: 300 }),
          call('hang_1', 'hanging', 'search', {}, { timeoutMs: 400, fallback: { value: 'Kept from yesterday' } }),
          call(
            'error_1',
            'failing',
            'invoice',
            { ms: 350 },
            { fallback: { tool: 'fast_tool', args: { query: 'copy' } } },
          ),
          call('hang_2', 'hanging', 'mirror'),
          call('urgent_1', 'fast', 'alarm', { ms: 250 }, { priority: 10 }),
        ],
        {
          limit: 3,
          order: 'priority',
          rate: { starts: 2, perMs: 200 },
          timeoutMs: 600,
          retry: retry(2),
          recovery: 'fallback',
          deadlineMs: 2500,
        },
      ),
  },
  'stress-1000': {
    group: 'Stress',
    title: 'Stress 1,000',
    about: '1,000 calls of 0.05 to 1 s',
    story: 'A thousand calls, and still as long as the slowest. The overhead is what the machine and the engine cost.',
    plan: () => stress(1000),
  },
  'stress-10000': {
    group: 'Stress',
    title: 'Stress 10,000',
    about: '10,000 calls of 0.05 to 1 s',
    story: 'Ten thousand calls on one thread. Here it shows what starting a call costs.',
    plan: () => stress(10_000),
  },
};
