import type { Facts } from './facts.ts';
import { owns, settles } from './langGraphRun.ts';
import { literal } from './literals.ts';
import { indented, type Line, lines } from './page.ts';
import { refuses, seconds, wanted } from './tools.ts';

/** Things that the node of this plan needs, each only where it does. */
export function helperLines(facts: Facts): (Line[] | false)[] {
  const { policy, random, jitter, timeouts, rejects, retries } = facts;
  const ownSemaphore = policy.limit !== null && policy.rate === null && retries;
  return [
    (random || jitter) && STREAM,
    policy.rate !== null ? gate(facts) : ownSemaphore && semaphore(facts),
    rejects && refusal(facts),
    invoke(facts),
    timeouts && withTimeout(facts),
  ];
}

const STREAM: Line[] = [
  'def stream(seed: int, key: int, attempt: int) -> Callable[[], float]:',
  '    """Seeded random numbers (sfc32): the same seed, call and attempt give the same numbers as on the page."""',
  '    mask = 0xFFFFFFFF',
  '',
  '    def mix(word: int) -> int:',
  '        h = word & mask',
  '        h = ((h ^ (h >> 16)) * 0x85EBCA6B) & mask',
  '        h = ((h ^ (h >> 13)) * 0xC2B2AE35) & mask',
  '        return h ^ (h >> 16)',
  '',
  '    a = mix(seed ^ 0x9E3779B9)',
  '    b = mix(a ^ (seed >> 32))',
  '    c = mix(b ^ key)',
  '    d = mix(c ^ attempt) | 1',
  '',
  '    def draw() -> float:',
  '        nonlocal a, b, c, d',
  '        total = (a + b + d) & mask',
  '        d = (d + 1) & mask',
  '        a = b ^ (b >> 9)',
  '        b = (c + (c << 3)) & mask',
  '        c = (((c << 21) | (c >> 11)) + total) & mask',
  '        return total / 2**32',
  '',
  '    for _ in range(12):',
  '        draw()',
  '    return draw',
];

function whoIsFirst({ policy }: Facts): string {
  return `the first ${policy.order === 'listed' ? 'of the list' : 'by order'}`;
}

function semaphore(facts: Facts): Line[] {
  return [
    'class Slots:',
    `    """So many calls at once. Of those that wait ${whoIsFirst(facts)} goes first, also when it comes back for a retry."""`,
    '',
    '    def __init__(self, free: int) -> None:',
    '        self.free = free',
    '        self.line: list[tuple[int, asyncio.Future[None]]] = []',
    '',
    '    async def take(self, rank: int) -> None:',
    '        if self.free > 0:',
    '            self.free -= 1',
    '            return',
    '        go = asyncio.get_running_loop().create_future()',
    '        bisect.insort(self.line, (rank, go), key=lambda one: one[0])',
    '        await go',
    '',
    '    def release(self) -> None:',
    '        while self.line:',
    '            _, go = self.line.pop(0)',
    '            if not go.done():',
    '                go.set_result(None)',
    '                return',
    '        self.free += 1',
  ];
}

function gate(facts: Facts): Line[] {
  const { policy, retries, ranked } = facts;
  if (retries && policy.limit !== null) return gateOfPromises(facts);
  const limited = policy.limit !== null;
  const own = owns(facts);
  const starts = policy.rate?.starts;
  const params = ['self', ...(ranked ? ['rank: int'] : []), ...(own ? ['has_slot: bool'] : [])];
  const entry = ['go', ...(own ? ['has_slot'] : []), ...(ranked ? ['rank'] : [])];
  const shape = ['asyncio.Future[None]', ...(own ? ['bool'] : []), ...(ranked ? ['int'] : [])];
  return lines(
    'class Gate:',
    `    """Lets calls start: ${limited ? `at most ${policy.limit} at once, and ` : ''}at most ${starts} starts in any ${policy.rate?.perMs} ms."""`,
    '',
    '    def __init__(self) -> None:',
    `        self.line: list[tuple[${shape.join(', ')}]] = []`,
    limited && '        self.running = 0',
    '        self.recent = 0  # starts in the window',
    '',
    `    async def enter(${params.join(', ')}) -> None:`,
    '        go = asyncio.get_running_loop().create_future()',
    ranked
      ? `        bisect.insort(self.line, (${entry.join(', ')}), key=lambda one: one[-1])`
      : `        self.line.append((${entry.join(', ')}${entry.length === 1 ? ',' : ''}))`,
    '        self.admit()',
    '        await go',
    '',
    limited && ['    def leave(self) -> None:', '        self.running -= 1', '        self.admit()', ''],
    '    def admit(self) -> None:',
    `        while self.line and self.recent < ${starts}:`,
    own && [
      '            # One that has a slot already (a fallback, a retry beside its abandoned attempt) needs no other.',
      '            owner = next((at for at, (_, has_slot, *_) in enumerate(self.line) if has_slot), None)',
      ...(limited
        ? [`            if owner is None and self.running >= ${policy.limit}:`, '                return']
        : []),
      `            go, has_slot, *_ = self.line.pop(owner or 0)`,
    ],
    limited && !own && [`            if self.running >= ${policy.limit}:`, '                return'],
    !own && `            go, *_ = self.line.pop(0)`,
    '            if go.done():',
    '                continue',
    limited &&
      (own ? ['            if not has_slot:', '                self.running += 1'] : '            self.running += 1'),
    '            self.recent += 1',
    `            asyncio.get_running_loop().call_later(${seconds(String(policy.rate?.perMs))}, self.passed)`,
    '            go.set_result(None)',
    '',
    '    def passed(self) -> None:',
    '        self.recent -= 1',
    '        self.admit()',
  );
}

/** See the same in langGraphRun.ts. */
function gateOfPromises(facts: Facts): Line[] {
  const { limit, rate } = facts.policy;
  const own = owns(facts);
  const names = own ? 'rank, has_slot, go' : 'rank, go';
  return lines(
    'class Gate:',
    `    """Lets calls start: at most ${limit} at once, and at most ${rate?.starts} starts in any ${rate?.perMs} ms."""`,
    '',
    '    def __init__(self) -> None:',
    '        # Those that wait for a place in the rate: by rank, and with what wakes them.',
    '        self.line: list[tuple[Any, ...]] = []',
    '        # Those that are promised one, and wait for a slot; a retry that comes back does not take it from them.',
    '        self.ready: list[tuple[Any, ...]] = []',
    '        self.running = 0',
    '        self.recent = 0  # starts in the window',
    '',
    `    async def enter(self, rank: int${own ? ', has_slot: bool' : ''}) -> None:`,
    '        go = asyncio.get_running_loop().create_future()',
    `        bisect.insort(self.line, (${names}), key=lambda one: one[0])`,
    '        self.admit()',
    '        await go',
    '',
    '    def leave(self) -> None:',
    '        self.running -= 1',
    '        self.admit()',
    '',
    '    def admit(self) -> None:',
    own && [
      '        # One that has a slot already (a fallback, a retry beside its abandoned attempt) needs no other.',
      `        for owner in [one for one in self.line if one[1] and self.recent < ${rate?.starts}]:`,
      '            self.line.remove(owner)',
      '            bisect.insort(self.ready, owner, key=lambda one: one[0])',
    ],
    `        while self.line and self.recent + len(self.ready) < ${rate?.starts}:`,
    '            bisect.insort(self.ready, self.line.pop(0), key=lambda one: one[0])',
    `        while self.ready and self.recent < ${rate?.starts}:`,
    own && '            owner = next((at for at, (_, has_slot, _) in enumerate(self.ready) if has_slot), None)',
    own ? `            if owner is None and self.running >= ${limit}:` : `            if self.running >= ${limit}:`,
    '                return',
    own ? '            _, has_slot, go = self.ready.pop(owner or 0)' : '            _, go = self.ready.pop(0)',
    '            if go.done():',
    '                continue',
    own ? ['            if not has_slot:', '                self.running += 1'] : '            self.running += 1',
    '            self.recent += 1',
    `            asyncio.get_running_loop().call_later(${seconds(String(rate?.perMs))}, self.passed)`,
    '            go.set_result(None)',
    '',
    '    def passed(self) -> None:',
    '        self.recent -= 1',
    '        self.admit()',
  );
}

function refusal({ violated }: Facts): Line[] {
  return lines(
    'def refusal(call: Call) -> str | None:',
    '    """Why a call cannot be run at all."""',
    '    if call["tool_name"] not in TOOLS:',
    '        return f"Unknown tool {call[\'tool_name\']}"',
    violated.flatMap((field) => [
      `    ${field.name} = call["args"].get("${field.name}")`,
      `    if ${refuses(field, field.name, 'python')}:`,
      `        return f"Invalid arguments: ${field.name}: expected ${wanted(field)}, got {${field.name}!r}"`,
    ]),
    '    return None',
  );
}

const isTold = ({ flaky, random }: Facts) => flaky || random;

/** What an attempt of a call is told, as its parameters. */
function onceParams({ flaky, random }: Facts): string[] {
  return [...(random ? ['key'] : []), ...(flaky || random ? ['attempt'] : [])];
}

function invoke(facts: Facts): Line[] {
  const { flaky, random, seed } = facts;
  const params = ['call: Call', ...onceParams(facts).map((name) => `${name}: int`)];
  const told = [
    ...(flaky ? ['"attempt": attempt'] : []),
    ...(random ? [`"random": stream(${seed}, key, attempt)`] : []),
  ];
  return lines(
    `async def invoke(${params.join(', ')}) -> Any:`,
    '    if call["tool_name"] not in TOOLS:',
    '        raise LookupError(f"Unknown tool {call[\'tool_name\']}")',
    isTold(facts)
      ? [
          `    config = {"configurable": {${told.join(', ')}}}`,
          '    return await TOOLS[call["tool_name"]].ainvoke(call["args"], config)',
        ]
      : '    return await TOOLS[call["tool_name"]].ainvoke(call["args"])',
  );
}

function withTimeout(facts: Facts): Line[] {
  const { policy, holds } = facts;
  const params = ['call: Call', ...onceParams(facts).map((name) => `${name}: int`)];
  const given = ['call', ...onceParams(facts)].join(', ');
  if (holds) params.push('hold: Callable[[asyncio.Task[Any]], None]');
  const all = policy.timeoutMs !== null;
  const one = facts.calls.some(({ timeoutMs }) => timeoutMs !== undefined);
  return lines(
    facts.deaf && [
      '# asyncio keeps no task from being collected while it waits.',
      'UNSEEN: set[asyncio.Task[Any]] = set()',
      '',
      '',
    ],
    `async def attempt_of(${params.join(', ')}) -> Any:`,
    '    """One attempt. Its timeout ends the wait: asyncio.wait_for would also wait until the tool has stopped."""',
    one &&
      (all
        ? `    timeout_ms = call.get("timeout_ms", ${policy.timeoutMs})`
        : '    timeout_ms = call.get("timeout_ms")'),
    !one && `    timeout_ms = ${policy.timeoutMs}`,
    !all && ['    if timeout_ms is None:', `        return await invoke(${given})`],
    `    work = asyncio.create_task(invoke(${given}))`,
    facts.deaf && ['    UNSEEN.add(work)', '    work.add_done_callback(UNSEEN.discard)'],
    holds && '    hold(work)',
    '    try:',
    '        done, _ = await asyncio.wait({work}, timeout=timeout_ms / 1000)',
    '        if not done:',
    '            raise TimeoutError(f"timed out after {timeout_ms / 1000:.2f} s")',
    '        return work.result()',
    '    finally:',
    '        work.cancel()  # asks it to stop if it still runs; one that does not listen runs on unseen',
  );
}

export function executorLines(facts: Facts): Line[] {
  const { policy, calls, rejects, endsEarly, retries } = facts;
  const sorted = policy.order !== 'listed';
  const { ranked } = facts;
  const queue = rejects || sorted ? 'queue' : 'calls';
  const order = sorted ? 'in_order' : 'calls';
  return lines(
    'async def parallel_executor(state: State) -> dict[str, Any]:',
    '    calls = state["pending_tools"]',
    '    if not calls:',
    '        return {}',
    '    begun = time.perf_counter()',
    '    results: dict[str, Any] = {}',
    '    errors: dict[str, str] = {}',
    policy.rate
      ? '    gate = Gate()'
      : policy.limit !== null && `    slots = ${retries ? 'Slots' : 'asyncio.Semaphore'}(${policy.limit})`,
    endsEarly && [
      '    loop = asyncio.get_running_loop()',
      '    ending: asyncio.Future[str] = loop.create_future()  # done when the run ends before its calls have',
      policy.deadlineMs === null ? '    started: set[str] = set()' : '    started_at: dict[str, float] = {}',
    ],
    (facts.random || facts.jitter || (ranked && !sorted)) &&
      '    keys = {call["id"]: key for key, call in enumerate(calls)}',
    sorted && [
      `    ${rejects ? 'in_order' : 'queue'} = ${sortedCalls(policy.order)}`,
      ...(ranked
        ? [`    ranks = {call["id"]: rank for rank, call in enumerate(${rejects ? 'in_order' : 'queue'})}`]
        : []),
    ],
    '',
    settles(facts) && [...indented(settleLines(facts), '    '), ''],
    facts.fallbacks && [...indented(recoverLines(facts), '    '), ''],
    indented(executeLines(facts), '    '),
    '',
    rejects && [
      '    for call in calls:',
      '        why = refusal(call)',
      '        if why is not None:',
      '            errors[call["id"]] = f"Error: {why}"',
      ...(facts.failsFast ? ['            end(f"{call[\'id\']} rejected")'] : []),
      `    queue = [call for call in ${order} if call["id"] not in errors]`,
      '',
    ],
    indented(runLines(facts, queue), '    '),
    `    print(f"Executed {len(calls)} ${calls.length === 1 ? 'tool' : 'tools'} in {time.perf_counter() - begun:.2f} seconds")`,
    '',
    '    def in_call_order(found: dict[str, Any]) -> dict[str, Any]:',
    '        return {call["id"]: found[call["id"]] for call in calls if call["id"] in found}',
    '',
    '    return {"pending_tools": [], "results": in_call_order(results), "errors": in_call_order(errors)}',
  );
}

function sortedCalls(order: string): string {
  switch (order) {
    case 'priority':
      return 'sorted(calls, key=lambda call: -call.get("priority", 0))';
    case 'longest-first':
      return 'sorted(calls, key=lambda call: -call.get("expected_ms", 0))';
    default:
      return 'sorted(calls, key=lambda call: call.get("expected_ms", 0))';
  }
}

function settleLines({ policy, endsEarly, failsFast, timeouts }: Facts): Line[] {
  const first = policy.onError === 'first-success';
  const over = ['    if ending.done():', '        return  # the run has ended without it'];
  const word = timeouts ? "{'timed out' if isinstance(error, TimeoutError) else 'failed'}" : 'failed';
  return lines(
    endsEarly &&
      (first || failsFast || policy.deadlineMs !== null) && [
        'def end(reason: str) -> None:',
        '    if not ending.done():',
        '        ending.set_result(reason)',
        '',
      ],
    'def succeed(call: Call, value: Any) -> None:',
    endsEarly && over,
    '    results[call["id"]] = value',
    first && '    end(f"{call[\'id\']} succeeded first")',
    '',
    'def fail(call: Call, error: Exception) -> None:',
    endsEarly && over,
    '    errors[call["id"]] = f"Error: {error}"',
    failsFast && `    end(f"{call['id']} ${word}")`,
  );
}

const KEY = 'keys[call["id"]]';
const rankOf = ({ policy }: Facts) => `${policy.order === 'listed' ? 'keys' : 'ranks'}[call["id"]]`;

function once(facts: Facts, call: string, attempt: string): string {
  const given = [call, ...onceParams(facts).map((name) => (name === 'key' ? KEY : attempt))];
  if (facts.timeouts) return `attempt_of(${[...given, ...(facts.holds ? ['hold'] : [])].join(', ')})`;
  return `invoke(${given.join(', ')})`;
}

function enter(facts: Facts, hasSlot: string): string {
  const given = [...(facts.ranked ? [rankOf(facts)] : []), ...(owns(facts) ? [hasSlot] : [])];
  return `await gate.enter(${given.join(', ')})`;
}

const startedLine = ({ policy }: Facts) =>
  policy.deadlineMs === null ? 'started.add(call["id"])' : 'started_at[call["id"]] = time.perf_counter()';

function executeLines(facts: Facts): Line[] {
  const { policy, retries, fallbacks, holds, endsEarly } = facts;
  const limited = policy.limit !== null;
  const give = policy.rate ? 'gate.leave()' : 'slots.release()';
  const take = retries ? `await slots.take(${rankOf(facts)})` : 'await slots.acquire()';
  const number = isTold(facts) ? [retries ? 'attempt + 1' : '2'] : [];
  const lost = fallbacks
    ? `await recover(${['call', 'error', ...number, ...(holds ? ['hold'] : [])].join(', ')})`
    : settles(facts)
      ? 'fail(call, error)'
      : 'errors[call["id"]] = f"Error: {error}"';
  const simple = limited && !policy.rate && !retries && !holds;
  const awaited = `await ${once(facts, 'call', retries ? 'attempt' : '1')}`;
  const attempt = lines(
    endsEarly && ['if ending.done():', '    return', startedLine(facts)],
    'try:',
    settles(facts) ? `    succeed(call, ${awaited})` : `    results[call["id"]] = ${awaited}`,
    retries && '    return',
    'except Exception as error:',
    retries ? [`    if attempt == ${policy.retry.attempts}:`, `        ${lost}`, '        return'] : `    ${lost}`,
    limited && !simple && ['finally:', `    ${holds ? 'let_go()' : give}`],
  );
  const waits = holds
    ? policy.rate
      ? ['has_slot = holders > 0', 'holders += 1', enter(facts, 'has_slot')]
      : ['holders += 1', 'if holders == 1:', `    ${take}`]
    : policy.rate
      ? [enter(facts, 'False')]
      : limited && !simple
        ? [take]
        : [];
  const trying = simple ? lines('async with slots:', indented(attempt, '    ')) : lines(waits, attempt);
  return lines(
    'async def execute(call: Call) -> None:',
    holds && [
      '    # A timed-out attempt that still runs keeps the slot; one slot serves all attempts of a call.',
      '    holders = 0',
      '',
      '    def let_go(_: Any = None) -> None:',
      '        nonlocal holders',
      '        holders -= 1',
      '        if holders == 0:',
      `            ${give}`,
      '',
      '    def hold(work: asyncio.Task[Any]) -> None:',
      '        nonlocal holders',
      '        holders += 1',
      '        work.add_done_callback(let_go)',
      '',
    ],
    retries
      ? [
          `    for attempt in range(1, ${policy.retry.attempts + 1}):`,
          ...indented(trying, '        '),
          `        ${backoffLine(facts)}`,
        ]
      : indented(trying, '    '),
  );
}

function backoffLine({ policy, seed, jitter }: Facts): string {
  const { baseMs, factor, maxMs, attempts } = policy.retry;
  const constant = baseMs === 0 || factor === 1 || attempts === 2;
  const full = constant ? String(Math.min(maxMs, baseMs)) : `min(${maxMs}, ${baseMs} * ${factor} ** (attempt - 1))`;
  if (!jitter) return `await asyncio.sleep(${seconds(full)})`;
  const share = literal(policy.retry.jitter, 'python');
  return `await asyncio.sleep(${full} * (1 - ${share} * stream(${seed}, ${KEY}, 0x40000000 + attempt)()) / 1000)`;
}

function recoverLines(facts: Facts): Line[] {
  const { policy, calls, holds, endsEarly } = facts;
  const tools = calls.some(({ fallback }) => fallback && 'tool' in fallback);
  const values = calls.some(({ fallback }) => fallback && 'value' in fallback);
  const params = ['call: Call', 'error: Exception'];
  if (isTold(facts)) params.push('attempt: int');
  if (holds) params.push('hold: Callable[[asyncio.Task[Any]], None]');
  const slot = policy.limit !== null ? ', in the same slot' : '';
  const over = ['if ending.done():', '    return'];
  return lines(
    `async def recover(${params.join(', ')}) -> None:`,
    `    """After its last attempt a call's fallback may save it${tools ? slot : ''}."""`,
    '    fallback = call.get("fallback")',
    '    if fallback is None:',
    '        fail(call, error)',
    values && [tools ? '    elif "value" in fallback:' : '    else:', '        succeed(call, fallback["value"])'],
    tools && [
      '    else:',
      ...indented(
        lines(
          endsEarly && over,
          policy.rate !== null && [enter(facts, 'True'), ...(endsEarly ? over : [])],
          policy.deadlineMs !== null && startedLine(facts),
          'try:',
          `    succeed(call, await ${once(facts, '{**call, **fallback}', 'attempt')})`,
          'except Exception as again:',
          '    fail(call, again)',
        ),
        '        ',
      ),
    ],
  );
}

function runLines(facts: Facts, queue: string): Line[] {
  const { policy, endsEarly } = facts;
  const { batchSize, deadlineMs, onError } = policy;
  const gather = (of: string) => `asyncio.gather(*(execute(call) for call in ${of}))`;
  const batches: Line[] = [
    `for at in range(0, len(${queue}), ${batchSize}):`,
    `    await ${gather(`${queue}[at : at + ${batchSize}]`)}`,
  ];
  if (!endsEarly) return batchSize !== null ? batches : [`await ${gather(queue)}`];
  const reason = `"the run's deadline of ${deadlineMs} ms passed"`;
  const both = deadlineMs !== null && onError !== 'collect';
  const cancels = onError === 'fail-fast-cancel' || (deadlineMs !== null && onError === 'collect');
  return lines(
    both && `DEADLINE = ${reason}`,
    deadlineMs !== null &&
      `deadline = loop.call_later(${seconds(String(deadlineMs))}, end, ${both ? 'DEADLINE' : reason})`,
    '',
    'async def run_all() -> None:',
    batchSize !== null ? indented(batches, '    ') : `    await ${gather(queue)}`,
    '',
    'work = asyncio.create_task(run_all())',
    'await asyncio.wait({work, ending}, return_when=asyncio.FIRST_COMPLETED)',
    deadlineMs !== null && 'deadline.cancel()',
    'if ending.done():',
    '    reason = ending.result()',
    cancels && '    work.cancel()  # asks what still runs to stop, and does not wait for it',
    !cancels &&
      deadlineMs !== null && ['    if reason == DEADLINE:', '        work.cancel()  # asks what still runs to stop'],
    !cancels && deadlineMs === null && '    # What still runs goes on unseen.',
    '    for call in calls:',
    '        if call["id"] in results or call["id"] in errors:',
    '            continue',
    deadlineMs === null
      ? [
          '        word = "cancelled" if call["id"] in started else "skipped"',
          '        errors[call["id"]] = f"Error: {word}: {reason}"',
        ]
      : [
          '        if call["id"] not in started_at:',
          '            errors[call["id"]] = f"Error: skipped: {reason}"',
          ...(both
            ? ['        elif reason != DEADLINE:', '            errors[call["id"]] = f"Error: cancelled: {reason}"']
            : []),
          '        else:',
          '            length = time.perf_counter() - started_at[call["id"]]',
          '            errors[call["id"]] = f"Error: timed out after {length:.2f} s"',
        ],
  );
}
