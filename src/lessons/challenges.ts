import { ALLOWANCE_MS, challenge, mustStay, seconds } from './challengeCheck.ts';
import { factsOfCall } from './claims.ts';
import { call, callSeries, planOf, retry, withPolicy, withSeed } from './planBuilders.ts';
import type { Challenge } from './types.ts';

const TWO_SLOTS = planOf(
  [...callSeries('slow', 'page', [300, 300, 300, 300, 300, 300]), call('long_1', 'slow', 'archive', 1200)],
  { limit: 2 },
);

const NOTHING_LOST = planOf(
  [
    call('error_1', 'failing', 'rights', 300),
    call('slow_1', 'slow', 'report', 700),
    call('slow_2', 'slow', 'archive', 900),
  ],
  { onError: 'fail-fast' },
);

const BLOWN = planOf(
  [call('fast_1', 'fast', 'lookup', 300), call('flaky_1', 'flaky', 'weather', 300, { args: { failures: 3 } })],
  { deadlineMs: 1500 },
);

const SEED = planOf(
  ['a', 'b', 'c', 'd'].map((name) => call(`page_${name}`, 'slow', `page ${name}`, 400, { args: { spread: 0.5 } })),
  { timeoutMs: 570 },
  7,
);

const HANG = planOf([...callSeries('fast', 'lookup', [200, 400, 500]), call('hang_1', 'hanging', 'search')]);

const SEATS = planOf(['book_1', 'book_2', 'book_3'].map((id) => call(id, 'counter', 'seats', 250)));

const POOL = planOf(callSeries('pool', 'orders', [300, 300, 300, 300, 300, 300]));

const HOLES = planOf([
  call('slow_1', 'slow', 'report', 600),
  call('price_1', 'failing', 'price', 300, { fallback: { value: 'Price of yesterday: 12.50' } }),
  call('stock_1', 'failing', 'stock', 400, { fallback: { tool: 'fast_tool', args: { query: 'kept stock' } } }),
]);

const ALARM = planOf(
  [...callSeries('slow', 'report', [500, 500, 500, 500]), call('alarm_1', 'fast', 'alarm', 100, { priority: 10 })],
  { limit: 2 },
);

const BARRIER = planOf(callSeries('slow', 'page', [300, 300, 1200, 900, 300, 300]), { batchSize: 3 });

const MIRRORS = planOf([
  call('mirror_1', 'slow', 'north', 900),
  call('mirror_2', 'slow', 'west', 300),
  call('mirror_3', 'slow', 'south', 700),
]);

const PARTIAL = planOf(callSeries('slow', 'source', [200, 400, 600, 2000, 3000]));

/** In the order of the chooser, from easy to hard. */
export const CHALLENGES: readonly Challenge[] = [
  challenge({
    name: 'lose-nothing',
    title: 'Lose no result when one tool throws',
    plan: NOTHING_LOST,
    goal: 'error_1 throws, and takes two results with it. Keep them.',
    allowed: 'the policy, not the calls',
    results: ['slow_1', 'slow_2'],
    unless: (facts) => [factsOfCall(facts, 'error_1')?.kind !== 'failed' && 'error_1 has to fail in its own time.'],
    won: () => 'error_1 failed, and both others kept their results.',
    hints: [
      'The error ends the wait for the others. A setting says so.',
      'In + Policy: what happens on an error? Collect.',
    ],
    solution: withPolicy({ onError: 'collect' }),
  }),
  challenge({
    name: 'cut-the-hang',
    title: 'Be done in 0.8 s though one never answers',
    plan: HANG,
    goal: 'hang_1 never answers. Have the other three results, and be done within 0.80 s.',
    allowed: 'the policy, not the calls',
    results: ['fast_1', 'fast_2', 'fast_3'],
    withinMs: 800,
    won: (facts) => `Three results after ${seconds(facts.total)}, and hang_1 was cut off.`,
    hints: ['Only a clock ends it.', 'The slowest of the others takes 0.50 s: a timeout between that and 0.80 s.'],
    solution: withPolicy({ timeoutMs: 650 }),
  }),
  challenge({
    name: 'two-slots',
    title: 'Finish in 1.5 s with 2 slots',
    plan: TWO_SLOTS,
    goal: 'Seven calls, two at once, and it takes 2.10 s. Finish in 1.50 s.',
    allowed: 'the order in which they go, not the calls and not the limit',
    stays: { limit: 'Two at once is what there is: leave the limit at 2.' },
    results: 'all',
    withinMs: 1500,
    won: (facts) => `${seconds(facts.total)} with two slots: neither was idle.`,
    hints: [
      'Look who is alone at the end, and what the other slot does meanwhile.',
      'The large stone goes first: an order in + Policy.',
    ],
    solution: withPolicy({ order: 'longest-first' }),
  }),
  challenge({
    name: 'no-lost-seat',
    title: 'Book three seats, and count three',
    plan: SEATS,
    goal: 'Three calls book a seat each, and the counter says 1. Make it say 3, within 0.9 s.',
    allowed: 'the strategy and the policy, not the calls',
    results: 'all',
    unless: (facts) => [
      !facts.calls.some(({ value }) => value === 'seats = 3') && 'Nobody has seen a counter of 3: updates were lost.',
    ],
    withinMs: 900,
    won: () => 'The counter says 3: nobody wrote between reading and writing.',
    hints: ['They all read before any of them writes.', 'How many may run at once, if nobody may come in between?'],
    solution: withPolicy({ limit: 1 }),
  }),
  challenge({
    name: 'small-pool',
    title: 'Six queries, two connections',
    plan: POOL,
    goal: 'Six queries, and the pool refuses four of them. Get all six, within 1.0 s.',
    allowed: 'the policy, not the calls',
    results: 'all',
    withinMs: 1000,
    won: (facts) => `All six in ${seconds(facts.total)}, two at a time.`,
    hints: ['One by one takes 1.80 s: too long.', 'Ask for as many at once as there are connections.'],
    solution: withPolicy({ limit: 2 }),
  }),
  challenge({
    name: 'no-holes',
    title: 'An answer without holes',
    plan: HOLES,
    goal: 'Two of three tools fail. Have a result for each call.',
    allowed: 'the policy; the calls have all they need',
    results: 'all',
    won: () => 'Three results, two of them from fallbacks.',
    hints: [
      'Trying again does not help: these tools always fail.',
      'Open a row that fails: it has a fallback. Recovery has to be on.',
    ],
    solution: withPolicy({ recovery: 'fallback' }),
  }),
  challenge({
    name: 'alarm-first',
    title: 'The alarm first',
    plan: ALARM,
    goal: 'alarm_1 is listed last and starts after a second. Start it at once, with two at a time.',
    allowed: 'the order, not the calls and not the limit',
    stays: { limit: mustStay('The limit') },
    results: 'all',
    unless: (facts) => [(factsOfCall(facts, 'alarm_1')?.start ?? Infinity) > ALLOWANCE_MS && 'alarm_1 had to wait.'],
    won: (facts) => `alarm_1 was done at ${seconds(factsOfCall(facts, 'alarm_1')?.end ?? 0)}.`,
    hints: ['It has a priority already; nobody asks for it.', 'In + Policy: the order is by priority.'],
    solution: withPolicy({ order: 'priority' }),
  }),
  challenge({
    name: 'no-barrier',
    title: 'Save 0.9 s without one call more at once',
    plan: BARRIER,
    goal: 'Batches of 3 take 2.10 s. Take 1.20 s, with never more than three at once.',
    allowed: 'the strategy, not the calls',
    results: 'all',
    unless: (facts) => [facts.peak > 3 && `${facts.peak} ran at once.`],
    withinMs: 1200,
    won: (facts) => `${seconds(facts.total)}, and never more than ${facts.peak} at once.`,
    hints: ['Who waits at the barrier, and for whom?', 'A limit has the same peak, and no barrier.'],
    solution: withPolicy({ batchSize: null, limit: 3 }),
  }),
  challenge({
    name: 'first-answer',
    title: 'Ask three, take the first',
    plan: MIRRORS,
    goal: 'Three mirrors have the same file. Be done as soon as one of them has answered: within 0.40 s.',
    allowed: 'the policy, not the calls',
    results: ['mirror_2'],
    withinMs: 400,
    won: (facts) => `Done after ${seconds(facts.total)}, with the answer of mirror_2.`,
    hints: [
      'A timeout would do it only because you know how long they take. There is a setting that needs no number.',
      'What ends the run? The first success.',
    ],
    solution: withPolicy({ onError: 'first-success' }),
  }),
  challenge({
    name: 'three-in-time',
    title: 'Three sources by 0.8 s',
    plan: PARTIAL,
    goal: 'Five sources, the slowest takes 3 s. Be done at 0.80 s, with three results. No call may be given a timeout, nor all of them.',
    allowed: 'the policy but for its timeout, not the calls',
    stays: { timeoutMs: mustStay('The timeout') },
    results: ['slow_1', 'slow_2', 'slow_3'],
    withinMs: 800,
    won: (facts) => `Three results, and done at ${seconds(facts.total)}.`,
    hints: ['A timeout is for one call. What is for the whole run?', 'A deadline between 0.60 and 0.80 s.'],
    solution: withPolicy({ deadlineMs: 750 }),
  }),
  challenge({
    name: 'blow-the-deadline',
    title: 'Make retries blow the deadline',
    plan: BLOWN,
    goal: 'The run ends in time, at 0.30 s. Let retries, and nothing else, run it into its deadline of 1.50 s.',
    allowed: 'the retries, nothing else',
    stays: {
      deadlineMs: mustStay('The deadline'),
      limit: mustStay('The limit'),
      batchSize: mustStay('The batch size'),
      rate: mustStay('The rate'),
    },
    unless: (facts) => [
      (factsOfCall(facts, 'flaky_1')?.attempts ?? 0) < 2 && 'flaky_1 was tried only once.',
      facts.total < 1500 - ALLOWANCE_MS && `It was over after ${seconds(facts.total)}, before the deadline.`,
      factsOfCall(facts, 'flaky_1')?.kind === 'succeeded' && 'flaky_1 made it in time.',
    ],
    won: (facts) => `flaky_1 was still at it when the deadline came, after ${facts.attempts - 1} attempts.`,
    hints: [
      'It fails three times. How many attempts would see it through, and how long are the pauses?',
      'Four attempts with a first pause of 0.40 s.',
    ],
    solution: withPolicy({ retry: retry(4, { baseMs: 400 }) }),
  }),
  challenge({
    name: 'bad-seed',
    title: 'Find the seed that breaks it',
    plan: SEED,
    seed: true,
    goal: 'Four calls of 0.40 s, give or take half, and a timeout of 0.57 s. It works. Find a seed with which it does not.',
    allowed: 'the seed',
    stays: { timeoutMs: mustStay('The timeout') },
    unless: (facts, plan) => [
      !facts.calls.some(({ kind }) => kind === 'timedOut') && `With seed ${plan.seed} all four were in time.`,
    ],
    won: (facts, plan) =>
      `Seed ${plan.seed} breaks it: ${facts.calls
        .filter(({ kind }) => kind === 'timedOut')
        .map(({ id }) => id)
        .join(', ')} timed out.`,
    hints: [
      'Turn on Show predictions: the ghosts know the seed before you run.',
      'The Compare tab can run the plan with many seeds at once.',
      'It is not far: go down.',
    ],
    solution: withSeed(5),
  }),
];
