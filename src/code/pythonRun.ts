import type { PlanFeatures } from './planFeatures.ts';
import { type CodeLine, indented, lines } from './syntax/codeLines.ts';
import { literal } from './syntax/literals.ts';
import { seconds } from './tools.ts';

export function executorLines(facts: PlanFeatures): CodeLine[] {
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
    facts.settles && [...indented(settleLines(facts), '    '), ''],
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

function settleLines({ policy, endsEarly, failsFast, timeouts }: PlanFeatures): CodeLine[] {
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
const rankOf = ({ policy }: PlanFeatures) => `${policy.order === 'listed' ? 'keys' : 'ranks'}[call["id"]]`;

function once(facts: PlanFeatures, call: string, attempt: string): string {
  const given = [call, ...facts.configFields.map((name) => (name === 'key' ? KEY : attempt))];
  if (facts.timeouts) return `attempt_of(${[...given, ...(facts.holds ? ['hold'] : [])].join(', ')})`;
  return `invoke(${given.join(', ')})`;
}

function enter(facts: PlanFeatures, hasSlot: string): string {
  const given = [...(facts.ranked ? [rankOf(facts)] : []), ...(facts.owns ? [hasSlot] : [])];
  return `await gate.enter(${given.join(', ')})`;
}

const startedLine = ({ policy }: PlanFeatures) =>
  policy.deadlineMs === null ? 'started.add(call["id"])' : 'started_at[call["id"]] = time.perf_counter()';

function executeLines(facts: PlanFeatures): CodeLine[] {
  const { policy, retries, fallbacks, holds, endsEarly } = facts;
  const limited = policy.limit !== null;
  const give = policy.rate ? 'gate.leave()' : 'slots.release()';
  const take = retries ? `await slots.take(${rankOf(facts)})` : 'await slots.acquire()';
  const number = retries ? 'attempt + 1' : '2';
  const lost = fallbacks
    ? `await recover(${['call', 'error', ...facts.recoveryFields.map((name) => (name === 'attempt' ? number : name))].join(', ')})`
    : facts.settles
      ? 'fail(call, error)'
      : 'errors[call["id"]] = f"Error: {error}"';
  const simple = limited && !policy.rate && !retries && !holds;
  const awaited = `await ${once(facts, 'call', retries ? 'attempt' : '1')}`;
  const isLast = `attempt == ${policy.retry.attempts}${facts.retried ? ' or not is_retried(error)' : ''}`;
  const attempt = lines(
    endsEarly && ['if ending.done():', '    return', startedLine(facts)],
    'try:',
    facts.settles ? `    succeed(call, ${awaited})` : `    results[call["id"]] = ${awaited}`,
    retries && '    return',
    'except Exception as error:',
    retries ? [`    if ${isLast}:`, `        ${lost}`, '        return'] : `    ${lost}`,
    facts.asks && '    asked = getattr(error, "retry_after_ms", None)',
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
          ...indented(
            lines(facts.asks && 'asked: float | None = None  # the pause that the error asks for', trying),
            '        ',
          ),
          ...indented(backoffLines(facts), '        '),
        ]
      : indented(trying, '    '),
  );
}

function backoffLines({ policy, seed, jitter, backoffMs, asks }: PlanFeatures): CodeLine[] {
  const { baseMs, factor, maxMs } = policy.retry;
  const full = String(backoffMs ?? `min(${maxMs}, ${baseMs} * ${factor} ** (attempt - 1))`);
  const share = literal(policy.retry.jitter, 'python');
  const ms = jitter ? `${full} * (1 - ${share} * stream(${seed}, ${KEY}, 0x40000000 + attempt)())` : full;
  if (!asks) return [`await asyncio.sleep(${seconds(ms)})`];
  return [`pause = ${ms} if asked is None else asked`, 'await asyncio.sleep(pause / 1000)'];
}

function recoverLines(facts: PlanFeatures): CodeLine[] {
  const { policy, recoveryFields, endsEarly, fallbackTools: tools, fallbackValues: values } = facts;
  const params = ['call: Call', 'error: Exception'];
  if (recoveryFields.includes('attempt')) params.push('attempt: int');
  if (recoveryFields.includes('hold')) params.push('hold: Callable[[asyncio.Task[Any]], None]');
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

function runLines(facts: PlanFeatures, queue: string): CodeLine[] {
  const { policy, endsEarly } = facts;
  const { batchSize, deadlineMs, onError } = policy;
  const gather = (of: string) => `asyncio.gather(*(execute(call) for call in ${of}))`;
  const batches: CodeLine[] = [
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
