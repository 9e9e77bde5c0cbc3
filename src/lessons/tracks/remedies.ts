import { aboutCall, all, claim, ends, endsAt, isKind, peaks, startsAt, takes, tries, under } from '../claims.ts';
import { call, callSeries, planOf, retry, TUTORIAL_CALLS, withPolicy, withSeed } from '../planBuilders.ts';
import type { Lesson } from '../types.ts';

/** Seeds under which two calls of 0.50 s, give or take 40 %, are too late, and in time. */
const BAD_DAY = 56;
const BETTER_DAY = 4;

export const LESSONS: readonly Lesson[] = [
  {
    name: 'timeouts',
    title: 'Timeouts, per call and per tool',
    minutes: 3,
    covers: ['next-tool-timeout'],
    idea: 'The nearest timeout counts: the call’s own, else its tool’s, else the policy’s.',
    plan: planOf(
      [
        call('slow_1', 'slow', 'report', 800),
        call('strict_1', 'strict', 'stock', 900),
        call('slow_2', 'slow', 'archive', 2000, { timeoutMs: 1500 }),
      ],
      { timeoutMs: 1000 },
    ),
    predict:
      'The policy allows 1.00 s. strict_tool brings 0.50 s of its own and would take 0.90; slow_2 was given 1.50 s and would take 2.00. Plant your flag: when is the end?',
    watch: 'Press Run. Each bar has its own line where its time is up.',
    explain:
      'strict_1 was cut off at {strict_1.end} by its tool’s timeout, slow_2 at {slow_2.end} by its own. slow_1 had time enough: {slow_1.took}.',
    expect: [
      takes(1500),
      isKind('slow_1', 'succeeded'),
      endsAt('strict_1', 500),
      endsAt('slow_2', 1500),
      ends('timedOut', 2),
    ],
    breakIt: {
      text: 'Set the policy’s timeout to 0.60 s. Which of the three calls does that change?',
      label: 'Timeout 0.60 s for all',
      change: withPolicy({ timeoutMs: 600 }),
      expect: [
        takes(1500),
        endsAt('slow_1', 600),
        endsAt('strict_1', 500),
        endsAt('slow_2', 1500),
        ends('timedOut', 3),
      ],
      explain:
        'Only slow_1, cut off at {slow_1.end}: the other two have timeouts that stand nearer. The total is still {total}.',
    },
    text: `A timeout is a *length*, counted from the start of an attempt. The time in a queue does not count: a call that had to wait for a slot has as long as any other.

How long? Look at how long the tool takes when all is well, and allow a few times that. Too short, and good answers are thrown away; too long, and the user has gone.

- **Per tool**: a lookup has half a second, a report a minute. This is the one to begin with.
- **Per call**: this very report is a large one.
- **The policy’s**: for everything that has none. Nothing should be without.

\`\`\`python
await asyncio.wait_for(
    tool.ainvoke(args),
    timeout=1.5,
)
\`\`\`

In this page: the row’s editor for one call, \`+ Policy\` for all.`,
  },
  {
    name: 'timeout-no-cancel',
    title: 'A timeout is not a cancellation',
    minutes: 3,
    covers: ['demo-cleanup', 'pitfall-leak', 'pitfall-hang-resources'],
    idea: 'A timeout ends the wait. The work ends only if the tool listens.',
    plan: planOf([call('slow_1', 'slow', 'report', 2000), call('deaf_1', 'deaf', 'archive', 2000)], { timeoutMs: 500 }),
    predict:
      'Both calls need 2 s and are cut off at 0.50 s. slow_tool listens to its signal, deaf_tool does not. Who still works at 1.00 s?',
    choices: [
      {
        text: 'Nobody: both were cut off',
        claim: claim('none ran on', ({ calls }) => calls.every(({ abandoned }) => !abandoned)),
      },
      {
        text: 'Only deaf_1',
        claim: all(
          aboutCall('deaf_1', 'ran on', ({ abandoned }) => abandoned),
          aboutCall('slow_1', 'stopped', ({ abandoned }) => !abandoned),
        ),
      },
      { text: 'Both', claim: claim('both ran on', ({ calls }) => calls.every(({ abandoned }) => abandoned)) },
    ],
    watch: 'Press Run, and keep watching both rows for two seconds after the finish line.',
    explain:
      'Both were timed out at {slow_1.end}. slow_1 heard its signal and stopped; deaf_1 worked on, and nobody read its answer.',
    expect: [
      takes(500),
      ends('timedOut', 2),
      aboutCall('deaf_1', 'ran on', ({ abandoned }) => abandoned),
      aboutCall('slow_1', 'stopped', ({ abandoned }) => !abandoned),
    ],
    breakIt: {
      text: 'One at a time, deaf_1 first, and abandoned work keeps its slot until it really ends. When can slow_1 start?',
      label: 'One by one, hold the slot',
      change: ({ calls, ...plan }) => ({
        ...plan,
        calls: [...calls].reverse(),
        policy: { ...plan.policy, limit: 1, slotOnTimeout: 'hold' },
      }),
      expect: [takes(2500), startsAt('slow_1', 2000)],
      explain:
        'deaf_1 was given up at {deaf_1.end} and held its slot to its own end: slow_1 could start only at {slow_1.start}.',
    },
    text: `Nobody can stop a function from outside. A timeout stops *waiting* for it, and sends a request: please stop.

\`\`\`ts
async function tool(args, ctx) {
  const { signal } = ctx;
  // Hears it:
  await fetch(url, { signal });
  // Asks for it:
  signal.throwIfAborted();
}
\`\`\`

A tool that passes the signal on is **attentive**; one that never looks at it is **deaf**. In Python a cancelled task gets \`CancelledError\` at its next \`await\`; a thread gets nothing.

What a deaf tool holds, it goes on holding: connection, memory, the place at the service. After a few hundred timeouts that is your leak. So whatever a tool opens is closed in \`finally\`, and the pool counts what is *really* in use: \`slotOnTimeout: "hold"\` is honest about it, \`"release"\` is fast.`,
  },
  {
    name: 'deadline',
    title: 'A deadline, and what is done by then',
    minutes: 3,
    covers: ['next-global-timeout', 'next-timeout-recovery'],
    idea: 'A deadline is for the whole run: what is done by then counts, the rest is cut off.',
    plan: planOf(callSeries('slow', 'page', [300, 600, 800, 1500, 2500]), { deadlineMs: 1000 }),
    predict:
      'Five calls of 0.30, 0.60, 0.80, 1.50 and 2.50 s, and at 1.00 s the run must be over. How many results are there?',
    choices: [
      { text: 'Five: what has begun may end', claim: ends('succeeded', 5) },
      { text: 'Three', claim: all(ends('succeeded', 3), ends('timedOut', 2)) },
      { text: 'None: the run failed', claim: ends('succeeded', 0) },
    ],
    watch: 'Press Run. The deadline is one line through all rows.',
    explain: 'The deadline ended the run at {total}: {succeeded} results are kept, {timedOut} calls were cut off.',
    expect: [takes(1000), ends('succeeded', 3), ends('timedOut', 2)],
    breakIt: {
      text: 'At most 2 at once, same deadline. Some calls now have less time, and one has none.',
      label: 'At most 2 at once',
      change: withPolicy({ limit: 2 }),
      expect: [takes(1000), ends('succeeded', 2), ends('skipped', 1), ends('timedOut', 2)],
      explain:
        'Now {succeeded} results: {timedOut} were cut off and {skipped} never started. A limit makes a deadline nearer.',
    },
    text: `A timeout is a *length* for one attempt. A deadline is a *point in time* for everything: queues, retries, backoffs, fallbacks, all of it.

The user does not wait for your calls. They wait for an answer, and know how long they will: so the deadline comes first, and the timeouts have to fit into it.

**Partial results** are results. Three pages of five are a good summary with a remark; an exception is nothing. What was cut off is told as an error with its reason, so the model can say “two sources did not answer in time”.

After a timeout there are four ways on: give up and say so; try again, if there is time; ask something else (a fallback); or answer now and go on in the background.

\`\`\`python
async with asyncio.timeout(1.0):
    ...
\`\`\``,
  },
  {
    name: 'retries',
    title: 'Retries, backoff, jitter',
    minutes: 3,
    covers: ['takeaway-recovery'],
    idea: 'A retry is a bet that the cause has gone; the pause before it is what gives it time to.',
    plan: planOf(
      [
        call('flaky_1', 'flaky', 'weather', 300, { args: { failures: 1 } }),
        call('flaky_2', 'flaky', 'traffic', 300, { args: { failures: 2 } }),
      ],
      { retry: retry(3) },
    ),
    predict:
      'Each attempt takes 0.30 s, the pauses are 0.20 and then 0.40 s. flaky_1 fails once, flaky_2 twice. Plant your flag: when is flaky_2 through?',
    watch: 'Press Run. One row is now a chain: attempt, pause, attempt, pause, attempt.',
    explain:
      'flaky_2 needed {flaky_2.attempts} attempts and {flaky_2.took} with its pauses. A chain like that is one long call: {total}.',
    expect: [takes(1500), tries(5), ends('succeeded', 2)],
    breakIt: {
      text: 'Add jitter: each pause is shortened by chance, so that those who failed together do not come back together.',
      label: 'Add jitter',
      change: withPolicy({ retry: retry(3, { jitter: 1 }) }),
      expect: [under(1480), tries(5), ends('succeeded', 2)],
      explain:
        'With jitter the pauses differ: flaky_1 took {flaky_1.took}, flaky_2 {flaky_2.took}. The seed decides, so the next run is the same.',
    },
    text: `What is worth trying again? A timeout, a 503, a lost connection: the cause may be gone. **Not** a 404 or an argument that is wrong: it will be as wrong the next time. And only what may happen *twice*: a search may, a payment may not.

**Backoff**: each pause is longer than the last, here 0.20 s, 0.40 s, 0.80 s. A service that is down needs air.

**Jitter**: 24 calls that failed in the same moment come back in the same moment, and the service falls over again. Chance spreads them.

**Count what it costs.** Three attempts of a call with a timeout of 10 s and its pauses may be 31 s. Retries eat the deadline, hold their slot while they work, and multiply the load just when there is trouble.

One layer retries. When the client, the handler and the graph each try three times, it is 27.`,
  },
  {
    name: 'fallbacks',
    title: 'Fallbacks',
    minutes: 2,
    covers: ['next-timeout-recovery'],
    idea: 'When all attempts are used up, something is often better than nothing.',
    plan: planOf(
      [
        call('slow_1', 'slow', 'report', 800),
        call('price_1', 'failing', 'price', 400, { fallback: { value: 'Price of yesterday: 12.50' } }),
        call('hang_1', 'hanging', 'search', undefined, {
          timeoutMs: 600,
          fallback: { tool: 'fast_tool', args: { query: 'cache', ms: 100 } },
        }),
      ],
      { recovery: 'fallback' },
    ),
    predict:
      'price_1 fails and has a kept value to fall back on. hang_1 is cut off at 0.60 s and then asks another tool. How many of the three have a result?',
    choices: [
      { text: 'One', claim: ends('succeeded', 1) },
      { text: 'Two', claim: ends('succeeded', 2) },
      { text: 'All three', claim: ends('succeeded', 3) },
    ],
    watch: 'Press Run, and look at the icons on the right.',
    explain:
      'All {succeeded} have a result. price_1 gives “{price_1.value}”; hang_1 asked another tool and was done at {hang_1.end}.',
    expect: [
      takes(800),
      ends('succeeded', 3),
      endsAt('hang_1', 700),
      claim('two were recovered', ({ calls }) => calls.filter(({ recovered }) => recovered).length === 2),
    ],
    breakIt: {
      text: 'Switch recovery off: the same failures, and nothing behind them.',
      label: 'No fallbacks',
      change: withPolicy({ recovery: 'none' }),
      expect: [takes(800), ends('succeeded', 1), ends('failed', 1), ends('timedOut', 1)],
      explain:
        'Now {succeeded} of {count} has a result: {failed} failed, {timedOut} timed out, and the answer has two holes.',
    },
    text: `A fallback comes after the last failed attempt of its call. It is

- a **value**: what was kept from last time, an empty list, “unknown”; or
- **another tool**: a cache, a smaller model, another service. It gets the call’s slot and a fresh timeout.

What it gives is a success, and says that it is a *recovered* one. That word matters: a price of yesterday that looks like one of today is worse than an error. Tell the model, and tell the person.

“Recovered” is kept for fallbacks. A second attempt that works is simply a success on attempt 2.

And a fallback that is as slow as what it replaces, or asks the same broken service, only makes the trouble longer.`,
  },
  {
    name: 'recovery',
    title: 'Run the failed ones again',
    minutes: 2,
    covers: ['takeaway-recovery', 'fault-replaced'],
    idea: 'Keep what succeeded, and run only the rest again.',
    plan: planOf(
      [
        call('fast_1', 'fast', 'index', 200),
        call('slow_1', 'slow', 'mirror', 500, { args: { spread: 0.4 } }),
        call('slow_2', 'slow', 'archive', 500, { args: { spread: 0.4 } }),
      ],
      { timeoutMs: 520 },
      BAD_DAY,
    ),
    predict:
      'Two calls take 0.50 s give or take 40 %, and are cut off at 0.52 s. With this seed it goes badly. Plant your flag: when does the run end?',
    watch:
      'Press Run. When it has ended, “Run failed calls again” stands under the sentence: press it and look at the State tab.',
    explain:
      '{timedOut} of {count} timed out. Now press “Run failed calls again”: only those run, and State keeps what it has.',
    expect: [
      takes(520),
      isKind('fast_1', 'succeeded'),
      claim('at least one timed out', ({ calls }) => calls.some(({ kind }) => kind === 'timedOut')),
    ],
    breakIt: {
      text: 'Another seed is another day: the same plan, other times. Chance is drawn from the seed, so each day can be repeated.',
      label: 'Take a better day',
      change: withSeed(BETTER_DAY),
      expect: [ends('succeeded', 3), under(525)],
      explain:
        'With this seed all {succeeded} were in time: slow_1 took {slow_1.took}, slow_2 {slow_2.took}. Nothing else was changed.',
    },
    text: `Half a run is not a failed run. What succeeded is in State under its id; what did not is in \`errors\`, under its id. So the next run asks for *those ids* and no others:

1. take the ids from \`errors\`,
2. make them pending again,
3. run, and **merge**: a new result takes its id out of \`errors\`, everything else stays.

In the tutorial step 3 goes wrong. Its executor returns a fresh \`results\` and a fresh \`errors\`, and what was there is replaced: the second run forgets the first. A reducer for these two fields, or a merge in the node, mends that.

This is different from a retry. A retry is blind and follows at once; this comes when somebody, a person or the model, has looked at what failed.`,
  },
  {
    name: 'limits',
    title: 'Limits, and the bound below',
    minutes: 3,
    covers: ['parallel-resources'],
    idea: 'Under a limit no order beats the work divided by the limit, nor the slowest call.',
    plan: planOf(callSeries('slow', 'query', [700, 300, 400, 800, 300, 500]), { limit: 2 }),
    predict: 'Six queries, 3.00 s of work, two connections. Plant your flag: when is the last one done?',
    watch: 'Press Run. The hatched bars wait for a place.',
    explain:
      '{work} of work on 2 places cannot take less than {lowerBound}. It took {total}: neither place was ever idle.',
    expect: [takes(1500), peaks(2), ends('succeeded', 6)],
    breakIt: {
      text: 'One connection more. The bound falls to 1.00 s; does the total follow?',
      label: 'At most 3 at once',
      change: withPolicy({ limit: 3 }),
      expect: [takes(1200), peaks(3)],
      explain:
        'The bound is {lowerBound} now, and the run took {total}: {beyond} more, because of the order in which they came.',
    },
    text: `A limit says how many calls may run at once. The rest is *ready* and waits for a slot; nobody is sent away.

Two things bound the total from below, whatever you do:

- the **slowest** call, and
- the **work divided by the limit**.

The larger of them is the *lower bound*; it stands beside the verdict. A run near its bound is as good as it gets, and only a higher limit or less work helps. One far above it is badly ordered.

More is not always faster. From “as many as there are calls” upwards nothing changes; and long before that the other side may slow down, which no formula here knows.

\`\`\`python
places = asyncio.Semaphore(2)

async with places: ...
\`\`\``,
  },
  {
    name: 'batches',
    title: 'Batches and barriers',
    minutes: 3,
    covers: ['next-batch-limit', 'next-batch-optimal'],
    idea: 'A batch waits for its slowest call while its other places stand idle.',
    plan: planOf(callSeries('slow', 'page', [300, 300, 1500, 900, 300, 300]), { batchSize: 3 }),
    predict: 'Batches of three: 0.30, 0.30, 1.50 s, and when all of them are done 0.90, 0.30, 0.30 s. Plant your flag.',
    watch: 'Press Run. The second batch stands behind a barrier.',
    explain:
      'Batch 2 opened at {slow_4.start}, when slow_3 was done, and took {slow_4.took}: {total}. The slowest of each batch add up.',
    expect: [takes(2400), startsAt('slow_4', 1500), peaks(3)],
    breakIt: {
      text: 'Take the barrier away and keep the size: at most 3 at once.',
      label: 'A limit instead of batches',
      change: withPolicy({ batchSize: null, limit: 3 }),
      expect: [takes(1500), peaks(3), startsAt('slow_4', 300)],
      explain: 'slow_4 started at {slow_4.start}, when a place was free. {total}, and never more than {peak} at once.',
    },
    text: `The obvious way to hold calls back is to cut the list:

\`\`\`ts
const batches = chunks(calls, 3);
for (const batch of batches)
  await Promise.all(
    batch.map(execute),
  );
\`\`\`

It works, and it wastes: between the second-slowest end and the slowest one, places are empty and calls wait. The more the times differ, the worse. A **limit** starts the next call when *one* place is free, with the same peak.

When batches are right all the same:

- the service *takes* batches: one request with 100 rows;
- each batch needs what the one before has found;
- between batches something must happen: a checkpoint, a question to a person.

Then cut them well: put calls of the same length together, and the barrier costs nearly nothing.`,
  },
  {
    name: 'orders',
    title: 'Priorities, and longest first',
    minutes: 4,
    covers: ['next-batch-priority', 'next-batch-optimal'],
    idea: 'A priority decides who waits. Longest first shortens the whole.',
    plan: planOf(
      [
        ...callSeries('slow', 'report', [400, 400, 400, 400]),
        call('long_1', 'slow', 'archive', 1200),
        call('urgent_1', 'fast', 'alarm', 100, { priority: 10 }),
      ],
      { limit: 2, order: 'priority' },
    ),
    predict: 'Two places. urgent_1 is listed last and has priority 10, all others have none. When does it start?',
    choices: [
      { text: 'At once', claim: startsAt('urgent_1', 0) },
      { text: 'When the first place is free, at 0.40 s', claim: startsAt('urgent_1', 400) },
      { text: 'Last of all', claim: startsAt('urgent_1', 1200) },
    ],
    watch: 'Press Run, and look where long_1 ends up.',
    explain:
      'urgent_1 started at {urgent_1.start}. The total is {total}: long_1 began only at {long_1.start}, and all had to wait for it.',
    expect: [takes(2000), startsAt('urgent_1', 0), startsAt('long_1', 800)],
    breakIt: {
      text: 'Start what takes longest first: the short ones fill the gaps at the end.',
      label: 'Longest first',
      change: withPolicy({ order: 'longest-first' }),
      expect: [takes(1600), startsAt('long_1', 0)],
      explain: 'With long_1 at {long_1.start} it took {total}. urgent_1 paid for it: it started at {urgent_1.start}.',
    },
    text: `An order matters only where calls wait: under a limit, in batches, under a rate. It never makes the work less.

- **Listed**: first come, first served. Fair, and easy to follow.
- **Priority**: what somebody waits for goes first. The total hardly changes; *who* waits does.
- **Longest first**: a large stone goes into the jar before the sand. Never more than a third above the best there is.
- **Shortest first**: the *mean* wait is smallest, many have their answer early. The total is often longer.

The last two need to know how long a call will take. From the last run, from its arguments, from its kind: a rough number is enough.

A priority has a price: those without one can wait for ever when urgent calls keep coming. That is *starvation*, and has a lesson under Deeper.`,
  },
  {
    name: 'reading',
    title: 'Reading the log and the numbers',
    minutes: 4,
    covers: ['topic-monitoring', 'next-logging', 'next-metrics', 'next-dashboard', 'parallel-gather'],
    idea: 'A run is its log: every number on this page can be counted again from it.',
    plan: planOf([...TUTORIAL_CALLS], { limit: 2 }),
    predict:
      'The tutorial’s four calls on two places. Plant your flag: which number stands in the log’s last line, “Executed 4 tools in …”?',
    watch: 'Open the Log tab, press Run, and read along: queued, ready, started, settled.',
    explain:
      '{total} in all for {work} of work: {average} calls at work on average, {peak} at the peak. error_1 started at {error_1.start}.',
    expect: [takes(1200), peaks(2), startsAt('error_1', 200), ends('failed', 1)],
    breakIt: {
      text: 'Take the limit away. Which of the numbers changes, and which cannot?',
      label: 'All at once',
      change: withPolicy({ limit: null }),
      expect: [takes(1000), peaks(4)],
      explain:
        'The work is {work} as before. The total fell to {total}, so on average {average} were at work, {peak} at the peak.',
    },
    text: `Each line of the log is a fact with its time. From those facts come

- **duration** of a call: from its start to its end;
- **wait**: from *ready* to *started*. Long waits: a limit too low, a rate, a barrier;
- **work**: all attempts together; divided by the total it is how many ran on average;
- **peak**: how many at once, and so what the other side must bear;
- **outcomes**: how many of each kind, and after how many attempts.

Watch *kinds* and not only means: the slowest five of a hundred are what people remember. In production count them per tool, with their 50th and 95th percentile, and keep the error texts.

Log the call’s id, tool, attempt, start and end, outcome. Not the arguments, unless you know what is in them.

\`Why?\` beside the verdict shows which calls the total is made of. All others could be slower, and nobody would notice.`,
  },
];
