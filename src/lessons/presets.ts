import type { Plan, ToolCall } from '../run/types.ts';

export interface Preset {
  /** As in links: `#preset=NAME`. */
  name: string;
  title: string;
  /** One line for the menu. */
  about: string;
  plan: Plan;
}

/** The four calls of the tutorial: two fast, one slow, one slow that fails. */
const TUTORIAL: ToolCall[] = [
  { id: 'fast_1', name: 'fast_tool', args: { query: 'task 1' } },
  { id: 'slow_1', name: 'slow_tool', args: { query: 'task 2' } },
  { id: 'fast_2', name: 'fast_tool', args: { query: 'task 3' } },
  { id: 'error_1', name: 'slow_tool', args: { query: 'fail' } },
];

const SHORTEST_MS = 50;
const LONGEST_MS = 1000;

/**
 * `count` slow calls with latencies of 50 to 1000 ms that are the same on every machine: Lehmer's generator
 * (48271 mod 2^31 - 1, Park and Miller). The first takes the longest, so that one takes exactly 1000 ms.
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

export const DEFAULT_PRESET = 'tutorial';

/** Plans are made when asked for: 10,000 calls are not built for a menu. */
const MAKERS: Record<string, { title: string; about: string; plan: () => Plan }> = {
  tutorial: {
    title: 'Tutorial',
    about: 'Two fast calls, a slow one, and a slow one that fails',
    plan: () => ({ calls: TUTORIAL, seed: 1 }),
  },
  'stress-1000': { title: 'Stress 1,000', about: '1,000 calls of 0.05 to 1 s', plan: () => stress(1000) },
  'stress-10000': { title: 'Stress 10,000', about: '10,000 calls of 0.05 to 1 s', plan: () => stress(10_000) },
};

const made = new Map<string, Preset>();

/** The same object each time, so that a plan can be compared with its preset's by identity. */
export function presetOf(name: string): Preset | undefined {
  const known = made.get(name);
  if (known) return known;
  if (!Object.hasOwn(MAKERS, name)) return undefined;
  const { title, about, plan } = MAKERS[name] as (typeof MAKERS)[string];
  const preset = { name, title, about, plan: plan() };
  made.set(name, preset);
  return preset;
}

export const PRESET_MENU: readonly Omit<Preset, 'plan'>[] = Object.entries(MAKERS).map(([name, { title, about }]) => ({
  name,
  title,
  about,
}));
