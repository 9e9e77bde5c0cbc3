import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { turn } from '../../../../src/engine/clocks/macrotask.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { planOf } from '../../support/plans.ts';
import { TOOLS } from '../../support/tools.ts';

const realImmediate = setImmediate;

describe.each(['setImmediate', 'MessageChannel'])('a turn by %s', (way) => {
  beforeEach(() => {
    if (way === 'MessageChannel') vi.stubGlobal('setImmediate', undefined);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('comes after every promise that could go on', async () => {
    let steps = 0;
    const chain = async () => {
      for (; steps < 500; steps++) await null;
    };
    void chain();
    await turn();
    expect(steps).toBe(500);
  });

  test('turns come in the order in which they were asked for', async () => {
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((i) => turn().then(() => order.push(i))));
    await turn().then(() => order.push(4));
    expect(order).toEqual([1, 2, 3, 4]);
  });

  test('predictions are the same', async () => {
    const run = await predict(planOf('ok 100', 'fail 50', 'hang', 'block 20', { limit: 2 }), { tools: TOOLS });
    expect(run).toMatchObject({ makespan: 120, stalled: true });
  });
});

describe('the channel', () => {
  let open = 0;
  let opened = 0;
  let messages = 0;

  class Counted extends MessageChannel {
    constructor() {
      super();
      open++;
      opened++;
      const { port1, port2 } = this;
      const close = port1.close.bind(port1);
      port1.close = () => {
        open--;
        close();
      };
      const post = port2.postMessage.bind(port2);
      port2.postMessage = (message: unknown) => {
        messages++;
        post(message);
      };
    }
  }

  beforeEach(async () => {
    await idle();
    open = opened = messages = 0;
    vi.stubGlobal('setImmediate', undefined);
    vi.stubGlobal('MessageChannel', Counted);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  async function idle(): Promise<void> {
    for (let i = 0; i < 10; i++) await new Promise((resolve) => realImmediate(resolve));
  }

  test('is closed when idle, and opened again when needed', async () => {
    await turn();
    await idle();
    expect([opened, open]).toEqual([1, 0]);
    await Promise.all([turn(), turn()]);
    await idle();
    expect([opened, open]).toEqual([2, 0]);
  });

  test('is not opened where there is setImmediate', async () => {
    vi.stubGlobal('setImmediate', realImmediate);
    await turn();
    expect(opened).toBe(0);
  });

  test('carries one message for each of several turns at once, and one that finds nobody', async () => {
    await Promise.all([turn(), turn(), turn()]);
    await idle();
    expect(messages).toBe(4);
  });

  test('stays open between turns that follow on each other, with one message for each', async () => {
    for (let i = 0; i < 200; i++) await turn();
    expect(opened).toBe(1);
    expect(messages).toBeLessThanOrEqual(201);
    await idle();
    expect(open).toBe(0);
  });
});
