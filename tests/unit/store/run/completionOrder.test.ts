import { expect, it } from 'vitest';
import type { PlainState } from '../../../../src/run/plainState.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import {
  MOST_SHOWN,
  selectCommitted,
  selectCompletionOrder,
  selectRequestedCalls,
} from '../../../../src/store/run/completionOrder.ts';
import { answerPrediction, logOf, newest, type Started, settled, startStore } from '../startStore.ts';

const came = ({ store }: Started) =>
  selectCompletionOrder(store.getState())?.first.map(({ id, key }) => `${key} ${id}`);
const order = ({ store }: Started) => selectRequestedCalls(store.getState()).first.map(({ id }) => id);

const STATE: PlainState = {
  messages: [
    {
      type: 'ai',
      content: '',
      tool_calls: ['fast_1', 'slow_1', 'fast_2', 'error_1'].map((id) => ({ id, name: 'x', args: {} })),
    },
    ...['fast_1', 'slow_1', 'fast_2', 'error_1'].map((id) => ({ type: 'tool', content: '', tool_call_id: id })),
  ],
  pending_tools: [],
  results: { fast_1: 1, slow_1: 2, fast_2: 3 },
  errors: { error_1: 'Error: x' },
};

async function ran(): Promise<Started> {
  const started = await settled();
  started.runner.listener.stateCommitted(newest(started).id, STATE);
  return started;
}

it('calls come in one by one while the run goes on, in their own order', async () => {
  const started = startStore();
  await answerPrediction(started);
  expect(came(started)).toBeUndefined();
  const events = await logOf(selectDocument(started.store.getState()).plan);
  started.runner.listener.engineReady();
  started.actions.startRun();
  started.runner.listener.runStarted(1, 0);
  const seen: number[] = [];
  for (const event of events) {
    started.runner.listener.eventsArrived(1, [event]);
    const now = came(started) ?? [];
    if (now.length !== seen.at(-1)) seen.push(now.length);
    expect(selectCommitted(started.store.getState())).toBeUndefined();
  }
  expect(seen).toEqual([0, 1, 2, 3, 4]);
  expect(came(started)).toEqual(['0 fast_1', '2 fast_2', '1 slow_1', '3 error_1']);
  expect(order(started)).toEqual(['fast_1', 'slow_1', 'fast_2', 'error_1']);
});

it('State is committed once, at the end; at an earlier moment it is not yet', async () => {
  const started = await ran();
  expect(selectCommitted(started.store.getState())).toEqual({
    at: 1000,
    messages: 4,
    results: 3,
    errors: 1,
    pairing: '4 tool calls, 4 tool messages: each paired.',
  });
  started.actions.movePlayhead(500);
  expect(selectCommitted(started.store.getState())).toBeUndefined();
  expect(came(started)).toEqual(['0 fast_1', '2 fast_2']);
  started.actions.movePlayhead(10_000);
  expect(selectCommitted(started.store.getState())?.at).toBe(1000);
});

it('of failed calls that ran again only those count, under the plan’s rows', async () => {
  const started = await ran();
  started.actions.rerunFailed();
  const { runId, plan } = started.runner.runs.at(-1) as (typeof started.runner.runs)[number];
  started.runner.listener.eventsArrived(runId, await logOf(plan));
  started.runner.listener.stateCommitted(runId, STATE);
  expect(came(started)).toEqual(['3 error_1']);
  expect(order(started)).toEqual(['error_1']);
  expect(selectCommitted(started.store.getState())).toMatchObject({ messages: 1, results: 0, errors: 1 });
});

it('the same state gives the same objects', async () => {
  const { store } = await ran();
  const state = store.getState();
  expect(selectCompletionOrder(state)).toBe(selectCompletionOrder(state));
  expect(selectRequestedCalls(state)).toBe(selectRequestedCalls(state));
  expect(selectCommitted(state)).toBe(selectCommitted(state));
});

it('of many calls lists the first and the last, and counts them all', async () => {
  const started = await settled({ hash: '#preset=stress-1000' });
  const { store } = started;
  expect(selectRequestedCalls(store.getState())).toMatchObject({ count: 1000, first: { length: MOST_SHOWN } });
  const { log } = newest(started);
  const order = log.flatMap((event) => (event.type === 'settled' ? [event.key] : []));
  const now = selectCompletionOrder(store.getState());
  expect(now?.count).toBe(1000);
  expect(now?.first.map(({ key }) => key)).toEqual(order.slice(0, MOST_SHOWN));
  expect(now?.last.map(({ key }) => key)).toEqual(order.slice(-MOST_SHOWN / 2));
});
