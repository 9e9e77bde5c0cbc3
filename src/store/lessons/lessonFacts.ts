import { clip, duration, times } from '../../analysis/format/format.ts';
import { ratio } from '../../analysis/format/ratio.ts';
import { figure, type RichText, richText } from '../../analysis/format/richText.ts';
import { valueText } from '../../analysis/format/valueText.ts';
import { concurrencyOf } from '../../analysis/metrics/concurrency.ts';
import { ownDuration, type Proof } from '../../analysis/metrics/proof.ts';
import { ranOnUntil } from '../../analysis/verdict/earlyEndText.ts';
import { byEnd, factsOfCall } from '../../lessons/claims.ts';
import type { CallFacts, RunFacts } from '../../lessons/types.ts';
import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms } from '../../run/types.ts';

/** What a lesson may say of a settled run. */
export function runFactsOf(state: RunState, proof: Proof): RunFacts {
  const { sum = 0, work = 0, total = 0, slowest, oneByOne, speedUp, lowerBound } = proof;
  return {
    calls: state.calls.map((call) => callFacts(call, state.stalled)),
    total,
    sum,
    work,
    slowest: slowest?.duration ?? 0,
    slowestName: slowest?.id ?? '',
    oneByOne,
    speedUp,
    lowerBound,
    peak: concurrencyOf(state).peak,
    attempts: state.calls.reduce((count, { attempts }) => count + attempts.length, 0),
  };
}

function callFacts(call: CallState, stalled: boolean): CallFacts {
  const { id, outcome, attempts } = call;
  const { kind = 'skipped', value, error, settledAt = 0, recovered } = outcome ?? {};
  return {
    id,
    kind,
    value: textOf(value),
    error: error?.message ?? '',
    start: attempts[0]?.startedAt,
    end: settledAt,
    took: ownDuration(call, stalled) ?? 0,
    attempts: attempts.length,
    abandoned: ranOnUntil(call) > 0,
    recovered: recovered !== undefined,
  };
}

/** What cannot cross the border of its Worker has come as text; on this side of it, it reads the same. */
function textOf(value: unknown): string {
  const own = typeof value === 'object' && value !== null && Object.hasOwn(value, 'toString');
  return valueText(own ? String(value) : value);
}

/**
 * The template with the run's own numbers: `{total}`, `{sum}`, ..., and of one call `{slow_1.took}`, `.start`, `.end`,
 * `.value`, `.error`, `.attempts`. `undefined` when the run lacks what the template names: it is another plan's.
 */
export function fillTemplate(template: string, facts: RunFacts): RichText | undefined {
  const pieces = template.split(/[{}]/).map((piece, i) => {
    if (i % 2 === 0) return piece;
    const text = wordOf(piece, facts);
    if (text === undefined) return undefined;
    const [name, value] = figureOf(piece, facts) ?? [];
    const part = name === undefined || value === undefined ? { text } : figure(name, value, text);
    return piece === 'total' ? { ...part, strong: true } : part;
  });
  return pieces.includes(undefined) ? undefined : richText(...pieces);
}

/** The names under which the page shows the same numbers. */
const FIGURES: Readonly<Record<string, string>> = {
  total: 'Total',
  sum: 'Sum',
  work: 'Work',
  slowest: 'Slowest',
  oneByOne: 'One by one',
  speedUp: 'Speed-up',
  lowerBound: 'Lower bound',
  peak: 'Peak',
  attempts: 'Attempts',
  count: 'Calls',
  succeeded: 'Succeeded',
  failed: 'Failed',
  timedOut: 'Timed out',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
  rejected: 'Rejected',
};

function figureOf(piece: string, facts: RunFacts): [name: string, value: number | undefined] | undefined {
  const name = FIGURES[piece];
  if (name !== undefined) {
    const value = facts[piece as keyof RunFacts];
    if (typeof value === 'number') return [name, value];
    const counted = piece === 'count' ? facts.calls : facts.calls.filter(({ kind }) => kind === piece);
    return [name, counted.length];
  }
  const dot = piece.lastIndexOf('.');
  const row = facts.calls.findIndex(({ id }) => id === piece.slice(0, dot));
  const call = facts.calls[row];
  return call && piece.endsWith('.took') ? [`Duration of call ${row + 1}`, call.took] : undefined;
}

function mapped(value: number | undefined, text: (value: number) => string): string | undefined {
  return value === undefined ? undefined : text(value);
}

function wordOf(name: string, facts: RunFacts): string | undefined {
  const time = (ms: Ms | undefined) => mapped(ms, duration);
  switch (name) {
    case 'total':
    case 'sum':
    case 'work':
    case 'slowest':
    case 'oneByOne':
    case 'lowerBound':
      return time(facts[name]);
    case 'slowestName':
      return clip(facts.slowestName, 40);
    case 'speedUp':
      return mapped(facts.speedUp, times);
    case 'beyond':
      if (facts.lowerBound === undefined || !Number.isFinite(facts.lowerBound)) return undefined;
      return time(Math.max(0, facts.total - facts.lowerBound));
    case 'average':
      return mapped(ratio(facts.work, facts.total), (average) => average.toFixed(1));
    case 'count':
      return String(facts.calls.length);
    case 'peak':
    case 'attempts':
      return String(facts[name]);
    case 'succeeded':
    case 'failed':
    case 'timedOut':
    case 'cancelled':
    case 'skipped':
    case 'rejected':
      return String(facts.calls.filter(({ kind }) => kind === name).length);
    case 'ends':
      return byEnd(facts)
        .map((id) => clip(id, 40))
        .join(', ');
    case 'meanEnd':
      if (facts.calls.length === 0) return undefined;
      return time(facts.calls.reduce((sum, { end }) => sum + end, 0) / facts.calls.length);
  }
  const dot = name.lastIndexOf('.');
  const call = factsOfCall(facts, name.slice(0, dot));
  if (!call) return undefined;
  switch (name.slice(dot + 1)) {
    case 'took':
    case 'start':
    case 'end':
      return time(call[name.slice(dot + 1) as 'took' | 'start' | 'end']);
    case 'value':
      return call.value || undefined;
    case 'error':
      return clip(call.error, 200) || undefined;
    case 'attempts':
      return String(call.attempts);
  }
  return undefined;
}
