import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldAll } from '../../../../src/run/fold.ts';
import { arrangeRows, copyTable, type RowFact, selectTableText } from '../../../../src/store/rows/rowOrder.ts';
import { nextCall, revealRow, rowsKit } from '../../../../src/store/rows/rows.lazy.ts';
import { DEFAULT_ROWS_VIEW, isPlanOrder, selectRowOrder } from '../../../../src/store/rows/rowsSlice.ts';
import type { RowOrder, RowsView } from '../../../../src/store/state.ts';
import { drawEvents } from '../../analysis/drawRun.ts';
import { answerPrediction, ids, NOTHING_LEFT, runThrough, type Started, startStore } from '../startStore.ts';

const SORTS = ['listed', 'start', 'end', 'duration'] as const;
const GROUPS = ['none', 'batch', 'tool'] as const;

/** Calls that ran from, to; without times they never started. */
interface Sketch {
  from: number;
  length: number;
  ran: boolean;
  batch: number;
  tool: string;
  text: string;
}

const sketch: fc.Arbitrary<Sketch> = fc.record({
  from: fc.integer({ min: 0, max: 5 }),
  length: fc.integer({ min: 0, max: 5 }),
  ran: fc.boolean(),
  batch: fc.integer({ min: 0, max: 3 }),
  tool: fc.constantFrom('a', 'b', 'c'),
  text: fc.constantFrom('fast one', 'slow one', 'slow two', ''),
});

const viewOf = (count: number): fc.Arbitrary<RowsView> =>
  fc.record({
    search: fc.constantFrom(undefined, '', 'slow', 'TWO slow', 'none of them'),
    sort: fc.constantFrom(...SORTS),
    group: fc.constantFrom(...GROUPS),
    pinned: fc.uniqueArray(fc.nat(Math.max(0, count - 1)), { maxLength: 3 }),
    closed: fc.subarray(['1', '2', 'a', 'b']),
    dense: fc.boolean(),
    declined: fc.boolean(),
    clearedFor: fc.constant(undefined),
    waiting: fc.constant(false),
  });

const world = fc
  .array(sketch, { minLength: 1, maxLength: 12 })
  .chain((sketches) => viewOf(sketches.length).map((view) => ({ sketches, view })));

function factOf({ from, length, ran, batch, tool }: Sketch, key: number): RowFact {
  const attempt = { attempt: 1, readyAt: from, startedAt: from, endedAt: from + length, result: 'succeeded' as const };
  const outcome = { key, id: '', name: tool, kind: ran ? ('succeeded' as const) : ('skipped' as const) };
  const settled = { ...outcome, attempts: ran ? 1 : 0, queuedAt: 0, settledAt: from + length };
  return {
    call: {
      key,
      id: '',
      name: tool,
      phase: 'settled',
      queuedAt: 0,
      attempts: ran ? [attempt] : [],
      outcome: settled,
      ...(batch > 0 && { batch }),
    },
    stalls: false,
    kept: false,
  };
}

function orderOf(sketches: readonly Sketch[], view: RowsView): RowOrder {
  return arrangeRows({
    calls: sketches.map(({ tool }, key) => ({ id: `c${key}`, name: tool, args: {} })),
    view,
    factOf: (key) => factOf(sketches[key] as Sketch, key),
    textOf: (key) => sketches[key]?.text ?? '',
    measured: true,
  });
}

const itemsOf = (order: RowOrder) => Array.from({ length: order.count }, (_, i) => order.item(i));
const keysOf = (order: RowOrder) => itemsOf(order).filter((item) => typeof item === 'number');
const headsOf = (order: RowOrder) => itemsOf(order).filter((item) => typeof item === 'object');
const check = (property: fc.IProperty<[{ sketches: Sketch[]; view: RowsView }]>) =>
  fc.assert(property, { seed: 20_240_501, numRuns: 400 });

/** By the words, one by one. */
const finds = (view: RowsView, text: string) =>
  (view.search ?? '')
    .toLowerCase()
    .split(' ')
    .every((word) => text.includes(word));

describe('the order of the rows', () => {
  it('shows each call that is pinned or found exactly once, under its heading when that is closed', () =>
    check(
      fc.property(world, ({ sketches, view }) => {
        const order = orderOf(sketches, view);
        const wanted = sketches.flatMap(({ text }, key) =>
          view.pinned.includes(key) || finds(view, text) ? [key] : [],
        );
        const hidden = headsOf(order).flatMap((head) => (head.closed ? head.keys : []));
        expect([...keysOf(order), ...hidden].sort((a, b) => a - b)).toEqual(wanted);
        expect(order.found).toBe(sketches.filter(({ text }) => finds(view, text)).length);
      }),
    ));

  it('knows where each row stands', () =>
    check(
      fc.property(world, ({ sketches, view }) => {
        const order = orderOf(sketches, view);
        itemsOf(order).forEach((item, index) => {
          if (typeof item === 'number') expect(order.indexOf(item)).toBe(index);
        });
        const shown = new Set(keysOf(order));
        for (const key of sketches.keys()) if (!shown.has(key)) expect(order.indexOf(key)).toBe(-1);
        expect(order.item(order.count)).toBeUndefined();
        expect(order.item(-1)).toBeUndefined();
      }),
    ));

  it('has the pinned ones first, and no heading among them', () =>
    check(
      fc.property(world, ({ sketches, view }) => {
        const order = orderOf(sketches, view);
        expect(itemsOf(order).slice(0, order.pinned).sort()).toEqual([...view.pinned].sort());
      }),
    ));

  it('sorts stably, and what has no such moment comes last as listed', () =>
    check(
      fc.property(world, ({ sketches, view }) => {
        if (view.group !== 'none') return;
        const weight = (key: number) => {
          const { from, length, ran } = sketches[key] as Sketch;
          if (view.sort === 'listed') return 0;
          if (view.sort === 'end') return from + length;
          if (!ran) return Number.POSITIVE_INFINITY;
          return view.sort === 'start' ? from : -length;
        };
        const order = orderOf(sketches, view);
        const rest = keysOf(order).slice(order.pinned);
        const sorted = rest.toSorted((a, b) => (weight(a) === weight(b) ? a - b : weight(a) - weight(b)));
        expect(rest).toEqual(sorted);
      }),
    ));

  it('puts each call under the heading of its group, whose totals are those of its calls', () =>
    check(
      fc.property(world, ({ sketches, view }) => {
        const order = orderOf(sketches, view);
        const heads = headsOf(order);
        if (view.group === 'none') expect(heads).toEqual([]);
        const all = heads.flatMap(({ keys }) => keys);
        expect(new Set(all).size).toBe(all.length);
        for (const head of heads) {
          const own = head.keys.map((key) => sketches[key] as Sketch);
          const names = own.map(({ tool, batch }) =>
            view.group === 'tool' ? tool : batch > 0 ? `Batch ${batch}` : 'No batch',
          );
          expect(new Set(names)).toEqual(new Set([head.title]));
          const ran = own.filter((one) => one.ran);
          expect(head.work).toBe(ran.reduce((sum, { length }) => sum + length, 0));
          const span = ran.length > 0 && {
            from: Math.min(...ran.map(({ from }) => from)),
            to: Math.max(...ran.map(({ from, length }) => from + length)),
          };
          expect(head.span ?? false).toEqual(span);
          expect(head.closed).toBe(view.closed.includes(head.id));
          for (const key of head.keys) expect(order.groupOf(key)).toBe(head.id);
        }
        // Between a heading and the next one are its own calls.
        let head: string | undefined;
        for (const item of itemsOf(order).slice(order.pinned)) {
          if (typeof item === 'object') head = item.id;
          else if (item !== undefined) expect(order.groupOf(item)).toBe(head);
        }
      }),
    ));
});

const view = ({ actions }: Started, patch: Partial<RowsView>) => actions.changeRowsView(patch);
const shownIds = (started: Started) => keysOf(selectRowOrder(started.store.getState())).map((key) => ids(started)[key]);

async function started(options: Parameters<typeof startStore>[0] = {}): Promise<Started> {
  const one = startStore(options);
  one.actions.provideRowsKit(rowsKit);
  await answerPrediction(one);
  return one;
}

describe('the rows of the page', () => {
  it('are the plan’s own when nothing was chosen, and that is the same object for any state', async () => {
    const one = await started();
    const before = selectRowOrder(one.store.getState());
    expect(isPlanOrder(DEFAULT_ROWS_VIEW)).toBe(true);
    expect(keysOf(before)).toEqual([0, 1, 2, 3]);
    await runThrough(one);
    view(one, { dense: true, search: '' });
    expect(selectRowOrder(one.store.getState())).toBe(before);
  });

  it('stay as listed until what arranges them is here', async () => {
    const one = startStore();
    view(one, { sort: 'duration' });
    expect(shownIds(one)).toEqual(['fast_1', 'slow_1', 'fast_2', 'error_1']);
    await answerPrediction(one);
    one.actions.provideRowsKit(rowsKit);
    expect(shownIds(one)).toEqual(['slow_1', 'error_1', 'fast_1', 'fast_2']);
  });

  it('are searched by id, tool, query, outcome and error, and by several words', async () => {
    const one = await started();
    const find = (search: string) => {
      view(one, { search });
      return shownIds(one);
    };
    expect(find('slow_1')).toEqual(['slow_1']);
    expect(find('slow_tool')).toEqual(['slow_1', 'error_1']);
    expect(find('TASK 3')).toEqual(['fast_2']);
    expect(find('simulated')).toEqual([]);
    await runThrough(one);
    expect(find('simulated failure')).toEqual(['error_1']);
    expect(find('succeeded fast')).toEqual(['fast_1', 'fast_2']);
  });

  it('do not move while the run goes on, and are those of the run when it has settled', async () => {
    const one = await started();
    view(one, { sort: 'end' });
    const before = selectRowOrder(one.store.getState());
    one.runner.listener.engineReady();
    one.actions.startRun();
    const runId = one.runner.runs.at(-1)?.runId ?? 0;
    one.runner.listener.runStarted(runId, 0);
    const log = drawEvents(`
      fast_1  |####| succeeded
      slow_1  |##|   succeeded
      fast_2  |###|  succeeded
      error_1 |#|    failed`);
    one.runner.listener.eventsArrived(runId, log.slice(0, -3));
    expect(selectRowOrder(one.store.getState())).toBe(before);
    one.runner.listener.eventsArrived(runId, log.slice(-3));
    one.runner.listener.stateCommitted(runId, NOTHING_LEFT);
    expect(shownIds(one)).toEqual(['error_1', 'slow_1', 'fast_2', 'fast_1']);
    expect(foldAll(log).phase).toBe('settled');
  });

  it('stand still while one of them is edited or dragged', async () => {
    const one = await started();
    view(one, { sort: 'duration' });
    expect(shownIds(one)[0]).toBe('slow_1');
    one.actions.openRow(0);
    const call = {
      ...(one.store.getState().history.present.plan.calls[0] as never as object),
      args: { query: 'x', ms: 5000 },
    };
    one.actions.editCall(0, call as never);
    await answerPrediction(one);
    await answerPrediction(one);
    expect(shownIds(one)[0]).toBe('slow_1');
    one.actions.openRow(undefined);
    expect(shownIds(one)[0]).toBe('fast_1');
  });

  it('are grouped by the batches of the prediction', async () => {
    const one = await started();
    one.actions.selectStrategy({ kind: 'batches', n: 3 });
    await answerPrediction(one);
    view(one, { group: 'batch' });
    const heads = headsOf(selectRowOrder(one.store.getState()));
    expect(heads.map(({ title, keys, measured }) => [title, keys, measured])).toEqual([
      ['Batch 1', [0, 1, 2], false],
      ['Batch 2', [3], false],
    ]);
  });

  it('are copied as they are shown', async () => {
    const one = await started();
    const lines = () =>
      selectTableText(one.store.getState())
        ?.split('\n')
        .map((line) => line.split('\t')[0]);
    expect(lines()).toEqual(['id', 'fast_1', 'slow_1', 'fast_2', 'error_1']);
    view(one, { sort: 'duration', group: 'tool', search: 'fast' });
    expect(lines()).toEqual(['id', 'fast_1', 'fast_2']);
    expect(copyTable).toBeTypeOf('function');
  });

  it('that are hidden are shown when they must be', async () => {
    const one = await started();
    view(one, { search: 'fast', group: 'tool', closed: ['slow_tool', 'fast_tool'] });
    revealRow(one.store, 0);
    expect(one.store.getState().rowsView).toMatchObject({ search: 'fast', closed: ['slow_tool'] });
    revealRow(one.store, 1);
    expect(one.store.getState().rowsView).toMatchObject({ search: '', closed: [], clearedFor: 'slow_1' });
    view(one, { search: 'x' });
    expect(one.store.getState().rowsView.clearedFor).toBeUndefined();
  });

  it('pass the selection on to the next one that is shown when they are removed', async () => {
    const one = await started();
    view(one, { sort: 'duration' });
    one.actions.removeCall(1);
    expect(ids(one)[one.store.getState().selected as number]).toBe('error_1');
    await answerPrediction(one);
    view(one, { sort: 'listed', search: 'error' });
    one.actions.removeCall(2);
    expect(one.store.getState().selected).toBeUndefined();
  });

  it('step over headings', async () => {
    const one = await started();
    view(one, { group: 'tool' });
    const order = selectRowOrder(one.store.getState());
    expect(order.item(0)).toMatchObject({ title: 'fast_tool' });
    expect([nextCall(order, -1, 1), nextCall(order, 2, 1), nextCall(order, 0, -1)]).toEqual([0, 1, undefined]);
  });
});

describe('pins', () => {
  it('go with their calls through edits, removals and undo, and not to another preset', async () => {
    const one = await started();
    const pinned = () => one.store.getState().rowsView.pinned.map((key) => ids(one)[key]);
    one.actions.togglePin(3);
    one.actions.togglePin(1);
    expect(shownIds(one)).toEqual(['error_1', 'slow_1', 'fast_1', 'fast_2']);
    one.actions.removeCall(0);
    expect(pinned()).toEqual(['error_1', 'slow_1']);
    one.actions.duplicateCall(0);
    expect(pinned()).toEqual(['error_1', 'slow_1']);
    one.actions.editCall(0, { id: 'renamed', name: 'slow_tool', args: {} });
    expect(pinned()).toEqual(['error_1', 'renamed']);
    one.actions.removeCall(0);
    expect(pinned()).toEqual(['error_1']);
    one.actions.undo();
    one.actions.togglePin(one.store.getState().rowsView.pinned[0] as number);
    expect(pinned()).toEqual([]);
    one.actions.togglePin(0);
    one.actions.selectPreset('stress-1000');
    expect(pinned()).toEqual([]);
  });
});

describe('what this browser keeps of it', () => {
  const kept = (value: unknown) => ({ texts: { rows: typeof value === 'string' ? value : JSON.stringify(value) } });

  it('comes back, with pins by id', async () => {
    const one = await started();
    view(one, { sort: 'end', group: 'tool', search: 'x', dense: true });
    one.actions.togglePin(1);
    const text = one.storage.read('rows') ?? '';
    const again = await started(kept(text));
    expect(again.store.getState().rowsView).toEqual({
      ...DEFAULT_ROWS_VIEW,
      sort: 'end',
      group: 'tool',
      dense: true,
      pinned: [1],
    });
  });

  it('is not a link’s, but for the density', async () => {
    const one = await started({ ...kept({ sort: 'end', dense: true, pinned: ['slow_1'] }), hash: '#preset=tutorial' });
    expect(one.store.getState().rowsView).toEqual({ ...DEFAULT_ROWS_VIEW, dense: true });
  });

  it('is cleared by a fresh link', async () => {
    const one = await started({ ...kept({ sort: 'end', dense: true }), hash: '#preset=tutorial&fresh' });
    expect(one.store.getState().rowsView).toEqual(DEFAULT_ROWS_VIEW);
    expect(one.storage.read('rows')).not.toContain('end');
  });

  it('may be broken', async () => {
    for (const text of ['{', 'null', '[]', '{"sort":"up","group":7,"pinned":"x"}']) {
      const one = await started(kept(text));
      expect(one.store.getState().rowsView).toEqual(DEFAULT_ROWS_VIEW);
    }
  });
});
