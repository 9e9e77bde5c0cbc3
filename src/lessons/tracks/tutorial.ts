import { all, claim, ends, endsAt, factsOfCall, inOrder, isKind, isNear, not, takes, textContains } from '../claims.ts';
import { call, planOf, TUTORIAL_CALLS, withCall, withCalls, withPolicy } from '../planBuilders.ts';
import type { Lesson } from '../types.ts';

const four = () => planOf([...TUTORIAL_CALLS]);

export const LESSONS: readonly Lesson[] = [
  {
    name: 'tool-call',
    title: 'What a tool call is',
    minutes: 3,
    covers: ['topic-async-tools', 'tools-two', 'handler-result', 'demo-setup'],
    idea: 'A call is an id, a tool’s name and its arguments; what comes of it comes back under that id.',
    plan: planOf([call('slow_1', 'slow', 'task 2')]),
    predict: 'One call: slow_1 asks slow_tool for “task 2”, and the tool takes a second. What comes back?',
    choices: [
      { text: 'A result, under the id slow_1', claim: all(isKind('slow_1', 'succeeded'), takes(1000)) },
      { text: 'An error: nobody told the tool how long to take', claim: isKind('slow_1', 'failed') },
      { text: 'The tool itself', claim: textContains('slow_1', 'slow_tool') },
    ],
    watch: 'Press Run, and watch the bar: it is the time between the call’s start and its end.',
    explain:
      'slow_1 started at {slow_1.start} and ended at {slow_1.end} with “{slow_1.value}”. One call has nothing to run beside it: {total}.',
    expect: [takes(1000), textContains('slow_1', 'Slow result for: task 2')],
    breakIt: {
      text: 'The tool fails when its query contains “fail”. Ask it for that: it takes as long, and ends with an error.',
      label: 'Ask for “fail”',
      change: withCall('slow_1', { args: { query: 'fail' } }),
      expect: [takes(1000), isKind('slow_1', 'failed'), textContains('slow_1', 'Simulated failure')],
      explain:
        'After {slow_1.took} slow_1 failed with “{slow_1.error}”. An error is an end like any other: it has an id and a time.',
    },
    text: `A model does not run tools. It *asks*: its message holds **calls**, and each of them is three things.

- \`id\`: under which the answer will be filed. Two calls of one tool have two ids.
- \`name\`: which tool.
- \`args\`: what the tool is asked. Here \`{ query: "task 2" }\`.

Whoever runs the calls gives back one answer for each id: a **result** or an **error**, never nothing.

The two tools here are those of the tutorial. \`fast_tool\` waits 0.10 s. \`slow_tool\` waits 1.00 s, and then throws when the query contains “fail”. Both are *asynchronous*: while they wait, the thread is free. That is what everything that follows is built on.`,
  },
  {
    name: 'all-at-once',
    title: 'One by one, and all at once',
    minutes: 3,
    covers: ['topic-parallel', 'parallel-gather', 'demo-four', 'takeaway-faster'],
    idea: 'One by one takes the sum; all at once takes the slowest.',
    plan: four(),
    predict:
      'Four calls of 0.10, 1.00, 0.10 and 1.00 s start at once. Plant your flag in the Total row: when is the last one done?',
    watch: 'Press Run. Four bars grow together; look which one the finish line touches.',
    explain:
      'All {count} took {total}: as long as {slowestName} alone. One by one they take {oneByOne}, the sum: {speedUp} faster.',
    expect: [
      takes(1000),
      claim('one by one is the sum', ({ oneByOne, sum }) => oneByOne === undefined || isNear(oneByOne, sum)),
    ],
    breakIt: {
      text: 'Put them in a queue: choose One by one. Nothing else changes, and yet everything does.',
      label: 'Run them one by one',
      change: withPolicy({ limit: 1 }),
      expect: [takes(2200)],
      explain: 'One by one took {total}: the sum. Each call stood still while another one only waited.',
    },
    text: `The whole idea:

\`\`\`ts
// The slowest:
await Promise.all(
  calls.map(execute),
);
// The sum:
for (const call of calls)
  await execute(call);
\`\`\`

In Python it is \`asyncio.gather(*tasks)\` against a loop with \`await\` in it.

Nothing is computed faster. The calls *wait* at the same time, for a network, a database, a model, and waiting together costs no more than the longest wait.

So two questions decide what there is to win: how long is the **slowest** call, and how much is the **sum** beyond it? With one call of 10 s and nine of 0.1 s there is nearly nothing to win, and only making the slow one faster helps.`,
  },
  {
    name: 'state',
    title: 'State, and its one commit',
    minutes: 3,
    covers: [
      'topic-state',
      'state-fields',
      'state-reducer',
      'state-missing',
      'state-types',
      'parallel-split',
      'parallel-empty',
      'takeaway-state',
      'fault-replaced',
    ],
    idea: 'State changes once, at the end, for all calls together.',
    plan: four(),
    predict: 'fast_1 is done after 0.10 s. When does its result stand in State?',
    choices: [
      {
        text: 'At 0.10 s, at once',
        claim: claim('the run ends with fast_1', (facts) =>
          isNear(facts.total, factsOfCall(facts, 'fast_1')?.end ?? -1),
        ),
      },
      {
        text: 'When the slowest is done too',
        claim: all(takes(1000), endsAt('fast_1', 100)),
      },
      { text: 'Never: one call fails', claim: ends('succeeded', 0) },
    ],
    watch: 'Open the State tab below and press Run. Watch when fast_1 appears in its results.',
    explain:
      'fast_1 was done at {fast_1.end}, and State heard of it at {total}: one commit, {succeeded} to results and {failed} to errors.',
    expect: [takes(1000), ends('succeeded', 3), ends('failed', 1), endsAt('fast_1', 100)],
    breakIt: {
      text: 'Let slow_1 take three seconds. What was done long before has to wait for it.',
      label: 'Make slow_1 slower',
      change: withCall('slow_1', { args: { ms: 3000 } }),
      expect: [takes(3000), endsAt('fast_1', 100)],
      explain:
        'State changed at {total}, for all at once. fast_1 had been ready since {fast_1.end}: an update that is one must wait for its last part.',
    },
    text: `State is four fields: \`messages\`, \`pending_tools\`, \`results\`, \`errors\`. A node gets it, and gives back what is to change.

- \`messages\` has a **reducer**: what comes in is added, and a message with a known id replaces the old one. The other fields are simply replaced.
- \`pending_tools\` is empty after a run. A run with nothing pending changes nothing.
- Each call goes to \`results\` *or* to \`errors\`, told apart by its outcome.

**Why once?** While the calls run nobody writes to State, so nobody reads half an update, and two calls never write over each other.

Traps: a field that nobody filled is *missing*, whatever its type says, since types are gone at run time; so State is checked at the door. And in the tutorial a second run **replaces** the earlier results. Here they are merged: run the failed ones again, and the good ones are still there.`,
  },
  {
    name: 'order',
    title: 'Call order and completion order',
    minutes: 3,
    covers: ['demo-order', 'next-logging'],
    idea: 'They end in any order, and are gathered in the order in which they were asked for.',
    plan: planOf([
      call('slow_1', 'slow', 'archive', 900),
      call('fast_1', 'fast', 'index', 500),
      call('fast_2', 'fast', 'cache', 200),
    ]),
    predict: 'The slowest is listed first: 0.90, 0.50 and 0.20 s. In which order do they end?',
    choices: [
      { text: 'slow_1, fast_1, fast_2: as listed', claim: inOrder('slow_1', 'fast_1', 'fast_2') },
      { text: 'fast_2, fast_1, slow_1: as they get done', claim: inOrder('fast_2', 'fast_1', 'slow_1') },
      {
        text: 'All in the same moment',
        claim: claim('all end together', ({ calls }) => calls.every(({ end }) => isNear(end, calls[0]?.end ?? -1))),
      },
    ],
    watch: 'Open the Log tab and press Run: each line is written in the moment in which it happens.',
    explain:
      'They ended in the order {ends}. In State the results stand as they were asked for: slow_1 first, though it came at {slow_1.end}.',
    expect: [takes(900), inOrder('fast_2', 'fast_1', 'slow_1')],
    breakIt: {
      text: 'One by one the two orders are the same: each ends before the next begins.',
      label: 'Run them one by one',
      change: withPolicy({ limit: 1 }),
      expect: [takes(1600), inOrder('slow_1', 'fast_1', 'fast_2')],
      explain: 'Now they ended as listed: {ends}. A queue keeps the order, and takes {total} for it.',
    },
    text: `There are two orders, and both are useful.

**Completion order** is what happened. A log shows it, and a progress bar lives on it.

**Call order** is what was asked. \`Promise.all\` and \`asyncio.gather\` give their results in it, however late the first one comes, so the third result belongs to the third call.

Confusing them is a classic: a list that is filled by \`push\` as calls end has completion order, and tomorrow it has another one. **File results by id**, not by position, and the question does not come up.

The tutorial prints in completion order and gathers in call order; so its output looks shuffled, and is right.`,
  },
  {
    name: 'one-error',
    title: 'One error among successes',
    minutes: 3,
    covers: ['topic-errors', 'takeaway-caught', 'pitfall-crash'],
    idea: 'A caught error is a value like any other: it costs its own call and no other.',
    plan: four(),
    predict: 'error_1 throws after 1.00 s. What becomes of the other three?',
    choices: [
      { text: 'They are lost with it', claim: ends('succeeded', 0) },
      { text: 'They keep their results', claim: all(ends('succeeded', 3), ends('failed', 1)) },
      { text: 'The failed one is tried again until it works', claim: ends('succeeded', 4) },
    ],
    watch: 'Press Run, and look at the icons on the right.',
    explain:
      'error_1 failed after {error_1.took}: “{error_1.error}”. {succeeded} of {count} have their results, and the run still took {total}.',
    expect: [takes(1000), ends('succeeded', 3), textContains('error_1', 'Simulated failure')],
    breakIt: {
      text: 'Add another that fails early, at 0.30 s. Does it stop the others?',
      label: 'Add an early failure',
      change: withCalls(call('error_2', 'failing', 'early', 300)),
      expect: [takes(1000), ends('failed', 2), ends('succeeded', 3), not(isKind('slow_1', 'cancelled'))],
      explain: 'error_2 failed at {error_2.end}, and nobody minded: {succeeded} results, {failed} errors, {total}.',
    },
    text: `An exception that nobody catches takes down whoever waits for it. With \`Promise.all\` that is everybody.

So each call is wrapped on its own:

\`\`\`ts
async function execute(call) {
  const { id, args } = call;
  try {
    const result =
      await tool.invoke(args);
    return { id, result };
  } catch ({ message }) {
    return { id, error: message };
  }
}
\`\`\`

Nothing can escape from there, so waiting for all of them cannot fail. \`Promise.allSettled\` and \`gather(return_exceptions=True)\` do the same from outside.

The model then reads the error as the answer to its call, and can do something about it: ask otherwise, ask another tool, or say so.`,
  },
];
