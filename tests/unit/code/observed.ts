import { expect } from 'vitest';
import { errorLines } from '../../../src/run/text/errorLines.ts';
import type { Run } from '../../../src/run/types.ts';

/** What can be seen of a program from outside, in whatever language it is. */
export interface Observed {
  /** Times in ms, and of each start what its tool was asked. */
  starts: [query: unknown, at: number][];
  results: Record<string, unknown>;
  errors: Record<string, string>;
  /** When it said that it had executed its tools. */
  said?: number | undefined;
  line?: string | undefined;
}

/** The same starts at the same times, the same results and errors in call order, the same total. */
export function expectSame(observed: Observed, run: Run): void {
  const starts = run.events.flatMap((event) => (event.type === 'started' ? [{ key: event.key, at: event.at }] : []));
  const seen = inOrder(observed.starts.map(([query, at]) => ({ key: keyOf(query), at })));
  const wanted = inOrder(starts);
  expect(seen.map(({ key }) => key)).toEqual(wanted.map(({ key }) => key));
  // Languages differ in the last digits of a sum.
  for (const [i, { at }] of seen.entries()) expect(at).toBeCloseTo(wanted[i]?.at as number, 4);

  const lines = errorLines(run);
  const done = run.outcomes.filter(({ kind }) => kind === 'succeeded');
  expect(Object.keys(observed.results)).toEqual(done.map(({ id }) => id));
  expect(observed.results).toEqual(Object.fromEntries(done.map(({ id, value }) => [id, value])));
  const lost = run.outcomes.filter(({ kind }) => kind !== 'succeeded');
  expect(Object.keys(observed.errors)).toEqual(lost.map(({ id }) => id));
  for (const { id, key, kind } of lost) expectSameError(observed.errors[id], lines[key] as string, kind);

  if (run.outcomes.length === 0) return;
  expect(observed.said).toBeCloseTo(run.makespan, 3);
  expect(observed.line).toMatch(/^Executed \d+ tools? in \d+\.\d\d seconds$/);
}

function expectSameError(got: string | undefined, wanted: string, kind: string): void {
  // Of what cannot run the words are the tool's own; measured seconds may round otherwise.
  if (kind === 'rejected') expect(got).toMatch(/^Error: (Unknown tool|Invalid arguments)/);
  else if (kind === 'timedOut') {
    const seconds = (line = '') => Number(/^Error: timed out after (\d+\.\d\d) s$/.exec(line)?.[1]);
    expect(seconds(got)).toBeCloseTo(seconds(wanted), 1.6);
  } else expect(got).toBe(wanted);
}

const keyOf = (query: unknown) => Number(/^q(\d+)/.exec(String(query))?.[1] ?? -1);

/** By call, the earlier first. */
function inOrder(starts: { key: number; at: number }[]): { key: number; at: number }[] {
  return starts.sort((a, b) => a.key - b.key || a.at - b.at);
}
