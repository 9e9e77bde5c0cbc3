import { aboutCall, all, claim, ends, endsAt, isKind, not, takes, textContains, tries } from '../claims.ts';
import { call, callSeries, planOf, withCall, withCalls, withPolicy } from '../planBuilders.ts';
import type { Lesson } from '../types.ts';

const counters = ['counter_1', 'counter_2', 'counter_3'].map((id) => call(id, 'counter', 'seats', 300));

export const LESSONS: readonly Lesson[] = [
  {
    name: 'missing-await',
    title: 'A missing await',
    minutes: 3,
    covers: ['tools-await', 'debug-tips', 'demo-notebook'],
    idea: 'A total of nearly nothing and results that are promises: somebody forgot to await.',
    plan: planOf([call('report_1', 'unawaited', 'report', 1000), call('report_2', 'unawaited', 'figures', 1000)]),
    predict:
      'Two tools need a second each. They hand out the promise of their work, and nobody awaits it. How long does the run take?',
    choices: [
      { text: '1 s: both wait at the same time', claim: takes(1000) },
      { text: '2 s: one after the other', claim: takes(2000) },
      { text: 'Nothing at all', claim: takes(0) },
    ],
    watch: 'Press Run, then read the results on the right.',
    explain:
      'Done after {total}, and nothing was done: report_1 is “{report_1.value}”. The run is over and its work goes on unseen.',
    expect: [takes(0), ends('succeeded', 2), textContains('report_1', 'Promise')],
    breakIt: {
      text: 'Put a call beside them whose tool is awaited, as it should be. Compare the two kinds of results.',
      label: 'Add an awaited call',
      change: withCalls(call('slow_1', 'slow', 'report', 800)),
      expect: [takes(800), textContains('slow_1', 'Slow result'), textContains('report_1', 'Promise')],
      explain: 'slow_1 took {slow_1.took} and has a result: “{slow_1.value}”. report_1 has only “{report_1.value}”.',
    },
    text: `\`\`\`ts
// A promise:
tool.invoke(args)
// Its value:
await tool.invoke(args)
\`\`\`

In Python the same slip leaves \`<coroutine object …>\`, and a warning that it “was never awaited”.

Nothing fails, and that makes it nasty: the call counts as a success, a time of 0 ms looks *wonderful*, and the model is told \`[object Promise]\`. When the work fails later, nobody is there to hear it.

**Where to look first** when a run is strange: a missing await, a tool with another interface, arguments of another type, a call that never gets its turn, tasks that were left behind.

**In a notebook** a loop runs already, so \`asyncio.run\` refuses. Instead of patching the loop, write \`await main()\` in the cell: top-level await is what the notebook has it for.`,
  },
  {
    name: 'wrong-call',
    title: 'Calls that no tool can take',
    minutes: 4,
    covers: [
      'handler-lookup',
      'handler-interface',
      'handler-types',
      'tools-parameters',
      'pitfall-validation',
      'fault-query-only',
    ],
    idea: 'Check name and arguments at the door: what is wrong costs nothing then, and says what it is.',
    plan: planOf([
      call('slow_1', 'slow', 'archive', 400),
      call('unknown_1', 'weather', 'Zürich'),
      { id: 'wrong_1', name: 'fast_tool', args: { text: 'task 1' } },
      { id: 'type_1', name: 'fast_tool', args: { query: 42 } },
    ]),
    predict:
      'One call is fine. One asks for a tool that nobody has, one for another argument than “query”, one gives a number for a text. What happens?',
    choices: [
      { text: 'The run fails before anything starts', claim: ends('rejected', 4) },
      { text: 'Three are rejected at once, one runs', claim: all(ends('rejected', 3), ends('succeeded', 1), tries(1)) },
      { text: 'All run, and three of them fail', claim: ends('failed', 3) },
    ],
    watch: 'Press Run, and watch which rows get a bar.',
    explain:
      '{rejected} of {count} were rejected at {wrong_1.end} and cost nothing. slow_1 got its query and its time too: {slow_1.took}.',
    expect: [
      takes(400),
      ends('rejected', 3),
      isKind('slow_1', 'succeeded'),
      textContains('type_1', 'query'),
      textContains('unknown_1', 'Unknown tool'),
    ],
    breakIt: {
      text: 'Mend one of them: give wrong_1 the argument by the name that the tool knows.',
      label: 'Mend wrong_1',
      change: withCall('wrong_1', { args: { query: 'task 1' } }),
      expect: [ends('rejected', 2), ends('succeeded', 2), takes(400)],
      explain: 'Now {succeeded} run and {rejected} are rejected. wrong_1 took {wrong_1.took}: “{wrong_1.value}”.',
    },
    text: `A model writes these calls, and models make things up: a tool’s name, a parameter, a type. So the handler expects it.

1. **Is there such a tool?** If not, the answer names those that there are, and the model can choose again.
2. **Do the arguments fit its schema?** If not, the answer says which one, what was expected, and what was there.
3. Only then does the tool run.

A rejected call takes no slot and no time, and is not tried again: it would be as wrong the second time.

**A fault in the tutorial**: its handler hands on \`args["query"]\` alone, so a tool with other parameters cannot work. Hand on *all* arguments. Here slow_1 has a time beside its query, and both arrive.

Types help while you write. What comes from outside is checked while it runs.`,
  },
  {
    name: 'error-text',
    title: 'A text that looks like an error',
    minutes: 2,
    covers: ['fault-error-text'],
    idea: 'Whether a call failed is its outcome, and never what its text looks like.',
    plan: planOf([call('search_1', 'search', 'disk full', 400), call('error_1', 'failing', 'disk', 400)]),
    predict:
      'search_1 looks for a log line and finds “Error: disk full”. error_1 really fails. Which of them stands in State’s errors?',
    choices: [
      { text: 'Both: both texts begin with “Error:”', claim: ends('failed', 2) },
      { text: 'Only error_1', claim: all(isKind('search_1', 'succeeded'), isKind('error_1', 'failed')) },
      { text: 'Only search_1', claim: all(isKind('search_1', 'failed'), isKind('error_1', 'succeeded')) },
    ],
    watch: 'Open the State tab and press Run. Look where each text lands.',
    explain:
      'search_1 succeeded with “{search_1.value}”; error_1 failed with “{error_1.error}”. The outcome tells them apart, not the text.',
    expect: [
      isKind('search_1', 'succeeded'),
      textContains('search_1', 'Error: disk full'),
      isKind('error_1', 'failed'),
      takes(400),
    ],
    breakIt: {
      text: 'Let search_1 fail for real. In State nothing of its text needs to change for it to be filed otherwise.',
      label: 'Let search_1 fail',
      change: withCall('search_1', { name: 'failing_tool' }),
      expect: [ends('failed', 2), takes(400)],
      explain: 'Now {failed} failed: search_1 threw “{search_1.error}”, and stands among the errors because it threw.',
    },
    text: `The tutorial’s handler gives back a pair: an id and a text. An error becomes the text \`Error: …\`, and later the results are sorted by

\`\`\`python
text = str(result)
if text.startswith("Error:"):
\`\`\`

A tool that reads log files, or searches the web, or translates, *returns* such texts every day. Then a success is filed as a failure, is tried again, and the model is told that its search broke.

The way out is not a better pattern. It is to **carry the outcome beside the value** from the moment in which it is known: the \`catch\` knows, and nobody else.

In LangChain that is the \`status\` of a ToolMessage.`,
  },
  {
    name: 'silent-failure',
    title: 'Errors that say nothing',
    minutes: 3,
    covers: ['pitfall-context', 'pitfall-silent'],
    idea: 'A failure has to be heard, and has to say what it was about.',
    plan: planOf([
      call('silent_1', 'silent', 'stock'),
      call('terse_1', 'terse', 'stock'),
      call('error_1', 'failing', 'stock', 300),
    ]),
    predict:
      'Three tools fail, each in its way: one catches its error and keeps quiet, one throws without a word, one says why. How many failures do you hear of?',
    choices: [
      { text: 'Three', claim: ends('failed', 3) },
      { text: 'Two', claim: all(ends('failed', 2), isKind('silent_1', 'succeeded')) },
      { text: 'One', claim: ends('failed', 1) },
    ],
    watch: 'Press Run, and read the three texts on the right.',
    explain:
      'You heard of {failed}. silent_1 counts as a success with an empty text; terse_1 says “{terse_1.error}”, error_1 “{error_1.error}”.',
    expect: [
      takes(300),
      isKind('silent_1', 'succeeded'),
      aboutCall('silent_1', 'answers with nothing', ({ value }) => value === ''),
      ends('failed', 2),
    ],
    breakIt: {
      text: 'Let silent_1 throw instead of swallowing its error.',
      label: 'Let silent_1 be heard',
      change: withCall('silent_1', { name: 'failing_tool', args: { ms: 300 } }),
      expect: [ends('failed', 3), takes(300)],
      explain:
        'All {failed} are heard now, and silent_1 says “{silent_1.error}”. A failure that is seen can be mended.',
    },
    text: `**Silent failure.** \`try { … } catch { return ""; }\` looks safe. It turns “the stock service is down” into “there is no stock”, and the model goes on with that.

**Lost context.** \`throw new Error()\` is heard, and cannot be used: which call, which service, with what? By the time it reaches a person, the stack is that of the handler.

What helps:

- Catch only what you can *answer*. All else belongs to the handler, which catches it anyway.
- Say in the message what was tried, and with what: \`stock service, item 4711: timed out\`.
- Keep the cause: \`new Error("stock service", { cause })\`, or \`raise … from e\`.
- Let the handler add what it knows: the call’s id, its tool, its attempt, its time. In this page every row has them.`,
  },
  {
    name: 'fail-fast',
    title: 'Fail fast, and what it loses',
    minutes: 3,
    covers: ['parallel-cleanup', 'pitfall-crash'],
    idea: 'Fail fast ends the wait, not the work: what runs on is paid for, and its results are lost.',
    plan: planOf(
      [
        call('fast_1', 'fast', 'index', 200),
        call('error_1', 'failing', 'rights', 400),
        call('slow_1', 'slow', 'archive', 800),
        call('slow_2', 'slow', 'mirror', 1000),
      ],
      { onError: 'fail-fast' },
    ),
    predict:
      'The policy is fail fast, as with Promise.all. error_1 fails at 0.40 s, while slow_1 and slow_2 still run. What do you get?',
    choices: [
      { text: 'Three results and an error, after 1 s', claim: ends('succeeded', 3) },
      { text: 'Nothing at all, after 0.40 s', claim: all(takes(400), ends('succeeded', 0)) },
      {
        text: 'One result and an error, after 0.40 s',
        claim: all(takes(400), ends('succeeded', 1), ends('cancelled', 2)),
      },
    ],
    watch: 'Press Run, and look at the rows behind the finish line.',
    explain:
      'error_1 ended the run at {total}: {succeeded} result in time, {cancelled} lost, though the work for them ran on.',
    expect: [
      takes(400),
      ends('cancelled', 2),
      ends('succeeded', 1),
      aboutCall('slow_2', 'ran on', ({ abandoned }) => abandoned),
    ],
    breakIt: {
      text: 'Collect instead: an error is one of the answers, and nobody is sent away for it.',
      label: 'Collect every outcome',
      change: withPolicy({ onError: 'collect' }),
      expect: [takes(1000), ends('succeeded', 3), ends('cancelled', 0)],
      explain: 'Collected: {succeeded} results and {failed} error after {total}. Waiting longer bought two results.',
    },
    text: `There are three ways to meet the first error.

- **Collect**: wait for all, and tell them apart. \`Promise.allSettled\`, \`gather(return_exceptions=True)\`. The tutorial’s way.
- **Fail fast**: stop *waiting*. \`Promise.all\`, \`gather\`. The others run on unseen; what they bring is thrown away, and when one of them fails, nobody hears it.
- **Fail fast and cancel**: stop waiting and *ask the others to stop*, by their signals. \`TaskGroup\` does that, and waits until they have.

For an agent, collecting is nearly always right: the model can work with three results and an error. Fail fast is for calls that are worth nothing without each other.

Whichever it is: tasks that nobody waits for any more need an owner who cleans up after them.`,
  },
  {
    name: 'hanging-tool',
    title: 'A tool that hangs',
    minutes: 2,
    covers: ['pitfall-hang', 'pitfall-hang-user', 'pitfall-hang-resources'],
    idea: 'Without a timeout the slowest call decides, and one that hangs is the slowest of all.',
    plan: planOf([...callSeries('fast', 'lookup', [200, 400]), call('hang_1', 'hanging', 'search')]),
    predict: 'Two calls answer within 0.40 s. hang_1 asks a service that never answers. When does the run end?',
    choices: [
      { text: 'At 0.40 s: hang_1 is left out', claim: all(takes(400), not(isKind('hang_1', 'cancelled'))) },
      { text: 'When the browser gives it up', claim: isKind('hang_1', 'timedOut') },
      { text: 'Never, until somebody stops it', claim: isKind('hang_1', 'cancelled') },
    ],
    watch: 'Press Run and wait, as your users would. Press Stop when you have waited long enough.',
    explain:
      'The others were done at {fast_2.end}. hang_1 was still open at {total}, and had to be taken away by hand.',
    expect: [ends('succeeded', 2), isKind('hang_1', 'cancelled'), endsAt('fast_2', 400)],
    breakIt: {
      text: 'Give every call at most 1.50 s, and let the run end by itself.',
      label: 'Set a timeout of 1.50 s',
      change: withPolicy({ timeoutMs: 1500 }),
      expect: [takes(1500), isKind('hang_1', 'timedOut'), ends('succeeded', 2)],
      explain:
        'hang_1 was cut off at {hang_1.end}, and the run took {total}, with {succeeded} results that had been ready long before.',
    },
    text: `Services do not only fail. They *stop answering*: a connection that nobody closed, a lock that nobody frees, a queue that nobody reads.

With all calls gathered, one of them is enough. Its siblings are done, their results are ready, and they wait for it; the user looks at a spinner; what hang_1 holds (a connection, a place under the limit, memory) is held as long.

It is not caught by \`try\`, since nothing is thrown. It is not seen in tests, since there the service answers. **Only a clock can end it.**

So a rule without exceptions: *every* call that leaves your process has a timeout. A long one is better than none. What it should be, and what a timeout does not do, is in “What to do about it”.`,
  },
  {
    name: 'too-many',
    title: 'Too many at once',
    minutes: 3,
    covers: ['pitfall-too-many', 'pitfall-pool', 'parallel-resources', 'parallel-memory'],
    idea: 'All at once is only free as long as nobody on the other side has to share.',
    plan: planOf(callSeries('pool', 'orders', new Array(6).fill(400))),
    predict:
      'Six queries start at once. The pool behind them has two connections, and refuses when both are taken. How many get their rows?',
    choices: [
      { text: 'All six: they wait their turn', claim: ends('succeeded', 6) },
      { text: 'Two', claim: all(ends('succeeded', 2), ends('failed', 4)) },
      { text: 'None: the pool breaks down', claim: ends('succeeded', 0) },
    ],
    watch: 'Press Run, and count the rows that return a result.',
    explain: '{succeeded} of {count} got a connection. The other {failed} failed at once: “{pool_6.error}”.',
    expect: [takes(400), ends('succeeded', 2), ends('failed', 4), textContains('pool_6', 'No connection free')],
    breakIt: {
      text: 'Ask for no more than there is: at most 2 at once. It takes longer, and it works.',
      label: 'At most 2 at once',
      change: withPolicy({ limit: 2 }),
      expect: [takes(1200), ends('succeeded', 6)],
      explain: 'With a limit of 2 all {succeeded} got their rows, in {total}: three rounds of 0.40 s.',
    },
    text: `Starting a call is cheap *here*. What it uses is somewhere else, and is not endless:

- **connections**: a database pool often has 10 of them;
- **files and sockets** of your process;
- **quota**: so many requests in a minute, or the service answers 429;
- **memory**: each call keeps its arguments, its half-read answer and its result. A thousand answers of 10 MB are 10 GB;
- **the service itself**, that slows down for everybody when all come at once.

The failure is hard to read, too: the four calls that failed did nothing wrong, and tomorrow it is four others.

So the number of calls at once is a *setting*, and its best value is that of the scarcest resource. A semaphore in Python, a limit here.`,
  },
  {
    name: 'blocking',
    title: 'Blocking the loop',
    minutes: 2,
    covers: ['tools-slow'],
    idea: 'Async is not a thread: whoever calculates without awaiting holds everybody up.',
    plan: planOf([
      ...callSeries('fast', 'lookup', [100, 200]),
      call('slow_1', 'slow', 'report', 1200),
      call('block_1', 'blocking', 'crunch', 800),
    ]),
    predict:
      'block_1 calculates for 0.80 s and never awaits. fast_1 only has to wait 0.10 s for its answer. When is fast_1 done?',
    choices: [
      { text: 'At 0.10 s', claim: endsAt('fast_1', 100) },
      { text: 'At 0.80 s, when block_1 lets go', claim: endsAt('fast_1', 800) },
      { text: 'At 1.20 s, with the slowest', claim: endsAt('fast_1', 1200) },
    ],
    watch: 'Press Run, and watch when the fast calls finish. The page runs in another thread, or it would freeze too.',
    explain:
      'block_1 held the thread until {block_1.end}. The answer for fast_1 was there at 0.10 s, and was heard at {fast_1.end}.',
    expect: [takes(1200), endsAt('fast_1', 800), endsAt('block_1', 800)],
    breakIt: {
      text: 'Let the same 0.80 s be awaited: the work is done elsewhere, and the thread is free meanwhile.',
      label: 'Let block_1 await',
      change: withCall('block_1', { name: 'slow_tool' }),
      expect: [takes(1200), endsAt('fast_1', 100), endsAt('block_1', 800)],
      explain:
        'fast_1 was heard at {fast_1.end}. block_1 took as long as before, {block_1.took}, and was in nobody’s way.',
    },
    text: `One thread, and on it a loop that takes up whatever is ready. \`await\` is where a task says: go on with somebody else.

A task without \`await\` never says it. Parsing a large file, hashing, a tight loop, \`requests.get\` or \`time.sleep\` in Python, \`readFileSync\` in Node: while they run, *no* other task starts, ends, times out or hears Stop. \`async\` before a function changes nothing about that.

How to tell: siblings end late, and all in the same moment. A timeout comes late as well, since its timer waits for the same thread.

What to do: use the asynchronous version; or put the work on a real thread or process (\`asyncio.to_thread\`, a Worker). This page does that: the engine runs in a Worker, so even a blocked loop can be watched and killed.`,
  },
  {
    name: 'race',
    title: 'A race on shared state',
    minutes: 3,
    covers: ['pitfall-race', 'pitfall-inconsistent', 'state-mutation'],
    idea: 'Read, await, write: whatever was written in between is lost.',
    plan: planOf(counters),
    predict:
      'Three calls book a seat each: they read the counter, wait 0.30 s, and write what they read plus one. What does the counter say in the end?',
    choices: [
      { text: '3', claim: claim('somebody reads 3', ({ calls }) => calls.some(({ value }) => value.endsWith('= 3'))) },
      { text: '1', claim: claim('all read 1', ({ calls }) => calls.every(({ value }) => value.endsWith('= 1'))) },
      {
        text: '0: they undo each other',
        claim: claim('somebody reads 0', ({ calls }) => calls.some(({ value }) => value.endsWith('= 0'))),
      },
    ],
    watch: 'Press Run and compare the three results.',
    explain:
      'Three bookings, and “{counter_3.value}”: each had read 0 before any of the others wrote. {succeeded} successes, two updates lost.',
    expect: [takes(300), claim('every call says 1', ({ calls }) => calls.every(({ value }) => value === 'seats = 1'))],
    breakIt: {
      text: 'One by one nobody writes between reading and writing.',
      label: 'Run them one by one',
      change: withPolicy({ limit: 1 }),
      expect: [takes(900), textContains('counter_3', 'seats = 3')],
      explain: 'Now “{counter_3.value}”, after {total}. Right, and slow: better not to share in the first place.',
    },
    text: `There is one thread, and still there is a race. Between two lines with an \`await\` in them, anybody may have run.

\`\`\`ts
const n = await db.read("seats");
await work();
// One more than whose n?
await db.write("seats", n + 1);
\`\`\`

Nothing fails and nothing is logged. The number is simply wrong, and only when calls overlap.

- **Do not share.** Each call returns *its* result, and one place puts them together at the end. That is why State here has one commit, and why a tool never writes into State: a change made in place is one that nobody sees coming.
- Make it **one step**: \`UPDATE … SET seats = seats + 1\`, a reducer, a compare-and-set.
- **Lock** what must be read and written together, for as short as you can.`,
  },
];
