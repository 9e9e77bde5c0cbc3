/**
 * The page's simulated tools as data: what the first screen needs of each kind. The rest of a kind is in kinds.ts.
 */
interface Entry {
  kind: string;
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

const ENTRIES = [
  { kind: 'fast', tool: 'fast_tool', ms: 100, idPrefix: 'fast', query: 'task' },
  { kind: 'slow', tool: 'slow_tool', ms: 1000, idPrefix: 'slow', query: 'task' },
  { kind: 'failing', tool: 'failing_tool', ms: 1000, idPrefix: 'error', query: 'fail' },
  { kind: 'flaky', tool: 'flaky_tool', ms: 400, idPrefix: 'flaky', query: 'weather' },
  { kind: 'hanging', tool: 'hanging_tool', ms: Number.POSITIVE_INFINITY, idPrefix: 'hang', query: 'search' },
  { kind: 'blocking', tool: 'blocking_tool', ms: 800, idPrefix: 'block', query: 'crunch', blocks: true },
] as const satisfies readonly Entry[];

export type ToolKind = (typeof ENTRIES)[number]['kind'];

export interface CatalogueEntry extends Entry {
  kind: ToolKind;
}

/** In the order of the buttons that add a call. */
export const CATALOGUE: readonly CatalogueEntry[] = ENTRIES;

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

/** What the call is to take by itself, without spread, failures and policy; `undefined` where its plan does not tell. */
export function plannedMs({ name, args }: { name: string; args: Record<string, unknown> }): number | undefined {
  const entry = entryOf(name);
  const ms = entry && neverEnds(entry) ? undefined : (args.ms ?? entry?.ms);
  return typeof ms === 'number' && ms >= 0 ? ms : undefined;
}

export function neverEnds({ ms }: CatalogueEntry): boolean {
  return ms === Number.POSITIVE_INFINITY;
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
