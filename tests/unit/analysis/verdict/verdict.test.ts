import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, type RichText } from '../../../../src/analysis/format/richText.ts';
import { proofOf, totalOf } from '../../../../src/analysis/metrics/proof.ts';
import { slowestName, tickText } from '../../../../src/analysis/timeline/timelineLabels.ts';
import { predictedText, savedText } from '../../../../src/analysis/timeline/totalLabels.ts';
import { liveSentence } from '../../../../src/analysis/verdict/liveText.ts';
import { loadingSentence, question, startFailureSentence } from '../../../../src/analysis/verdict/question.ts';
import { verdict } from '../../../../src/analysis/verdict/verdict.ts';
import { execute } from '../../../../src/engine/execute.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { closeLog } from '../../../../src/run/closeLog.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { DEFAULT_POLICY, policyOf } from '../../../../src/run/policy.ts';
import type { RunEvent } from '../../../../src/run/types.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { drawEvents, drawRun } from '../drawRun.ts';
import {
  anyPlan,
  blocking,
  blocks,
  failing,
  fast,
  hanging,
  questionOn,
  sameAt,
  slow,
  stoppedAt,
  TUTORIAL,
  told,
  unknown,
  verdictOn,
} from '../runs.ts';

const policy = DEFAULT_POLICY;
/** The figures in a text, by name. */
const figuresOf = (text: RichText) =>
  Object.fromEntries(text.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value]])));

const ERROR_1 = 'error_1 failed; the other three succeeded.';

describe('before a run', () => {
  it.each([
    [{}, 'Four calls, 2.20 s of work. Started all at once, how long will they take?'],
    [{ limit: 1 }, 'Four calls, 2.20 s of work. One by one, how long will they take?'],
    [{ limit: 3 }, 'Four calls, 2.20 s of work. At most 3 at once, how long will they take?'],
    [{ batchSize: 2 }, 'Four calls, 2.20 s of work. In batches of 2, how long will they take?'],
    [
      { batchSize: 3, limit: 2 },
      'Four calls, 2.20 s of work. In batches of 3, at most 2 at once, how long will they take?',
    ],
  ])('%j asks', async (width, text) => expect(await questionOn(TUTORIAL, width)).toBe(text));

  it('two calls are both', async () => {
    expect(await questionOn([slow('a'), fast('b')])).toBe(
      'Two calls, 1.10 s of work. Started both at once, how long will they take?',
    );
  });
  it('a guess is repeated', async () => {
    expect(await questionOn(TUTORIAL, {}, { guessMs: 1200 })).toBe(
      'Four calls, 2.20 s of work. Your guess: 1.20 s. Press Run.',
    );
  });
  it('an empty plan asks for calls', async () => {
    expect(await questionOn([])).toBe('Nothing to run yet. Add a fast call and a slow call to begin.');
  });
  it('one call has nothing beside it', async () => {
    expect(await questionOn([slow('a')])).toBe('One call: nothing to run beside it. Add another, or run it as it is.');
  });
  it('work is not what a blocking call stretches it to', async () => {
    expect(await questionOn([fast('a'), fast('b'), blocking('block_1')])).toBe(
      'Three calls. Started all at once, how long will they take?',
    );
  });
  it('work is left out until it is known', () => {
    expect(plainText(question(1000, undefined, { policy }))).toBe(
      '1,000 calls. Started all at once, how long will they take?',
    );
  });

  it('a hanging call is told of', async () => {
    const advice = 'Run it, and press Stop when you have seen enough.';
    expect(await questionOn([...TUTORIAL, hanging('hang_1')])).toBe(
      `hang_1 never ends, so the run never ends. ${advice}`,
    );
    expect(await questionOn([...TUTORIAL, hanging('hang_1')], {}, { canTimeout: true })).toBe(
      'hang_1 never ends, so the run never ends. Add a timeout.',
    );
    expect(await questionOn([hanging('hang_1'), fast('a'), fast('b')], { limit: 1 })).toBe(
      `hang_1 never ends, and two behind it never start, so the run never ends. ${advice}`,
    );
    expect(await questionOn([hanging('hang_1'), hanging('hang_2'), fast('a')], { limit: 2 })).toBe(
      `hang_1 and hang_2 never end, and one behind them never starts, so the run never ends. ${advice}`,
    );
  });
});

describe('around a run', () => {
  it('loads', () => {
    expect([loadingSentence(), loadingSentence(0.6)].map(plainText)).toEqual([
      'Loading the engine',
      'Loading the engine, 60 %',
    ]);
  });
  it('says why it could not start', () => {
    expect(plainText(startFailureSentence('policy.limit: expected a whole number from 1, got 0'))).toBe(
      'The run could not start. policy.limit: expected a whole number from 1, got 0',
    );
  });
  it('counts live', () => {
    const live = liveSentence({ now: 420, calls: 4, settled: 2, running: 2 });
    expect(plainText(live)).toBe('0.42 s: 2 of 4 done, 2 running');
    expect(figuresOf(live)).toEqual({ Elapsed: 420, Done: 2, Calls: 4, Running: 2 });
    expect(plainText(liveSentence({ now: 3, calls: 1000, settled: 0, running: 64 }))).toBe(
      '0.00 s: 0 of 1,000 done, 64 running',
    );
  });
  it('gives advice after ten seconds of a call that is known to hang', () => {
    const frame = { calls: 2, settled: 1, running: 1, endless: ['hang_1'] };
    expect(plainText(liveSentence({ ...frame, now: 9999 }))).toBe('10.00 s: 1 of 2 done, 1 running');
    expect(plainText(liveSentence({ ...frame, now: 10_000 }))).toBe(
      '10.00 s: 1 of 2 done, 1 running. hang_1 never ends. Press Stop when you have seen enough.',
    );
    expect(plainText(liveSentence({ ...frame, now: 12_000, canTimeout: true }))).toBe(
      '12.00 s: 1 of 2 done, 1 running. hang_1 never ends. Set a timeout, or press Stop.',
    );
    expect(plainText(liveSentence({ ...frame, now: 12_000, endless: [] }))).toBe('12.00 s: 1 of 2 done, 1 running');
  });
});

describe('the verdict', () => {
  it('on all at once', async () => {
    const { state, oneByOne } = await told(TUTORIAL);
    const { sentence, notes } = verdict(state, proofOf({ state, policy, oneByOne }), { policy });
    expect(plainText(sentence)).toBe('All four took 1.00 s: as long as slow_1 alone. One by one: 2.20 s. 2.2× faster.');
    expect(sentence.filter(({ strong }) => strong).map(({ text }) => text)).toEqual(['1.00 s', '2.2× faster']);
    expect(figuresOf(sentence)).toEqual({ Total: 1000, 'One by one': 2200, 'Speed-up': 2.2 });
    expect(figuresOf(notes.flat())).toEqual({ Failed: 1, Succeeded: 3 });
    expect(notes.map(plainText)).toEqual([ERROR_1]);
  });

  it.each([
    [{ limit: 1 }, 'One by one took 2.20 s: the sum. All at once: 1.00 s.'],
    [{ limit: 3 }, 'At most 3 took 1.10 s: error_1 waited 0.10 s for a free slot. 2.0× faster than one by one.'],
    [
      { batchSize: 2 },
      'Batches of 2 took 2.00 s: 1.00 s of it because batch 2 had to wait. 1.1× faster than one by one.',
    ],
    [{ limit: 9 }, 'At most 9 took 1.00 s: as long as slow_1 alone. 2.2× faster than one by one.'],
    [{ batchSize: 4 }, 'Batches of 4 took 1.00 s: as long as slow_1 alone. 2.2× faster than one by one.'],
    [
      { batchSize: 1 },
      'Batches of 1 took 2.20 s: 1.20 s of it because batches 2 to 4 had to wait. No faster than one by one.',
    ],
    [
      { batchSize: 3, limit: 2 },
      'All four took 2.00 s: 0.90 s of it because batch 2 had to wait. 1.1× faster than one by one.',
    ],
  ])('on %j', async (width, text) => expect(await verdictOn(TUTORIAL, width)).toEqual([text, ERROR_1]));

  it('on three batches', async () => {
    expect((await verdictOn([slow('a'), slow('b'), slow('c')], { batchSize: 1 }))[0]).toBe(
      'Batches of 1 took 3.00 s: 2.00 s of it because batches 2 and 3 had to wait. No faster than one by one.',
    );
  });

  it('on one call', async () => {
    expect(await verdictOn([slow('a')])).toEqual([
      'One call: nothing to run beside it. It took 1.00 s.',
      'It succeeded.',
    ]);
    expect(await verdictOn([failing('a')])).toEqual([
      'One call: nothing to run beside it. It took 1.00 s.',
      'It failed.',
    ]);
  });

  it('on two', async () => {
    expect(await verdictOn([slow('a'), slow('b')])).toEqual([
      'Both took 1.00 s: as long as a alone. One by one: 2.00 s. 2.0× faster.',
      'Both succeeded.',
    ]);
  });

  it('on failures and rejections', async () => {
    expect((await verdictOn([failing('a'), failing('b')]))[1]).toBe('Both failed.');
    expect(await verdictOn([failing('a'), unknown('x'), slow('b'), fast('c')])).toEqual([
      'The three that ran took 1.00 s: as long as a alone. One by one: 2.10 s. 2.1× faster.',
      'a failed, x was rejected; the other two succeeded.',
    ]);
    expect(await verdictOn([unknown('x'), unknown('y')])).toEqual([
      'Nothing ran: both were rejected.',
      'Both were rejected.',
    ]);
    expect(await verdictOn([unknown('x'), slow('b')])).toEqual([
      'The one that ran took 1.00 s: as long as b alone. One by one: 1.00 s. No faster.',
      'x was rejected; the other one succeeded.',
    ]);
  });

  it('on calls whose error is not tried again', async () => {
    const withCode = (id: string, code: string) => ({ id, name: 'failing_tool', args: { query: '', code } });
    const retry = { ...DEFAULT_POLICY.retry, attempts: 2, baseMs: 0, on: 'transient' as const };
    const notes = async (...codes: string[]) =>
      (await verdictOn([slow('s'), ...codes.map((code, i) => withCode(`error_${i + 1}`, code))], { retry })).slice(1);
    expect(await notes('401')).toContain('error_1 was not retried: 401 is not transient.');
    expect(await notes('401', '401', '503')).toContain('error_1 and error_2 were not retried: 401 is not transient.');
    expect(await notes('401', '404')).toContain('error_1 and error_2 were not retried.');
    expect((await notes('503')).join(' ')).not.toContain('retried');
  });

  it('on a blocking call', async () => {
    expect(await verdictOn([fast('fast_1'), slow('slow_1'), blocking('block_1')])).toEqual([
      'block_1 held the thread for 0.80 s: nothing else could start or finish. All three took 1.00 s. 1.9× faster than one by one.',
      'All three succeeded.',
      'The sum is 2.60 s, one by one 1.90 s: while block_1 held the thread, the others could not end, and their own durations grew.',
    ]);
    expect((await verdictOn([blocking('block_1'), blocking('block_2')]))[0]).toBe(
      'block_1 and block_2 held the thread for 1.60 s: nothing else could start or finish. Both took 1.60 s. No faster than one by one.',
    );
  });

  it('on blocking calls that took turns', () => {
    // Both were started at once; block_2 had the thread from 0.80 s on, and a, due at 0.10 s, ended between them.
    const state = drawRun(`
      a       |########|         succeeded
      block_1 |########|         succeeded
      block_2 |################| succeeded`);
    const { sentence } = verdict(state, proofOf({ state, policy }), { policy, blocks });
    expect(plainText(sentence)).toMatch(/^block_1 held the thread for 0\.80 s/);
    const waiting = drawRun(`
      block_1 |########|         succeeded
      block_2 |################| succeeded
      b       |################| succeeded`);
    expect(plainText(verdict(waiting, proofOf({ state: waiting, policy }), { policy, blocks }).sentence)).toMatch(
      /^block_1 and block_2 held the thread for 1\.60 s/,
    );
  });

  it('blames no blocking call that held nobody up', async () => {
    expect((await verdictOn([blocking('block_1'), fast('a')], { limit: 1 }))[0]).toBe(
      'One by one took 0.90 s: the sum. All at once: 0.90 s.',
    );
    expect((await verdictOn([fast('a'), blocking('block_1')], { batchSize: 1 }))[0]).not.toContain('held the thread');
    // Nothing had happened for 0.40 s when a ended, but nobody else was there.
    const state = drawRun(`
      a |########| succeeded
      b |####|     succeeded`);
    const { sentence } = verdict(state, proofOf({ state, policy }), {
      policy,
      blocks: ({ name }) => name === 'a_tool',
    });
    expect(plainText(sentence)).toBe('Both took 0.80 s: as long as a alone.');
  });

  it('on a run that was stopped', async () => {
    const state = foldAll((await stoppedAt(600, { calls: TUTORIAL })).events);
    const told = verdict(state, proofOf({ state, policy, oneByOne: sameAt(2200, state) }), {
      policy,
      end: 'stopped',
      guessMs: 1,
    });
    expect(plainText(told.sentence)).toBe('Stopped at 0.60 s: 2 done, 2 cancelled.');
    expect(told.notes.map(plainText)).toEqual(['slow_1 and error_1 were cancelled; the other two succeeded.']);
    expect(figuresOf([...told.sentence, ...told.notes.flat()])).toEqual({
      Total: 600,
      Done: 2,
      Cancelled: 2,
      Succeeded: 2,
    });
  });

  it('on an engine that was ended', async () => {
    const plan = { calls: [fast('a'), blocking('block_1', 5000), slow('c'), slow('d')] };
    const { events } = await predict({ ...plan, policy: { limit: 1 } }, { tools });
    const known = events.filter(({ at }) => at <= 100);
    const state = foldAll([...known, ...closeLog(plan, known, 600, 'crashed')]);
    const { sentence } = verdict(state, proofOf({ state, policy, end: 'killed' }), { policy, end: 'killed' });
    expect(plainText(sentence)).toBe('Stopped at 0.60 s: the engine did not answer, so it was ended. 1 done, 3 lost.');
  });

  it('compares a guess', async () => {
    expect((await verdictOn([slow('a'), slow('b')], {}, { guessMs: 1200 })).at(-1)).toBe(
      'You guessed 1.20 s: 0.20 s off.',
    );
    expect((await verdictOn([slow('a'), slow('b')], {}, { guessMs: 1004 })).at(-1)).toBe(
      'You guessed 1.00 s: spot on.',
    );
  });

  it('shows milliseconds where they are the point', () => {
    const state = drawRun(
      `
      a |${'.'.repeat(8)}${'#'.repeat(100)}| succeeded
      b |${'#'.repeat(100)}|                 succeeded`,
      { tick: 1 },
    );
    const { sentence } = verdict(state, proofOf({ state, policy, oneByOne: sameAt(200, state) }), { policy });
    expect(plainText(sentence)).toBe('Both took 0.108 s: 8 ms longer than a alone. One by one: 0.20 s. 1.9× faster.');
  });

  it('says why the sum is more than one by one when backoffs are in it', () => {
    const state = drawRun(`
      a |##~~~~##|   failed
      b |#########|  succeeded`);
    const { notes } = verdict(state, proofOf({ state, policy, oneByOne: sameAt(1300, state) }), { policy });
    expect(plainText(notes.at(-1) ?? [])).toBe(
      'The sum is 1.70 s, one by one 1.30 s: one by one, other calls run during a backoff.',
    );
  });

  describe('on a disturbed run', () => {
    const events = drawEvents(`
      a |#############| succeeded
      b |####|          succeeded`);
    const disturbed: RunEvent[] = [
      ...events.slice(0, -1),
      { seq: 0, at: 1300, type: 'disturbed' as const, cause: 'late-timer' as const, durationMs: 300 },
      events.at(-1) as RunEvent,
    ].map((event, seq) => ({ ...event, seq }));
    const state = foldAll(disturbed);
    const tell = (predictedMs: number) =>
      verdict(state, proofOf({ state, policy, predictedMs }), { policy, disturbedBy: 'hidden-tab' });

    it('when that made it longer', () => {
      expect(plainText(tell(1000).sentence)).toBe(
        'Took 1.30 s, 0.30 s of it because this tab was hidden. Run again for a clean proof.',
      );
      // No more than the run was longer than predicted can be the tab's doing.
      expect(plainText(tell(1200).sentence)).toMatch(/^Took 1\.30 s, 0\.10 s of it/);
    });
    it('when it did not', () => {
      const { sentence, notes } = tell(1300);
      expect(plainText(sentence)).toBe('Both took 1.30 s: as long as a alone.');
      expect(notes.map(plainText)).toEqual([
        'Both succeeded.',
        'For 0.30 s this tab was hidden; the total is no longer for it.',
      ]);
    });
  });

  it('holds on a run on the real clock', async () => {
    const calls = TUTORIAL.map((call) => ({
      ...call,
      args: { ...call.args, ms: call.name === 'fast_tool' ? 30 : 300 },
    }));
    const state = foldAll((await execute({ calls }, { tools })).events);
    const proof = proofOf({ state, policy, oneByOne: sameAt(660, state), predictedMs: 300 });
    const text = plainText(verdict(state, proof, { policy, blocks }).sentence);
    expect(text).toMatch(/^All four took 0\.\d+ s: .*slow_1 alone\. One by one: 0\.66 s\. [12]\.\d× faster\.$/);
    expect(proof.total).toBeGreaterThanOrEqual((proof.slowest?.duration ?? 0) - 1e-6);
  });

  it('finds a blocked thread in a run on the real clock', async () => {
    const calls = [fast('a', 20), blocking('block_1', 150), slow('c', 200)];
    const state = foldAll((await execute({ calls }, { tools })).events);
    const { sentence } = verdict(state, proofOf({ state, policy }), { policy, blocks });
    expect(plainText(sentence)).toMatch(
      /^block_1 held the thread for 0\.1\d s: nothing else could start or finish\. All three/,
    );
  });

  it('on any plan ends its sentences, repeats its total and leaves no hole', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const { calls, policy } = plan;
        const lines = [await questionOn(calls, policy), ...(await verdictOn(calls, policy))];
        for (const line of lines) expect(line).toMatch(/^[A-Za-z0-9].*[.?]$/);
        expect(lines.join(' ')).not.toMatch(/undefined|NaN|null|Infinity| {2}|\.\./);
        const { state } = await told(calls, policy);
        const { sentence } = verdict(state, proofOf({ state, policy: policyOf(plan) }), { policy: policyOf(plan) });
        if (sentence.some(({ strong }) => strong)) expect(totalOf(state)).toBeDefined();
      }),
      { seed: 42, numRuns: 100 },
    );
  });
});

describe('beside the bars', () => {
  it('the slowest is named with its equals', async () => {
    const nameOf = async (...args: Parameters<typeof told>) => {
      const { state } = await told(...args);
      return slowestName(proofOf({ state, policy }));
    };
    expect(await nameOf(TUTORIAL)).toBe('slow_1 (error_1 equal)');
    expect(await nameOf([fast('a'), slow('b')])).toBe('b');
    expect(await nameOf([slow('a'), slow('b'), slow('c')])).toBe('a (b and c equal)');
    expect(await nameOf([slow('a'), slow('b'), slow('c'), slow('d')])).toBe('a (3 others equal)');
    expect(await nameOf([])).toBe('');
  });
  it('the prediction, the saving and the tick speak of milliseconds', async () => {
    const { state } = await told(TUTORIAL);
    const proof = proofOf({ state, policy, oneByOne: sameAt(2200, state), predictedMs: 997 });
    expect(plainText(predictedText(proof))).toBe('predicted 0.997, +3 ms');
    expect(plainText(predictedText({ ...proof, predicted: Number.POSITIVE_INFINITY, overhead: undefined }))).toBe(
      'predicted no end',
    );
    expect(savedText(proof)).toBe('1.20 s saved');
    expect(tickText(1000, 1003)).toBe('predicted 1.00 s, measured 1.003 s, +0.3 %');
  });
});
