import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../../../src/analysis/metrics/metrics.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import {
  changeLogFilter,
  clearLogFilter,
  isFiltering,
  type LogView,
  selectLogFile,
  selectLogFilter,
  selectLogText,
  selectLogView,
} from '../../../../src/store/inspector/logView.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { answerPrediction, logOf, newest, runThrough, type Started, settled, startStore } from '../startStore.ts';

const view = ({ store }: Started) => selectLogView(store.getState()) as LogView;
const texts = (started: Started) => {
  const of = view(started);
  return Array.from({ length: of.lines }, (_, i) => {
    const line = of.line(i);
    return line.heading ? `# ${line.text}` : `${line.id}${line.rest}`;
  });
};

const ran = (hash = '') => settled({ hash });

describe('the log', () => {
  it('is nothing before a run, and a line for each event after it', async () => {
    const started = startStore();
    expect(selectLogView(started.store.getState())).toBeUndefined();
    await answerPrediction(started);
    await runThrough(started);
    const { length } = newest(started);
    expect(view(started)).toMatchObject({ lines: length, shown: length, of: length, happened: undefined });
    expect(texts(started)[0]).toBe('Run started: four calls');
    expect(view(started).line(1)).toEqual({
      heading: false,
      at: '0.000',
      id: 'fast_1',
      rest: ' queued, tool fast_tool',
      key: 0,
      after: 2,
    });
  });

  it('shows one kind, only errors, only the selected call, and all of them at once', async () => {
    const started = await ran();
    const { store, actions } = started;
    changeLogFilter(store, { kind: 'starts' });
    expect(texts(started)).toEqual(['fast_1 started', 'slow_1 started', 'fast_2 started', 'error_1 started']);
    changeLogFilter(store, { kind: undefined, errors: true });
    expect(texts(started)).toEqual([
      'error_1 attempt 1 failed after 1.00 s: Simulated failure',
      'error_1 failed after 1.00 s: Simulated failure',
    ]);
    actions.selectRow(1);
    changeLogFilter(store, { errors: false, selected: true });
    expect(texts(started).every((text) => text.startsWith('slow_1 '))).toBe(true);
    expect(view(started).shown).toBe(5);
    actions.selectRow(3);
    changeLogFilter(store, { kind: 'settled', errors: true });
    expect(texts(started)).toEqual(['error_1 failed after 1.00 s: Simulated failure']);
    expect(selectLogText(view(started))).toBe('1.000\terror_1 failed after 1.00 s: Simulated failure');
    changeLogFilter(store, { kind: 'partial' as never });
    clearLogFilter(store);
    expect(view(started).shown).toBe(newest(started).length);
  });

  it('lets go of what it cannot filter by: no row, another run', async () => {
    const started = await ran();
    const { store, actions } = started;
    changeLogFilter(store, { selected: true });
    expect(isFiltering(selectLogFilter(store.getState()))).toBe(false);
    actions.selectRow(0);
    expect(isFiltering(selectLogFilter(store.getState()))).toBe(true);
    actions.selectRow(undefined);
    const behind = {
      text: 'x',
      of: { types: ['settled'] as const },
      runId: newest(started).id,
      count: newest(started).length,
    };
    changeLogFilter(store, { behind });
    expect(view(started).shown).toBe(4);
    await runThrough(started);
    expect(isFiltering(selectLogFilter(store.getState()))).toBe(false);
    expect(view(started).shown).toBe(newest(started).length);
  });

  it('shows the events behind each number, and none that came after its moment', async () => {
    const started = await ran('#preset=stress-1000');
    const { store, actions } = started;
    const { log, plan, id } = newest(started);
    const at = (log.at(-1)?.at ?? 0) / 3;
    const then = log.filter((event) => event.at <= at);
    actions.movePlayhead(at);
    const { measures } = metricsOf({ state: foldAll(then), plan, now: at });
    const outcomes = measures.filter(({ name }) => name === 'outcome');
    expect(outcomes.length).toBeGreaterThan(0);
    for (const { value, sourceEvents } of outcomes) {
      changeLogFilter(store, { behind: { text: 'x', of: sourceEvents, runId: id, count: then.length } });
      expect(view(started).shown).toBe(value);
      expect(view(started).happened).toBe(value);
    }
  });

  it('looks only at the new events of a run that goes on', async () => {
    const started = startStore();
    await answerPrediction(started);
    const events = await logOf(selectDocument(started.store.getState()).plan);
    started.runner.listener.engineReady();
    started.actions.startRun();
    started.runner.listener.runStarted(1, 0);
    let read = 0;
    const watched = events.map((event) => ({
      ...event,
      get type() {
        read++;
        return event.type;
      },
    }));
    changeLogFilter(started.store, { kind: 'settled' });
    for (let i = 0; i < events.length; i++) {
      started.runner.listener.eventsArrived(1, [watched[i] as (typeof events)[number]]);
      expect(view(started).shown).toBe(events.slice(0, i + 1).filter(({ type }) => type === 'settled').length);
      expect(view(started).of).toBe(i + 1);
    }
    // A few looks at each: the fold's and the filter's, and not one for each event that came later.
    expect(read).toBeLessThan(events.length * 8);
  });

  it('says how much has happened at the playhead, filtered or not', async () => {
    const started = await ran();
    const { store, actions } = started;
    actions.movePlayhead(500);
    const happened = newest(started).log.filter(({ at }) => at <= 500).length;
    expect(view(started).happened).toBe(happened);
    changeLogFilter(store, { kind: 'settled' });
    expect(view(started)).toMatchObject({ shown: 4, happened: 2 });
  });

  it('of failed calls that ran again is that of both runs, with the plan’s rows', async () => {
    const started = await ran();
    const { store, actions, runner } = started;
    runner.listener.stateCommitted(newest(started).id, {
      messages: [
        {
          type: 'ai',
          content: '',
          tool_calls: selectDocument(store.getState()).plan.calls.map((call) => ({ ...call })),
        },
      ],
      pending_tools: [],
      results: {},
      errors: {},
    });
    actions.rerunFailed();
    const { runId, plan } = runner.runs.at(-1) as (typeof runner.runs)[number];
    expect(plan.calls.map(({ id }) => id)).toEqual(['error_1']);
    runner.listener.eventsArrived(runId, await logOf(plan));
    changeLogFilter(store, { errors: true });
    actions.selectRow(3);
    changeLogFilter(store, { selected: true });
    expect(texts(started)).toEqual([
      '# Run 1',
      'error_1 attempt 1 failed after 1.00 s: Simulated failure',
      'error_1 failed after 1.00 s: Simulated failure',
      '# Run 2: the failed call again',
      'error_1 attempt 1 failed after 1.00 s: Simulated failure',
      'error_1 failed after 1.00 s: Simulated failure',
    ]);
    expect(view(started).shown).toBe(4);
    expect(view(started).line(4)).toMatchObject({ key: 3 });
  });

  it('is saved whole, whatever is shown', async () => {
    const started = await ran();
    changeLogFilter(started.store, { errors: true });
    const lines = (selectLogFile(started.store.getState()) as string).trimEnd().split('\n');
    expect(lines).toHaveLength(newest(started).length + 1);
    expect(JSON.parse(lines[0] as string)).toMatchObject({ format: 'fanout-log', plan: newest(started).plan });
  });
});
