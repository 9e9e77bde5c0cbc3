import { describe, expect, it } from 'vitest';
import { lostKeys, stillRunning } from '../../../../src/analysis/metrics/abandonedWork.ts';
import { barClass, barLabel, barsOf, barTitle, outcomeMark, pointsOf } from '../../../../src/analysis/timeline/bars.ts';
import { MARK_SENTENCES } from '../../../../src/analysis/timeline/markSentences.ts';
import { MARK_STYLES, MARKS, type MarkKey } from '../../../../src/analysis/timeline/marks.ts';
import { visibleMarks } from '../../../../src/analysis/timeline/visibleMarks.ts';
import { predict } from '../../../../src/engine/predict.ts';
import type { CallState } from '../../../../src/run/callState.ts';
import { foldAll, type RunState } from '../../../../src/run/fold.ts';
import type { Plan, Policy, RunEvent } from '../../../../src/run/types.ts';
import { ALL, plans } from '../../support/arbitraries.ts';
import { drive } from '../../support/drive.ts';
import { planOf, times } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS } from '../../support/tools.ts';

const predicted = async (plan: Plan): Promise<RunState> => foldAll((await predict(plan, { tools: TOOLS })).events);
const NOBODY: ReadonlySet<number> = new Set();

async function only(text: string, policy: Partial<Policy> = {}, more: Partial<Plan['calls'][number]> = {}) {
  const plan = planOf(text, policy);
  return (await predicted({ ...plan, calls: plan.calls.map((call) => ({ ...call, ...more })) })).calls[0] as CallState;
}
const bars = (call: CallState, tries = 1) =>
  barsOf(call).map((bar) =>
    [barClass(bar), bar.from, bar.to, barLabel(bar, tries)].filter((part) => part !== '').join(' '),
  );
const points = (call: CallState) => pointsOf(call).map(({ mark, at }) => `${mark} ${at}`);
const again = (attempts: number) => ({ attempts, baseMs: 100, factor: 2, maxMs: 1000, jitter: 0 });

describe('the grammar', () => {
  it('has a word and one sentence for each entry', () => {
    for (const mark of MARKS) {
      const { className, word } = MARK_STYLES[mark];
      expect(className, mark).not.toBe('');
      expect(word, mark).toMatch(/^[a-z ]+$/);
      expect(MARK_SENTENCES[mark], mark).toMatch(/^[A-Z][^.]*\.$/);
    }
  });

  it('draws no two entries alike', () => {
    const looks = MARKS.map((mark) => `${MARK_STYLES[mark].className} ${MARK_STYLES[mark].icon}`);
    expect(new Set(looks).size).toBe(looks.length);
  });

  property(
    'explains whatever a row can draw, and the legend lists it',
    plans({ kinds: ALL }),
    async (plan) => {
      const state = await predicted(plan);
      const onError = plan.policy?.onError ?? 'collect';
      const lost = lostKeys(state, onError);
      const said = (ghost: boolean) => visibleMarks({ state, predicted: ghost, compared: true, lost });
      for (const call of state.calls) {
        const drawn = barsOf(call, state.stalled);
        for (const bar of drawn) {
          // The classes that make a bar what it is are one entry's.
          const classes = new Set(barClass(bar).split(' '));
          const entries = MARKS.filter((mark) =>
            MARK_STYLES[mark].className.split(' ').every((one) => classes.has(one)),
          );
          expect(entries.length, [...classes].join(' ')).toBeGreaterThan(0);
          expect(barTitle(bar)).not.toBe('');
        }
        for (const { mark, at } of pointsOf(call, { stalled: state.stalled, lost: lost.has(call.key) })) {
          expect(MARK_STYLES[mark]).toBeDefined();
          expect(at).toBeGreaterThanOrEqual(0);
          expect(said(true).has(mark) && said(false).has(mark)).toBe(true);
        }
        const mark = call.outcome && outcomeMark(call.outcome);
        expect(mark && MARK_STYLES[mark].icon, mark).toBeDefined();
        expect(said(false).has(mark as MarkKey)).toBe(true);
      }
    },
    { runs: 400 },
  );

  property(
    'leaves no gap: but for tails the bars of a call fill the time until it settles',
    plans({ kinds: ALL }),
    async (plan) => {
      const state = await predicted(plan);
      for (const call of state.calls) {
        let at = call.queuedAt;
        const drawn = barsOf(call, state.stalled);
        for (const { kind, from, to = from } of drawn) {
          if (kind === 'tail') continue;
          expect(from).toBe(at);
          expect(to).toBeGreaterThanOrEqual(from);
          at = to;
        }
        const endless = drawn.some((bar) => bar.kind === 'attempt' && bar.endless);
        if (drawn.length > 0 && !endless) expect(at).toBe(call.outcome?.settledAt);
      }
    },
    { runs: 400 },
  );
});

describe('a row draws', () => {
  it('its tries with their number, and the backoff between them', async () => {
    expect(bars(await only('flaky 50 failures=2', { retry: again(3) }), 3)).toEqual([
      'bar attempt failed 0 50 1/3',
      'bar backoff 50 150',
      'bar attempt failed 150 200 2/3',
      'bar backoff 200 400',
      'bar attempt succeeded 400 450 3/3',
    ]);
    // The only one needs no number.
    expect(bars(await only('ok 50', { retry: again(3) }), 3)).toEqual(['bar attempt succeeded 0 50']);
  });

  it('as waiting what comes after the backoff, when something else holds it back', async () => {
    const call = await only('flaky 10 failures=1', { retry: again(2), rate: { starts: 1, perMs: 500 } });
    expect(bars(call, 2)).toEqual([
      'bar attempt failed 0 10 1/2',
      'bar backoff 10 110',
      'bar wait 110 500',
      'bar attempt succeeded 500 510 2/2',
    ]);
  });

  it('where its fallback began: as an attempt without a number, or at its end', async () => {
    const byTool = await only('fail 50', { recovery: 'fallback' }, { fallback: { tool: 'ok', args: { ms: 30 } } });
    expect(bars(byTool)).toEqual(['bar attempt failed 0 50', 'bar attempt succeeded fallback 50 80 fallback']);
    expect(points(byTool)).toEqual(['recovered 50']);
    const byValue = await only('fail 50', { recovery: 'fallback' }, { fallback: { value: 1 } });
    expect(bars(byValue)).toEqual(['bar attempt failed 0 50']);
    expect(points(byValue)).toEqual(['recovered 50']);
    expect([byTool, byValue].map(({ outcome }) => outcome && outcomeMark(outcome))).toEqual(['recovered', 'recovered']);
  });

  it('its partial results where they came', async () => {
    expect(points(await only('talks 10'))).toEqual(['partial 30', 'partial 20', 'partial 10']);
  });

  it('under the next try what the last one left behind, and where that ended', async () => {
    const call = await only('ok 180', { timeoutMs: 100, retry: again(2) });
    expect(bars(call, 2)).toEqual([
      'bar attempt timedOut 0 100 1/2',
      'bar tail beside 100 180',
      'bar backoff 100 200',
      'bar attempt timedOut 200 300 2/2',
      'bar tail 300 380',
    ]);
    expect(points(call)).toEqual(['late 180', 'late 380']);
  });

  it('that it was skipped, rejected, or cancelled while it waited', async () => {
    const { calls } = await predicted(planOf('ok 100', 'ok 10', 'unknown 1', { limit: 1, deadlineMs: 50 }));
    expect(calls.map(points)).toEqual([['late 100'], ['skipped 50'], ['rejected 0']]);
    const { run } = await drive(planOf('ok 100', 'ok 10', 'flaky 10', { limit: 1, retry: again(2) }), {
      acts: [[30, (controller) => controller.cancelCall(1)]],
    });
    expect((foldAll(run.events).calls as CallState[]).map(points)).toEqual([[], ['withdrawn 30'], []]);
    const stopped = await drive(planOf('flaky 10 failures=1', { retry: again(2) }), { abortAt: 50 });
    expect((foldAll(stopped.run.events).calls as CallState[]).map(points)).toEqual([['withdrawn 50']]);
  });

  it('says so to the pointer', async () => {
    const call = await only('flaky 50 failures=1', { retry: again(3) });
    const titles = barsOf(call).map((bar) => barTitle(bar, { tries: 3 }));
    expect(titles).toEqual([
      'attempt 1 of 3, failed, 0.05 s',
      'backing off, 0.10 s',
      'attempt 2 of 3, succeeded, 0.05 s',
    ]);
    const [hung] = barsOf(await only('hang'), true);
    expect(hung && barTitle(hung, { ghost: true })).toBe('predicted, no end');
  });
});

describe('abandoned work', () => {
  it('is counted while it runs', async () => {
    const state = await predicted(planOf('hang', 'ok 300', 'heeds 300', 'ok 20', { timeoutMs: 100 }));
    // Heeds stops with its signal.
    expect([99, 100, 299, 300, 1e9].map((at) => stillRunning(state, at).length)).toEqual([0, 2, 2, 1, 1]);
  });

  it('is not counted where it was killed', async () => {
    const { run, heard } = await drive(planOf('ok 100'), { abortAt: 50 });
    expect(stillRunning(foldAll(run.events), 50).length).toBe(1);
    expect(stillRunning(foldAll(heard), 1000).length).toBe(0);
    const killed: RunEvent[] = run.events.map((event) => {
      if (event.type !== 'settled') return event;
      const { abandoned: _, ...rest } = event;
      return rest;
    });
    expect(stillRunning(foldAll(killed), 50).length).toBe(0);
  });
});

describe('lost results', () => {
  const lostOf = async (onError: Policy['onError'], ...calls: string[]) => [
    ...lostKeys(await predicted(planOf(...calls, { onError })), onError),
  ];

  it.each([
    ['fail-fast', ['fail 50', 'ok 100', 'ok 200', 'ok 20'], [1, 2]],
    ['first-success', ['fail 5', 'ok 10', 'ok 200', 'ok 300'], [2, 3]],
    ['fail-fast-cancel', ['fail 50', 'ok 100', 'heeds 200'], [1]],
    ['collect', ['fail 50', 'ok 100'], []],
    ['fail-fast', ['ok 50', 'ok 100'], []],
  ] as const)('under %s of %j are those of %j', async (onError, calls, lost) => {
    expect(await lostOf(onError, ...calls)).toEqual(lost);
  });

  it('are not those of calls that somebody cancelled, nor of a run that is open', async () => {
    const plan = planOf('ok 100', 'ok 100', 'fail 80', ...times(2, 'ok 10'), { onError: 'fail-fast' });
    const { run } = await drive(plan, { acts: [[30, (controller) => controller.cancelCall(0)]] });
    expect([...lostKeys(foldAll(run.events), 'fail-fast')]).toEqual([1]);
    expect(lostKeys(foldAll(run.events.slice(0, -1)), 'fail-fast')).toEqual(NOBODY);
  });
});

describe('the legend lists first', () => {
  const listed = async (plan: Plan, ghost: boolean) =>
    [...visibleMarks({ state: await predicted(plan), predicted: ghost, compared: !ghost, lost: NOBODY })].sort();

  it('what is on the screen', async () => {
    expect(await listed(planOf('ok 10', 'fail 20'), false)).toEqual(['failed', 'finish', 'predicted', 'succeeded']);
    expect(await listed(planOf('ok 10', 'fail 20'), true)).toEqual(['failed', 'ghost']);
    expect(await listed(planOf('hang'), true)).toEqual(['ghost', 'noEnd']);
    expect(await listed(planOf('ok 10', 'ok 20', 'ok 1', { batchSize: 2 }), true)).toEqual([
      'gate',
      'ghost',
      'idle',
      'waiting',
    ]);
  });
});
