import type { PlanFeatures } from './planFeatures.ts';
import { type CodeLine, lines, wordLines } from './syntax/codeLines.ts';
import { quote } from './syntax/literals.ts';
import { refuses, seconds, wanted } from './tools.ts';

/** The helper functions that the node of this plan needs. */
export function helperLines(facts: PlanFeatures): (CodeLine[] | false)[] {
  const { policy, random, jitter, timeouts, rejects, retries, retried } = facts;
  const ownSemaphore = policy.limit !== null && policy.rate === null && retries;
  return [
    (random || jitter) && STREAM,
    policy.rate !== null ? gate(facts) : ownSemaphore && semaphore(facts),
    retried !== undefined && isRetried(retried),
    rejects && refusal(facts),
    invoke(facts),
    timeouts && withTimeout(facts),
  ];
}

/** The rule of src/run/retryRule.ts, as code. */
function isRetried(retried: readonly string[]): CodeLine[] {
  return [
    '# The errors that are tried again, by status, code or name.',
    ...wordLines('RETRIED = (', retried, retried.length === 1 ? ',)' : ')', 'python'),
    '',
    '',
    'def is_retried(error: BaseException) -> bool:',
    '    """Whether it is tried again; an error without a status is also judged by its cause."""',
    '    number = getattr(error, "errno", None)',
    '    code = str(getattr(error, "code", None) or errno.errorcode.get(number or 0, ""))',
    '    words = [str(getattr(error, name, "")) for name in ("status", "status_code")] + [code]',
    '    digits = next((word for word in words if re.fullmatch("[1-5][0-9][0-9]", word)), "")',
    '    if any(word in RETRIED for word in (type(error).__name__, code, digits, f"{digits[:1]}xx")):',
    '        return True',
    '    return not digits and error.__cause__ is not None and is_retried(error.__cause__)',
  ];
}

const STREAM: CodeLine[] = [
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

function whoIsFirst({ policy }: PlanFeatures): string {
  return `the first ${policy.order === 'listed' ? 'of the list' : 'by order'}`;
}

function semaphore(facts: PlanFeatures): CodeLine[] {
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

function gate(facts: PlanFeatures): CodeLine[] {
  const { policy, retries, ranked } = facts;
  if (retries && policy.limit !== null) return gateOfPromises(facts);
  const limited = policy.limit !== null;
  const own = facts.owns;
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

/** See `gateOfPromises` in langGraphHelpers.ts. */
function gateOfPromises(facts: PlanFeatures): CodeLine[] {
  const { limit, rate } = facts.policy;
  const own = facts.owns;
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

function refusal({ violated, ownTools }: PlanFeatures): CodeLine[] {
  const own = ownTools.map(({ name }) => `${quote(name, 'python')},`);
  return lines(
    'def refusal(call: Call) -> str | None:',
    '    """Why a call cannot be run at all."""',
    '    if call["tool_name"] not in TOOLS:',
    '        return f"Unknown tool {call[\'tool_name\']}"',
    violated.length > 0 && own.length > 0 && [`    if call["tool_name"] in (${own.join(' ')}):`, '        return None'],
    violated.flatMap((field) => [
      `    ${field.name} = call["args"].get("${field.name}")`,
      `    if ${refuses(field, field.name, 'python')}:`,
      `        return f"Invalid arguments: ${field.name}: expected ${wanted(field)}, got {${field.name}!r}"`,
    ]),
    '    return None',
  );
}

function invoke(facts: PlanFeatures): CodeLine[] {
  const { byCall, flaky, random, seed } = facts;
  const params = ['call: Call', ...facts.configFields.map((name) => `${name}: int`)];
  const told = [
    ...(byCall ? ['"id": call["id"]'] : []),
    ...(flaky ? ['"attempt": attempt'] : []),
    ...(random ? [`"random": stream(${seed}, key, attempt)`] : []),
  ];
  return lines(
    `async def invoke(${params.join(', ')}) -> Any:`,
    '    if call["tool_name"] not in TOOLS:',
    '        raise LookupError(f"Unknown tool {call[\'tool_name\']}")',
    told.length > 0
      ? [
          `    config = {"configurable": {${told.join(', ')}}}`,
          '    return await TOOLS[call["tool_name"]].ainvoke(call["args"], config)',
        ]
      : '    return await TOOLS[call["tool_name"]].ainvoke(call["args"])',
  );
}

function withTimeout(facts: PlanFeatures): CodeLine[] {
  const { policy, holds } = facts;
  const params = ['call: Call', ...facts.configFields.map((name) => `${name}: int`)];
  const given = ['call', ...facts.configFields].join(', ');
  if (holds) params.push('hold: Callable[[asyncio.Task[Any]], None]');
  const all = policy.timeoutMs !== null;
  const one = facts.ownTimeouts;
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
