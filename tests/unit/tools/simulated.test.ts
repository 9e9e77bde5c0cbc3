import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../../src/engine/clocks/realClock.ts';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Tool, ToolContext } from '../../../src/engine/types.ts';
import { MAX_FAILURES, MAX_TAKES_MS } from '../../../src/run/check/bounds.ts';
import type { Outcome } from '../../../src/run/types.ts';
import { CATALOGUE, MAX_QUERY } from '../../../src/tools/catalogue.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';

const tools = simulatedTools;

async function ending(name: string, args: Record<string, unknown>, seed = 0) {
  const run = await predict({ calls: [{ id: 'a', name, args }], seed }, { tools });
  const { kind, value, error, settledAt } = run.outcomes[0] as Outcome;
  return { kind, value, error: error?.message, took: settledAt, run };
}

const toolOf = (name: string) => tools.find((tool) => tool.name === name) as Tool;

function context(given: Partial<ToolContext>): ToolContext {
  const { signal } = new AbortController();
  return { signal, clock: realClock(), key: 0, callId: 'a', attempt: 1, random: () => 0, report() {}, ...given };
}

function attempted(name: string, args: Record<string, unknown>, attempt: number): Promise<unknown> {
  const clock = virtualClock();
  return clock.drive(Promise.resolve(toolOf(name).invoke(args, context({ clock, attempt }))));
}

describe('the simulated tools', () => {
  it('are the catalogue, in its order', () => {
    expect(tools.map(({ name }) => name)).toEqual(CATALOGUE.map(({ tool }) => tool));
  });

  it.each([
    ['fast_tool', { query: 'task 1' }, 100, 'succeeded', 'Fast result for: task 1', undefined],
    ['slow_tool', { query: 'task 2' }, 1000, 'succeeded', 'Slow result for: task 2', undefined],
    ['slow_tool', { query: 'fail' }, 1000, 'failed', undefined, 'Simulated failure'],
    ['slow_tool', { query: 'a failure' }, 1000, 'failed', undefined, 'Simulated failure'],
    ['failing_tool', { query: 'anything' }, 1000, 'failed', undefined, 'Simulated failure'],
    ['flaky_tool', { query: 'weather' }, 400, 'failed', undefined, 'Simulated failure on attempt 1'],
    ['flaky_tool', { query: 'weather', failures: 0 }, 400, 'succeeded', 'Flaky result for: weather', undefined],
    ['blocking_tool', { query: 'crunch' }, 800, 'succeeded', 'Blocking result for: crunch', undefined],
    ['fast_tool', { query: 'Zürich 東京 🌍' }, 100, 'succeeded', 'Fast result for: Zürich 東京 🌍', undefined],
    ['fast_tool', { query: '', ms: 0 }, 0, 'succeeded', 'Fast result for: ', undefined],
    ['slow_tool', { query: 'x', ms: 250 }, 250, 'succeeded', 'Slow result for: x', undefined],
    ['blocking_tool', { query: 'x', ms: 30 }, 30, 'succeeded', 'Blocking result for: x', undefined],
  ] as const)('%s %j takes %d ms and has %s', async (name, args, took, kind, value, error) => {
    expect(await ending(name, args)).toMatchObject({ took, kind, value, error });
  });

  it('flaky fails as often as it is told to, judged by the attempt alone', async () => {
    const endings = [1, 2, 3, 1].map((attempt) => attempted('flaky_tool', { query: 'w', failures: 2 }, attempt));
    const texts = (await Promise.allSettled(endings)).map((end) =>
      end.status === 'fulfilled' ? end.value : end.reason.message,
    );
    const [first, second] = ['Simulated failure on attempt 1', 'Simulated failure on attempt 2'];
    expect(texts).toEqual([first, second, 'Flaky result for: w', first]);
  });

  it('hanging never ends', async () => {
    expect((await ending('hanging_tool', { query: 'x' })).run.stalled).toBe(true);
    expect((await ending('hanging_tool', { query: 'x', ms: 5 })).run.stalled).toBe(true);
    expect((await ending('hanging_tool', { query: 'x', deaf: false })).run.stalled).toBe(true);
  });

  it('hanging is deaf to its signal unless told otherwise; attentive, it stops with the reason', async () => {
    const stop = new AbortController();
    const settled: unknown[] = [];
    for (const deaf of [undefined, true, false]) {
      const work = Promise.resolve(
        toolOf('hanging_tool').invoke({ query: 'x', deaf }, context({ signal: stop.signal })),
      );
      work.catch((reason) => settled.push([deaf, reason]));
    }
    await Promise.resolve();
    const reason = new Error('stopped');
    stop.abort(reason);
    await new Promise((done) => setTimeout(done, 1));
    expect(settled).toEqual([[false, reason]]);
  });

  it('a signal that has already been aborted stops them at once', async () => {
    const reason = new Error('too late');
    const ctx = context({ signal: AbortSignal.abort(reason) });
    await expect(toolOf('slow_tool').invoke({ query: 'x', ms: 60_000 }, ctx)).rejects.toBe(reason);
    await expect(toolOf('hanging_tool').invoke({ query: 'x', deaf: false }, ctx)).rejects.toBe(reason);
  });

  it.each(['fast_tool', 'slow_tool', 'failing_tool', 'flaky_tool'])('%s leaves no timer behind', async (name) => {
    let set = 0;
    const clock = realClock();
    const counting = {
      ...clock,
      after(ms: number, fire: () => void) {
        set++;
        const cancel = clock.after(ms, fire);
        return () => {
          set--;
          cancel();
        };
      },
    };
    const stop = new AbortController();
    const ctx = context({ signal: stop.signal, clock: counting });
    const work = Promise.resolve(toolOf(name).invoke({ query: 'x', ms: 60_000 }, ctx));
    await Promise.resolve();
    expect(set).toBe(1);
    stop.abort(new Error('stopped'));
    await expect(work).rejects.toThrow('stopped');
    expect(set).toBe(0);
  });

  it('spread keeps the time within its bounds, the same for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), async (seed, spread) => {
        const args = { query: 'x', ms: 200, spread };
        const { took } = await ending('slow_tool', args, seed);
        expect(took).toBeGreaterThanOrEqual(200 * (1 - spread) - 1e-9);
        expect(took).toBeLessThanOrEqual(200 * (1 + spread) + 1e-9);
        expect((await ending('slow_tool', args, seed)).took).toBe(took);
      }),
      { numRuns: 30 },
    );
    const spreads = [1, 2, 3].map(async (seed) => (await ending('slow_tool', { query: 'x', spread: 1 }, seed)).took);
    expect(new Set(await Promise.all(spreads)).size).toBe(3);
  });

  it('blocking holds up every timer behind it', async () => {
    const calls = [
      { id: 'fast', name: 'fast_tool', args: { query: 'x' } },
      { id: 'block', name: 'blocking_tool', args: { query: 'x' } },
    ];
    const { outcomes } = await predict({ calls }, { tools });
    expect(outcomes.map(({ settledAt }) => settledAt)).toEqual([800, 800]);
  });

  it('run on the real clock too', async () => {
    const calls = [{ id: 'a', name: 'fast_tool', args: { query: 'now', ms: 5 } }];
    const { outcomes, makespan } = await execute({ calls }, { tools });
    expect(outcomes[0]).toMatchObject({ kind: 'succeeded', value: 'Fast result for: now' });
    expect(makespan).toBeGreaterThanOrEqual(5);
  });
});

describe('their arguments', () => {
  const text = `expected a text of at most ${MAX_QUERY} characters, got`;
  const time = `expected a number from 0 to ${MAX_TAKES_MS}, got`;
  it.each([
    ['fast_tool', {}, 'query', `${text} undefined`],
    ['fast_tool', { query: 7 }, 'query', `${text} 7`],
    ['fast_tool', { query: 'x', ms: -1 }, 'ms', `${time} -1`],
    ['fast_tool', { query: 'x', ms: '5' }, 'ms', `${time} "5"`],
    ['fast_tool', { query: 'x', ms: Number.NaN }, 'ms', `${time} NaN`],
    ['fast_tool', { query: 'x', ms: Number.POSITIVE_INFINITY }, 'ms', `${time} Infinity`],
    ['fast_tool', { query: 'x', ms: null }, 'ms', `${time} null`],
    ['slow_tool', { query: 'x', spread: 1.1 }, 'spread', 'expected a number from 0 to 1, got 1.1'],
    [
      'flaky_tool',
      { query: 'x', failures: 1.5 },
      'failures',
      `expected a whole number from 0 to ${MAX_FAILURES}, got 1.5`,
    ],
    ['hanging_tool', { query: 'x', deaf: 'no' }, 'deaf', 'expected true or false, got "no"'],
  ])('%s %j is complained about at %s', (name, args, path, message) => {
    expect(toolOf(name).check?.(args)).toEqual([{ path, message }]);
  });

  it('that no tool knows are let through', () => {
    for (const tool of tools) expect(tool.check?.({ query: 'x', failures: 1, deaf: true, more: [] })).toEqual([]);
  });

  it('a refused call is rejected before anything runs, with the path', async () => {
    const { kind, error, took } = await ending('slow_tool', { query: 'x', ms: 'soon' });
    expect({ kind, took, error }).toEqual({
      kind: 'rejected',
      took: 0,
      error: `Invalid arguments: ms: ${time} "soon"`,
    });
  });
});
