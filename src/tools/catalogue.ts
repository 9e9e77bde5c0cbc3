import { timingOf } from '../run/callTiming.ts';
import type { ToolCall, ToolKind } from '../run/types.ts';

/**
 * The page's simulated tools as data: what the first screen needs of each kind. The rest of a kind is in kinds.ts.
 */
export interface CatalogueEntry {
  kind: ToolKind;
  /** The tool's name in a plan. */
  tool: string;
  /** What the tool takes when its call does not say, in ms. Infinity: it never ends. */
  ms: number;
  /** What a new call's id starts with, e.g. `fast_1`. */
  idPrefix: string;
  /** What a new call asks for. */
  query: string;
  /** It holds the thread while it runs. */
  blocks?: true;
}

const ENTRIES: Readonly<Record<ToolKind, Omit<CatalogueEntry, 'kind'>>> = {
  fast: { tool: 'fast_tool', ms: 100, idPrefix: 'fast', query: 'task' },
  slow: { tool: 'slow_tool', ms: 1000, idPrefix: 'slow', query: 'task' },
  failing: { tool: 'failing_tool', ms: 1000, idPrefix: 'error', query: 'fail' },
  flaky: { tool: 'flaky_tool', ms: 400, idPrefix: 'flaky', query: 'weather' },
  hanging: { tool: 'hanging_tool', ms: Number.POSITIVE_INFINITY, idPrefix: 'hang', query: 'search' },
  blocking: { tool: 'blocking_tool', ms: 800, idPrefix: 'block', query: 'crunch', blocks: true },
};

/** In the order of the buttons that add a call. */
export const CATALOGUE: readonly CatalogueEntry[] = Object.entries(ENTRIES).map(([kind, entry]) => ({
  kind: kind as ToolKind,
  ...entry,
}));

/** Longest query, in UTF-16 units. */
export const MAX_QUERY = 10_000;

const byTool = new Map(CATALOGUE.map((entry) => [entry.tool, entry]));

export function entryOf(tool: string): CatalogueEntry | undefined {
  return byTool.get(tool);
}

export function entryOfKind(kind: ToolKind): CatalogueEntry {
  return { kind, ...ENTRIES[kind] };
}

type Behaving = Pick<ToolCall, 'name' | 'args' | 'behavior'>;

/** The entry that the call behaves like: of its behavior or of its tool. `undefined` for a tool the page does not have. */
export function entryOfCall({ name, behavior }: Pick<ToolCall, 'name' | 'behavior'>): CatalogueEntry | undefined {
  return behavior ? entryOfKind(behavior.kind) : entryOf(name);
}

/**
 * How long a call takes in theory, in ms, without spread and failures: Infinity if it never ends, `undefined` where
 * nothing says it.
 */
export function takesOf(call: Behaving): number | undefined {
  const entry = entryOfCall(call);
  const { ms } = timingOf(call);
  return typeof ms === 'number' && !(entry && neverEnds(entry)) ? ms : entry?.ms;
}

/** The same where it ends; `undefined` also for a call without end. */
export function plannedMs(call: Behaving): number | undefined {
  const ms = takesOf(call);
  return ms !== undefined && ms >= 0 && Number.isFinite(ms) ? ms : undefined;
}

export function neverEnds({ ms }: CatalogueEntry): boolean {
  return ms === Number.POSITIVE_INFINITY;
}

/**
 * What a call does, from its behavior, or its tool and arguments. The tutorial's slow tool fails when its query contains
 * "fail", so such a call counts as a failing one. `undefined` for a tool the page does not have.
 */
export function kindOf(call: Pick<ToolCall, 'name' | 'args' | 'behavior'>): ToolKind | undefined {
  const kind = entryOfCall(call)?.kind;
  const { query } = call.args;
  return kind === 'slow' && !call.behavior && typeof query === 'string' && query.includes('fail') ? 'failing' : kind;
}
