import { all, claim, ends, endsAt, inOrder, isKind, peaks, startsAt, takes, textContains } from '../claims.ts';
import { call, callSeries, planOf, TUTORIAL_CALLS, withCall, withPolicy } from '../planBuilders.ts';
import type { Lesson } from '../types.ts';

export const LESSONS: readonly Lesson[] = [
  {
    name: 'head-of-line',
    title: 'Head-of-line blocking',
    minutes: 3,
    covers: ['tools-slow'],
    idea: 'In a queue the slow one in front is everybody’s time.',
    plan: planOf([call('slow_1', 'slow', 'archive', 1500), ...callSeries('fast', 'lookup', [100, 100, 100])], {
      limit: 1,
    }),
    predict:
      'One place. slow_1 takes 1.50 s and stands in front; behind it three lookups of 0.10 s. When is the first lookup done?',
    choices: [
      { text: 'At 0.10 s', claim: endsAt('fast_1', 100) },
      { text: 'At 1.60 s', claim: endsAt('fast_1', 1600) },
      { text: 'At 1.80 s', claim: endsAt('fast_1', 1800) },
    ],
    watch: 'Press Run, and watch when the lookups start.',
    explain:
      'fast_1 needs {fast_1.took} and was done at {fast_1.end}, because it stood behind slow_1. On average a call was done at {meanEnd}.',
    expect: [takes(1800), endsAt('fast_1', 1600)],
    breakIt: {
      text: 'Shortest first: nobody small stands behind somebody large.',
      label: 'Shortest first',
      change: withPolicy({ order: 'shortest-first' }),
      expect: [takes(1800), endsAt('fast_1', 100), endsAt('slow_1', 1800)],
      explain:
        'fast_1 was done at {fast_1.end}, on average a call at {meanEnd}. The total is {total} as before, and slow_1 lost only a little.',
    },
    text: `The queue at a till: one full trolley in front, and five people with a loaf of bread behind it.

It is not a matter of speed. The place works all the time and the total does not change. What changes is how long *most* of the calls wait, and so how it feels.

You meet it in connections that carry one request at a time, in a limit that one kind of long call fills up, in a worker that takes jobs strictly in turn.

- **Shortest first**, where lengths are known.
- **Two queues**: some places for short calls only, so that a long one can never take all of them.
- **Cut the long call** into pieces, and let others pass between them.
- A **timeout** for what stands in front: it may be stuck and not only slow.`,
  },
  {
    name: 'starvation',
    title: 'Starvation',
    minutes: 3,
    covers: ['parallel-starvation', 'debug-tips'],
    idea: 'A queue that always prefers somebody else never comes to some.',
    plan: planOf(
      [
        call('low_1', 'slow', 'clean up', 300),
        ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => call(`urgent_${n}`, 'slow', `alarm ${n}`, 300, { priority: 5 })),
      ],
      { limit: 2, order: 'priority', deadlineMs: 1000 },
    ),
    predict:
      'low_1 stands first in the list and has no priority. Eight urgent calls keep two places busy, and at 1.00 s the run must end. What becomes of low_1?',
    choices: [
      { text: 'It starts first: it was there first', claim: startsAt('low_1', 0) },
      { text: 'It is cut off in the middle', claim: isKind('low_1', 'timedOut') },
      { text: 'It never starts', claim: isKind('low_1', 'skipped') },
    ],
    watch: 'Press Run and watch the first row.',
    explain:
      'low_1 was ready at 0.00 s and was skipped at {low_1.end}: there was always somebody more urgent. {succeeded} others were served.',
    expect: [takes(1000), isKind('low_1', 'skipped'), ends('succeeded', 6)],
    breakIt: {
      text: 'Let age count: who has waited long enough overtakes. Here low_1 simply gets priority 20.',
      label: 'Raise low_1',
      change: withCall('low_1', { priority: 20 }),
      expect: [startsAt('low_1', 0), isKind('low_1', 'succeeded'), ends('succeeded', 6)],
      explain:
        'low_1 started at {low_1.start} and was done at {low_1.end}. Still {succeeded} were served: it cost one urgent call its place.',
    },
    text: `Nothing is broken. Nothing has failed. One call just never gets its turn, and nobody notices, because the numbers of all the others are fine.

It takes three things: a place that is scarce, an order that is not first come first served, and a stream of calls that keeps coming. In one short run it shows only when the run is cut off; in a service it goes on for days.

- **Ageing**: a call’s priority rises while it waits.
- **Shares**: of four places one is for the lowest class, always.
- **A longest wait**: whoever has waited for 10 s is next, whatever the order says.
- **Measure the longest wait**, not only the mean one. That is how it is found at all.

When a call “hangs” and its tool was never started, look here first.`,
  },
  {
    name: 'rate-limits',
    title: 'Rate limits',
    minutes: 3,
    covers: ['pitfall-too-many'],
    idea: 'A rate counts starts, a limit counts what runs: short calls do not help against a rate.',
    plan: planOf(callSeries('fast', 'lookup', new Array(6).fill(250)), { rate: { starts: 2, perMs: 500 } }),
    predict:
      'The service takes two calls in any half second. Six calls of 0.25 s are waiting. Plant your flag: when is the last one done?',
    watch: 'Press Run, and watch when each call starts.',
    explain:
      'The last pair was let through at {fast_6.start}, and the run took {total}, with never more than {peak} at once.',
    expect: [takes(1250), startsAt('fast_6', 1000), peaks(2)],
    breakIt: {
      text: 'Make the calls five times as fast. How much faster is the run?',
      label: 'Calls of 0.05 s',
      change: (plan) => ({ ...plan, calls: plan.calls.map((one) => ({ ...one, args: { ...one.args, ms: 50 } })) }),
      expect: [takes(1050), startsAt('fast_6', 1000)],
      explain:
        '{total}: five times as fast, and the last pair was let through at {fast_6.start} all the same. The rate decides, not the calls.',
    },
    text: `“60 requests a minute” says nothing about how many may run at once, and a limit of 10 at once says nothing about how many start in a minute. They are different things, and often you need both.

A **window** lets so many starts through in any stretch of time. A **token bucket** fills at a steady rate, and lets a burst through when it is full. Both delay *starts*: what runs is left alone.

When you are too fast all the same, the service says 429 and often *when* to come back (\`Retry-After\`). That beats any backoff of your own.

Count retries: each attempt is a start. Count *everybody* who uses the same key: the rate is the key’s and not the process’s.

The bound below is then (n - 1) / rate, rounded to windows; making calls faster cannot break it.`,
  },
  {
    name: 'not-parallel',
    title: 'When parallel is wrong',
    minutes: 3,
    covers: ['demo-order', 'pitfall-inconsistent'],
    idea: 'What has to happen in order must be asked for in order.',
    plan: planOf([
      call('create_1', 'journal', 'create', 400),
      call('fill_1', 'journal', 'fill', 300),
      call('close_1', 'journal', 'close', 200),
    ]),
    predict:
      'Three calls write into one journal: create, fill, close. They are asked for in one message, so they start together. What stands there in the end?',
    choices: [
      {
        text: 'create, fill, close',
        claim: claim('in call order', ({ calls }) => calls.some(({ value }) => value === 'create, fill, close')),
      },
      {
        text: 'close, fill, create',
        claim: claim('in reverse', ({ calls }) => calls.some(({ value }) => value === 'close, fill, create')),
      },
      {
        text: 'Only “create”',
        claim: claim('only one', ({ calls }) => calls.every(({ value }) => value === 'create')),
      },
    ],
    watch: 'Press Run. Each call answers with the journal as it stood when it had written.',
    explain:
      'The journal reads “{create_1.value}”: written in the order {ends}. No call failed, and the result is nonsense.',
    expect: [
      takes(400),
      ends('succeeded', 3),
      textContains('create_1', 'close, fill, create'),
      inOrder('close_1', 'fill_1', 'create_1'),
    ],
    breakIt: {
      text: 'One by one the order of the calls is the order of their effects.',
      label: 'Run them one by one',
      change: withPolicy({ limit: 1 }),
      expect: [takes(900), textContains('close_1', 'create, fill, close')],
      explain: 'Now it reads “{close_1.value}”, after {total}. Here the sum is the price of being right.',
    },
    text: `Calls may run in parallel when they do not need each other: neither the **result** of another, nor its **effect**.

Ask of each pair: *would it matter if the second happened first?* Two searches: no. “Create the folder” and “write into it”: yes. “Debit” and “credit”: yes, and if one of them fails, the other must be taken back.

Reading is nearly always safe. **Side effects** are where it goes wrong: sending, paying, deleting, writing to one place.

- Let the model ask *again* after the first result: two messages, each with its own calls. Most models can be told to (\`parallel_tool_calls: false\`).
- Put steps that belong together into **one tool**: \`create_and_fill\`.
- Make effects **idempotent**: with a key, so that twice is once.
- Mark tools that write, and run those one by one.`,
  },
  {
    name: 'tool-node',
    title: 'What LangGraph’s own tool node does',
    minutes: 3,
    covers: ['state-reducer', 'demo-setup', 'parallel-gather'],
    idea: 'ToolNode is “all at once, collect”: no limit, no timeout, no retry of its own.',
    plan: planOf([...TUTORIAL_CALLS, call('slow_2', 'slow', 'archive', 2500)]),
    predict:
      'The tutorial’s four calls and one of 2.50 s, run as LangGraph’s ToolNode runs them. Plant your flag: when does the graph go on?',
    watch: 'Press Run, and watch which row the graph waits for.',
    explain:
      'All {count} at once, {failed} error turned into a message, and the graph goes on at {total}: when slow_2 is done.',
    expect: [takes(2500), ends('failed', 1), ends('succeeded', 4), peaks(5)],
    breakIt: {
      text: 'Add what the tool node does not have: a timeout of 1.20 s for each call.',
      label: 'Timeout 1.20 s',
      change: withPolicy({ timeoutMs: 1200 }),
      expect: [takes(1200), isKind('slow_2', 'timedOut'), all(ends('succeeded', 3), ends('failed', 1))],
      explain:
        'The graph goes on at {total}, with {succeeded} results, {failed} error and one call that is told as timed out.',
    },
    text: `\`ToolNode\` looks at the last AI message, runs *all* of its tool calls with \`Promise.all\`, and gives back one ToolMessage for each, in call order. It skips calls that have their answer already.

- An error becomes a ToolMessage with status \`error\`, since \`handleToolErrors\` is on unless you say otherwise. Switched off, the first error ends the node: fail fast, and the others run on. In Python, since LangGraph 1.0, only wrong arguments become a message: what a tool throws ends the node, unless you ask for \`handle_tool_errors=True\`.
- Interrupts are not errors; they pass through to the graph.
- There is **no limit, no timeout, no retry** per call. A node may have a retry policy, and then runs *all* of its calls again.
- \`messages\` is written once, by its reducer, when the last call is done.

So everything in “What to do about it” is yours to add: in the tools, or by a node of your own. \`parallelExecutor\` of this project is such a node.`,
  },
];
