/**
 * The page's simulated tools as data: what the store, the rows and the presets need to know of them
 * without running anything. The bodies are in `simulated.ts`.
 */
export type ToolKind = 'fast' | 'slow' | 'failing' | 'flaky' | 'hanging' | 'blocking';

export interface CatalogueEntry {
  kind: ToolKind;
  /** The tool's name in a plan. */
  tool: string;
  /** What the tool takes when its call does not say, in ms. A hanging tool never ends. */
  ms: number;
  /** What a new call's id starts with, e.g. `fast_1`. */
  idPrefix: string;
  /** What a new call asks for. */
  query: string;
}

export const CATALOGUE: readonly CatalogueEntry[] = [
  { kind: 'fast', tool: 'fast_tool', ms: 100, idPrefix: 'fast', query: 'task' },
  { kind: 'slow', tool: 'slow_tool', ms: 1000, idPrefix: 'slow', query: 'task' },
  { kind: 'failing', tool: 'failing_tool', ms: 1000, idPrefix: 'error', query: 'fail' },
  { kind: 'flaky', tool: 'flaky_tool', ms: 400, idPrefix: 'flaky', query: 'weather' },
  { kind: 'hanging', tool: 'hanging_tool', ms: Number.POSITIVE_INFINITY, idPrefix: 'hang', query: 'search' },
  { kind: 'blocking', tool: 'blocking_tool', ms: 800, idPrefix: 'block', query: 'crunch' },
];

/** Longest time a call may be given on the page, in ms. */
export const MAX_TAKES_MS = 600_000;
/** Longest query, in UTF-16 units. */
export const MAX_QUERY = 10_000;
/** Most failures a flaky call may be given. */
export const MAX_FAILURES = 100;

const byTool = new Map(CATALOGUE.map((entry) => [entry.tool, entry]));

export function entryOf(tool: string): CatalogueEntry | undefined {
  return byTool.get(tool);
}

/**
 * What a call does, from its tool and arguments. The tutorial's slow tool fails when its query contains
 * "fail", so such a call counts as a failing one. `undefined` for a tool the page does not have.
 */
export function kindOf(call: { name: string; args: Record<string, unknown> }): ToolKind | undefined {
  const kind = entryOf(call.name)?.kind;
  const { query } = call.args;
  return kind === 'slow' && typeof query === 'string' && query.includes('fail') ? 'failing' : kind;
}
