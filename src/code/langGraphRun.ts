import { endSignal, invoking } from './langGraphHelpers.ts';
import type { PlanFeatures } from './planFeatures.ts';
import { type CodeLine, indented, lines } from './syntax/codeLines.ts';
import { literal } from './syntax/literals.ts';

/** Node warns of a leak from the eleventh listener on one signal on. */
export const needsListenerLimit = ({ calls }: PlanFeatures) => calls.length > 10;

/** Raises the listener limit of the graph's signal, which LangChain passes to each tool, and of the end signal. */
function raiseListenerLimits(facts: PlanFeatures): CodeLine[] {
  const end = endSignal(facts);
  const direct = !facts.timeouts || facts.policy.timeoutMs === null;
  return lines(
    '  // Each call listens, and from the eleventh on Node warns of a leak.',
    '  if (config.signal) setMaxListeners(0, config.signal);',
    end && direct && `  setMaxListeners(0, ${end}.signal);`,
  );
}

/** The tutorial's parallel executor under this policy. */
export function executorLines(facts: PlanFeatures): CodeLine[] {
  const { policy, calls, rejects, endsEarly } = facts;
  const sorted = policy.order !== 'listed';
  const { ranked } = facts;
  const stopping = endSignal(facts) === 'stopping';
  const queue = rejects || sorted ? 'queue' : 'calls';
  return lines(
    needsListenerLimit(facts)
      ? 'async function parallelExecutor({ pending_tools: calls }: typeof State.State, config: { signal?: AbortSignal }) {'
      : 'async function parallelExecutor({ pending_tools: calls }: typeof State.State) {',
    '  if (calls.length === 0) return {};',
    '  const begun = performance.now();',
    '  const results = new Map<string, unknown>();',
    '  const errors = new Map<string, string>();',
    policy.rate
      ? '  const gate = createGate();'
      : policy.limit !== null && `  const slots = semaphore(${policy.limit});`,
    endsEarly && [
      '  const ending = new AbortController(); // aborted when the run ends before its calls have',
      "  const ended = new Promise((resolve) => ending.signal.addEventListener('abort', resolve));",
      ...(stopping ? ['  const stopping = new AbortController(); // what running tools hear of it'] : []),
      policy.deadlineMs === null
        ? '  const started = new Set<string>();'
        : '  const startedAt = new Map<string, number>();',
    ],
    needsListenerLimit(facts) && raiseListenerLimits(facts),
    (facts.random || facts.jitter || (ranked && !sorted)) &&
      '  const keys = new Map(calls.map(({ id }, key) => [id, key]));',
    sorted && [
      `  const ${rejects ? 'sorted' : 'queue'} = ${sortedCalls(policy.order)};`,
      ...(ranked
        ? [`  const ranks = new Map(${rejects ? 'sorted' : 'queue'}.map(({ id }, rank) => [id, rank]));`]
        : []),
    ],
    '',
    facts.settles && [...settleLines(facts), ''],
    facts.fallbacks && [...indented(recoverLines(facts), '  '), ''],
    indented(executeLines(facts), '  '),
    '',
    rejects && [
      '  for (const call of calls) {',
      '    const why = refusal(call);',
      '    if (why === undefined) continue;',
      '    errors.set(call.id, `Error: ${why}`);',
      ...(facts.failsFast ? ['    ending.abort(`${call.id} rejected`);'] : []),
      '  }',
      `  const queue = ${sorted ? 'sorted' : 'calls'}.filter(({ id }) => !errors.has(id));`,
      '',
    ],
    runLines(facts, queue),
    '  const seconds = (performance.now() - begun) / 1000;',
    `  console.log(\`Executed \${calls.length} ${calls.length === 1 ? 'tool' : 'tools'} in \${seconds.toFixed(2)} seconds\`);`,
    '',
    '  const inCallOrder = <T>(found: Map<string, T>) =>',
    '    Object.fromEntries(calls.filter(({ id }) => found.has(id)).map(({ id }) => [id, found.get(id) as T]));',
    '  return { pending_tools: [], results: inCallOrder(results), errors: inCallOrder(errors) };',
    '}',
  );
}

function sortedCalls(order: string): string {
  switch (order) {
    case 'priority':
      return '[...calls].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0))';
    case 'longest-first':
      return '[...calls].sort((a, b) => (b.expectedMs ?? 0) - (a.expectedMs ?? 0))';
    default:
      return '[...calls].sort((a, b) => (a.expectedMs ?? 0) - (b.expectedMs ?? 0))';
  }
}

function settleLines({ policy, endsEarly, failsFast, timeouts }: PlanFeatures): CodeLine[] {
  const first = policy.onError === 'first-success';
  const words = timeouts ? "${error instanceof TimeoutError ? 'timed out' : 'failed'}" : 'failed';
  const over = '    if (ending.signal.aborted) return; // the run has ended without it';
  return lines(
    '  const succeed = (call: Call, value: unknown) => {',
    endsEarly && over,
    '    results.set(call.id, value);',
    first && '    ending.abort(`${call.id} succeeded first`);',
    '  };',
    '  const fail = (call: Call, error: unknown) => {',
    endsEarly && over,
    `    errors.set(call.id, ${ERROR_TEXT});`,
    failsFast && `    ending.abort(\`\${call.id} ${words}\`);`,
    '  };',
  );
}

/** The expression that makes one attempt of `call`. */
function once(facts: PlanFeatures, call: string, attempt: string, key: string): string {
  const { timeouts, holds } = facts;
  const signal = endSignal(facts) === 'stopping' ? 'stopping.signal' : 'ending.signal';
  const tells = endSignal(facts) !== undefined;
  if (timeouts) {
    const given = facts.configFields.map((name) => (name === 'key' ? key : attempt));
    return `attemptOf(${[call, ...given, ...(tells ? [signal] : []), ...(holds ? ['hold'] : [])].join(', ')})`;
  }
  const fields = [
    ...(facts.flaky ? [attempt === 'attempt' ? 'attempt' : `attempt: ${attempt}`] : []),
    ...(facts.random ? [`random: stream(${facts.seed}, ${key}, ${attempt})`] : []),
    ...(tells ? [`signal: ${signal}`] : []),
  ];
  return invoking(call, fields);
}

const ERROR_TEXT = '`Error: ${error instanceof Error ? error.message : error}`';
const KEY = 'keys.get(call.id) as number';
const rankOf = ({ policy }: PlanFeatures) => `${policy.order === 'listed' ? 'keys' : 'ranks'}.get(call.id) as number`;

/** The code that waits for a start. `hasSlot`: an expression, whether the call already holds a slot. */
function enter(facts: PlanFeatures, hasSlot: string): string {
  const given = [...(facts.ranked ? [rankOf(facts)] : []), ...(facts.owns ? [hasSlot] : [])];
  return `await gate.enter(${given.join(', ')});`;
}

function executeLines(facts: PlanFeatures): CodeLine[] {
  const { policy, retries, fallbacks, holds, endsEarly } = facts;
  const { attempts } = policy.retry;
  const limited = policy.limit !== null;
  const attempt = retries ? 'attempt' : '1';
  const number = retries ? 'attempt + 1' : '2';
  const give = policy.rate ? 'gate.leave()' : 'slots.give()';
  const take = `await slots.take(${retries ? rankOf(facts) : ''});`;
  const lost = fallbacks
    ? `await recover(${['call', 'error', ...facts.recoveryFields.map((name) => (name === 'attempt' ? number : name))].join(', ')})`
    : facts.settles
      ? 'fail(call, error)'
      : `errors.set(call.id, ${ERROR_TEXT})`;
  const waits = holds
    ? [
        ...(policy.rate
          ? ['  const hasSlot = holders++ > 0;', `  ${enter(facts, 'hasSlot')}`]
          : [`  if (holders++ === 0) ${take}`]),
      ]
    : policy.rate
      ? [`  ${enter(facts, 'false')}`]
      : limited
        ? [`  ${take}`]
        : [];
  const awaited = `await ${once(facts, 'call', attempt, KEY)}`;
  const isLast = `attempt === ${attempts}${facts.retried ? ' || !isRetried(error)' : ''}`;
  const trying = lines(
    facts.asks && '  let asked: number | undefined; // the pause that the error asks for',
    waits,
    endsEarly && ['  if (ending.signal.aborted) return;', `  ${startedLine(facts)}`],
    '  try {',
    facts.settles
      ? `    ${retries ? 'return ' : ''}succeed(call, ${awaited});`
      : [`    results.set(call.id, ${awaited});`, ...(retries ? ['    return;'] : [])],
    '  } catch (error) {',
    facts.settles
      ? `    ${retries ? `if (${isLast}) return ` : ''}${lost};`
      : retries
        ? [`    if (${isLast}) {`, `      ${lost};`, '      return;', '    }']
        : `    ${lost};`,
    facts.asks && '    asked = (error as { retryAfterMs?: number }).retryAfterMs;',
    limited ? ['  } finally {', `    ${holds ? 'letGo()' : give};`, '  }'] : '  }',
  );
  const backoff = backoffLine(facts);
  return lines(
    'const execute = async (call: Call): Promise<void> => {',
    holds && [
      '  // A timed-out attempt that still runs keeps the slot; one slot serves all attempts of a call.',
      '  let holders = 0;',
      '  const letGo = () => {',
      `    if (--holders === 0) ${give};`,
      '  };',
      '  const hold = (work: Promise<unknown>) => {',
      '    holders++;',
      '    work.then(letGo, letGo);',
      '  };',
    ],
    retries ? ['  for (let attempt = 1; ; attempt++) {', ...indented(trying, '  '), `    ${backoff}`, '  }'] : trying,
    '};',
  );
}

const startedLine = ({ policy }: PlanFeatures) =>
  policy.deadlineMs === null ? 'started.add(call.id);' : 'startedAt.set(call.id, performance.now());';

/** Constant where it is; else what grows, is capped and is shortened by the seed. */
function backoffLine({ policy, seed, jitter, backoffMs, asks }: PlanFeatures): string {
  const { baseMs, factor, maxMs } = policy.retry;
  const full = backoffMs ?? `Math.min(${maxMs}, ${baseMs} * ${factor} ** (attempt - 1))`;
  const own = asks ? 'asked ?? ' : '';
  if (!jitter) return `await sleep(${own}${full});`;
  // The offset separates the backoff's stream from that of the tool of the same attempt.
  return `await sleep(${own}${full} * (1 - ${literal(policy.retry.jitter, 'typescript')} * stream(${seed}, ${KEY}, 0x40000000 + attempt)()));`;
}

function recoverLines(facts: PlanFeatures): CodeLine[] {
  const { policy, recoveryFields, endsEarly, fallbackTools: tools, fallbackValues: values } = facts;
  const params = ['call: Call', 'error: unknown'];
  if (recoveryFields.includes('attempt')) params.push('attempt: number');
  if (recoveryFields.includes('hold')) params.push('hold: (work: Promise<unknown>) => void');
  const slot = policy.limit !== null ? ', in the same slot' : '';
  return lines(
    `/** After its last attempt a call's fallback may save it${tools ? slot : ''}. */`,
    `const recover = async (${params.join(', ')}): Promise<void> => {`,
    '  const { fallback } = call;',
    '  if (!fallback) return fail(call, error);',
    values &&
      (tools ? "  if ('value' in fallback) return succeed(call, fallback.value);" : '  succeed(call, fallback.value);'),
    tools && [
      ...(endsEarly ? ['  if (ending.signal.aborted) return;'] : []),
      ...(policy.rate
        ? [`  ${enter(facts, 'true')}`, ...(endsEarly ? ['  if (ending.signal.aborted) return;'] : [])]
        : []),
      ...(policy.deadlineMs !== null ? [`  ${startedLine(facts)}`] : []),
      '  try {',
      `    succeed(call, await ${once(facts, '{ ...call, ...fallback }', 'attempt', KEY)});`,
      '  } catch (again) {',
      '    fail(call, again);',
      '  }',
    ],
    '};',
  );
}

function runLines(facts: PlanFeatures, queue: string): CodeLine[] {
  const { policy, endsEarly } = facts;
  const { batchSize, deadlineMs, onError } = policy;
  const batches = (by: string): CodeLine[] => [
    `${by}for (let at = 0; at < ${queue}.length; at += ${batchSize})`,
    `${by}  await Promise.all(${queue}.slice(at, at + ${batchSize}).map(execute));`,
  ];
  if (!endsEarly) return batchSize !== null ? batches('  ') : [`  await Promise.all(${queue}.map(execute));`];
  const reason = `the run's deadline of ${deadlineMs} ms passed`;
  const both = deadlineMs !== null && onError !== 'collect';
  const late = 'timed out after ${((performance.now() - started) / 1000).toFixed(2)} s';
  return lines(
    both && `  const DEADLINE = "${reason}";`,
    deadlineMs !== null && [
      ...(endSignal(facts) === 'stopping'
        ? [
            '  const deadline = setTimeout(() => {',
            `    ending.abort(DEADLINE);`,
            '    stopping.abort();',
            `  }, ${deadlineMs});`,
          ]
        : [`  const deadline = setTimeout(() => ending.abort(${both ? 'DEADLINE' : `"${reason}"`}), ${deadlineMs});`]),
    ],
    batchSize !== null
      ? ['  const all = async () => {', ...batches('    '), '  };', '  await Promise.race([ended, all()]);']
      : [`  await Promise.race([ended, Promise.all(${queue}.map(execute))]);`],
    deadlineMs !== null && '  clearTimeout(deadline);',
    '  // What has not settled is given up: it may run on unseen.',
    '  const { reason } = ending.signal;',
    '  for (const { id } of calls) {',
    '    if (results.has(id) || errors.has(id)) continue;',
    deadlineMs === null
      ? "    errors.set(id, `Error: ${started.has(id) ? 'cancelled' : 'skipped'}: ${reason}`);"
      : [
          '    const started = startedAt.get(id);',
          '    if (started === undefined) errors.set(id, `Error: skipped: ${reason}`);',
          ...(both ? ['    else if (reason !== DEADLINE) errors.set(id, `Error: cancelled: ${reason}`);'] : []),
          `    else errors.set(id, \`Error: ${late}\`);`,
        ],
    '  }',
  );
}
