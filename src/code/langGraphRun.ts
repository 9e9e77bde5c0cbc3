import type { Facts } from './facts.ts';
import { literal } from './literals.ts';
import { indented, type Line, lines } from './page.ts';
import { refuses, wanted } from './tools.ts';

/** Things that the node of this plan needs, each only where it does. */
export function helperLines(facts: Facts): (Line[] | false)[] {
  const { policy, random, jitter, timeouts, failsFast, rejects } = facts;
  return [
    (random || jitter) && STREAM,
    timeouts && failsFast && ['class TimeoutError extends Error {}'],
    policy.rate ? gate(facts) : policy.limit !== null && semaphore(facts),
    rejects && refusal(facts),
    invoke(facts),
    timeouts && withTimeout(facts),
  ];
}

/** sfc32 over the page's own mix of seed, call and attempt: the same numbers as there. */
const STREAM: Line[] = [
  '/** Seeded random numbers (sfc32): the same seed, call and attempt give the same numbers as on the page. */',
  'function stream(seed: number, key: number, attempt: number): () => number {',
  '  const mix = (word: number) => {',
  '    let h = word >>> 0;',
  '    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);',
  '    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);',
  '    return (h ^ (h >>> 16)) >>> 0;',
  '  };',
  '  let a = mix(seed ^ 0x9e3779b9);',
  '  let b = mix(a ^ Math.floor(seed / 2 ** 32));',
  '  let c = mix(b ^ key);',
  '  let d = mix(c ^ attempt) | 1;',
  '  const next = () => {',
  '    const sum = (((a + b) | 0) + d) | 0;',
  '    d = (d + 1) | 0;',
  '    a = b ^ (b >>> 9);',
  '    b = (c + (c << 3)) | 0;',
  '    c = (((c << 21) | (c >>> 11)) + sum) | 0;',
  '    return (sum >>> 0) / 2 ** 32;',
  '  };',
  '  for (let i = 0; i < 12; i++) next();',
  '  return next;',
  '}',
];

function semaphore({ policy, retries }: Facts): Line[] {
  if (!retries)
    return [
      '/** So many calls at once; the others wait in line. */',
      'function semaphore(free: number) {',
      '  const line: (() => void)[] = [];',
      '  return {',
      '    async take() {',
      '      if (free > 0) free--;',
      '      else await new Promise<void>((go) => line.push(go));',
      '    },',
      '    give() {',
      '      const go = line.shift();',
      '      if (go) go();',
      '      else free++;',
      '    },',
      '  };',
      '}',
    ];
  return [
    `/** So many calls at once. Of those that wait the first ${policy.order === 'listed' ? 'of the list' : 'by order'} goes first, also when it comes back for a retry. */`,
    'function semaphore(free: number) {',
    '  const line: { rank: number; go: () => void }[] = [];',
    '  return {',
    '    async take(rank: number) {',
    '      if (free > 0) free--;',
    '      else await new Promise<void>((go) => line.splice(line.filter((one) => one.rank < rank).length, 0, { rank, go }));',
    '    },',
    '    give() {',
    '      const first = line.shift();',
    '      if (first) first.go();',
    '      else free++;',
    '    },',
    '  };',
    '}',
  ];
}

/** Whether a call may come to the gate with a slot of its own: those go first. */
export function owns({ calls, holds }: Facts): boolean {
  return holds || calls.some(({ fallback }) => fallback && 'tool' in fallback);
}

/** Rate and limit in one: a start needs both at the same moment. */
function gate(facts: Facts): Line[] {
  const { policy, retries, ranked } = facts;
  if (retries && policy.limit !== null) return gateOfPromises(facts);
  const limited = policy.limit !== null;
  const own = owns(facts);
  const fields = [...(ranked ? ['rank: number'] : []), ...(own ? ['hasSlot: boolean'] : []), 'go: () => void'];
  const params = [...(ranked ? ['rank: number'] : []), ...(own ? ['hasSlot: boolean'] : [])];
  const entry = [...(ranked ? ['rank'] : []), ...(own ? ['hasSlot'] : []), 'go'].join(', ');
  const many = `at most ${policy.rate?.starts} starts in any ${policy.rate?.perMs} ms`;
  const push = ranked
    ? `line.splice(line.filter((one) => one.rank < rank).length, 0, { ${entry} });`
    : `line.push({ ${entry} });`;
  return lines(
    `/** Lets calls start: ${limited ? `at most ${policy.limit} at once, and ` : ''}${many}. */`,
    'function createGate() {',
    `  const line: { ${fields.join('; ')} }[] = [];`,
    limited && '  let running = 0;',
    '  let recent = 0; // starts in the window',
    '',
    '  function admit() {',
    `    while (recent < ${policy.rate?.starts}) {`,
    own && [
      '      // One that has a slot already (a fallback, a retry beside its abandoned attempt) needs no other.',
      '      const owner = line.findIndex(({ hasSlot }) => hasSlot);',
      ...(limited ? [`      if (owner < 0 && running >= ${policy.limit}) return;`] : []),
      '      const [next] = line.splice(Math.max(owner, 0), 1);',
    ],
    limited && !own && [`      if (running >= ${policy.limit}) return;`],
    !own && '      const next = line.shift();',
    '      if (!next) return;',
    limited && (own ? '      if (!next.hasSlot) running++;' : '      running++;'),
    '      recent++;',
    '      setTimeout(() => {',
    '        recent--;',
    '        admit();',
    `      }, ${policy.rate?.perMs});`,
    '      next.go();',
    '    }',
    '  }',
    '',
    '  return {',
    `    enter(${params.join(', ')}): Promise<void> {`,
    '      return new Promise((go) => {',
    `        ${push}`,
    '        admit();',
    '      });',
    '    },',
    limited && ['    leave() {', '      running--;', '      admit();', '    },'],
    '  };',
    '}',
  );
}

/**
 * As the engine has it: a call that is let through is promised a place in the rate while it waits for its slot, and
 * one that comes back for a retry, be it ever so urgent, does not take that place.
 */
function gateOfPromises(facts: Facts): Line[] {
  const { limit, rate } = facts.policy;
  const own = owns(facts);
  const entry = own ? 'rank, hasSlot, go' : 'rank, go';
  return lines(
    `/** Lets calls start: at most ${limit} at once, and at most ${rate?.starts} starts in any ${rate?.perMs} ms. */`,
    'function createGate() {',
    `  type Waiting = { rank: number; ${own ? 'hasSlot: boolean; ' : ''}go: () => void };`,
    '  const line: Waiting[] = []; // wait for a place in the rate',
    '  const ready: Waiting[] = []; // are promised one, and wait for a slot; a retry that comes back does not take it from them',
    '  let running = 0;',
    '  let recent = 0; // starts in the window',
    '  const insert = (list: Waiting[], one: Waiting) => list.splice(list.filter(({ rank }) => rank < one.rank).length, 0, one);',
    '',
    '  function admit() {',
    own && [
      '    // One that has a slot already (a fallback, a retry beside its abandoned attempt) needs no other, and respects no promise.',
      `    for (const owner of line.filter(({ hasSlot }) => hasSlot && recent < ${rate?.starts}))`,
      '      insert(ready, ...(line.splice(line.indexOf(owner), 1) as [Waiting]));',
    ],
    `    while (line.length > 0 && recent + ready.length < ${rate?.starts}) insert(ready, line.shift() as Waiting);`,
    `    while (recent < ${rate?.starts}) {`,
    own
      ? [
          '      const owner = ready.findIndex(({ hasSlot }) => hasSlot);',
          `      if (owner < 0 && running >= ${limit}) return;`,
          '      const [next] = ready.splice(Math.max(owner, 0), 1);',
        ]
      : [`      if (running >= ${limit}) return;`, '      const next = ready.shift();'],
    '      if (!next) return;',
    own ? '      if (!next.hasSlot) running++;' : '      running++;',
    '      recent++;',
    '      setTimeout(() => {',
    '        recent--;',
    '        admit();',
    `      }, ${rate?.perMs});`,
    '      next.go();',
    '    }',
    '  }',
    '',
    '  return {',
    `    enter(rank: number${own ? ', hasSlot: boolean' : ''}): Promise<void> {`,
    '      return new Promise((go) => {',
    `        insert(line, { ${entry} });`,
    '        admit();',
    '      });',
    '    },',
    '    leave() {',
    '      running--;',
    '      admit();',
    '    },',
    '  };',
    '}',
  );
}

function refusal({ violated }: Facts): Line[] {
  return lines(
    '/** Why a call cannot be run at all. */',
    `function refusal({ tool_name${violated.length > 0 ? ', args' : ''} }: Call): string | undefined {`,
    '  if (!tools.has(tool_name)) return `Unknown tool ${tool_name}`;',
    violated.flatMap((field) => [
      `  if (${refuses(field, `args.${field.name}`, 'typescript')})`,
      `    return \`Invalid arguments: ${field.name}: expected ${wanted(field)}, got \${JSON.stringify(args.${field.name})}\`;`,
    ]),
    '  return undefined;',
    '}',
  );
}

const told = ({ flaky, random, signals }: Facts) => flaky || random || signals;

function invoke(facts: Facts): Line[] {
  const context = told(facts);
  return [
    `async function invoke(call: Pick<Call, 'tool_name' | 'args'>${context ? ', context: Context' : ''}): Promise<unknown> {`,
    '  const tool = tools.get(call.tool_name);',
    '  if (!tool) throw new Error(`Unknown tool ${call.tool_name}`);',
    `  return tool.invoke(call.args${context ? ', { configurable: { ...context } }' : ''});`,
    '}',
  ];
}

/** A call of `invoke` with the fields of what the tool is told, if there are any. */
function invoking(call: string, fields: readonly string[]): string {
  return fields.length > 0 ? `invoke(${call}, { ${fields.join(', ')} })` : `invoke(${call})`;
}

/** What an attempt is told, without the signal. */
function toldFields({ flaky, random, seed }: Facts): string[] {
  return [...(flaky ? ['attempt'] : []), ...(random ? [`random: stream(${seed}, key, attempt)`] : [])];
}

/** The parameters besides the call that one attempt needs. */
function onceParams({ flaky, random }: Facts): string[] {
  return [...(random ? ['key'] : []), ...(flaky || random ? ['attempt'] : [])];
}

function withTimeout(facts: Facts): Line[] {
  const { policy, failsFast, holds } = facts;
  const all = policy.timeoutMs !== null;
  const one = facts.calls.some(({ timeoutMs }) => timeoutMs !== undefined);
  const params = ['call: Call', ...onceParams(facts).map((name) => `${name}: number`)];
  const outer = endSignal(facts) !== undefined;
  if (outer) params.push('ending: AbortSignal');
  if (holds) params.push('hold: (work: Promise<unknown>) => void');
  const withSignal = (signal: string) =>
    invoking('call', [...toldFields(facts), ...(facts.signals ? [`signal: ${signal}`] : [])]);
  const work = withSignal(outer ? 'AbortSignal.any([ending, stop.signal])' : 'stop.signal');
  const free = withSignal(outer ? 'ending' : 'new AbortController().signal');
  const length = all ? (one ? `call.timeoutMs ?? ${policy.timeoutMs}` : String(policy.timeoutMs)) : 'call.timeoutMs';
  return lines(
    facts.signals
      ? '/** One attempt. Its timeout ends the wait and asks the tool to stop; one that does not listen runs on unseen. */'
      : '/** One attempt. Its timeout ends the wait, and not the work: that runs on unseen. */',
    `async function attemptOf(${params.join(', ')}): Promise<unknown> {`,
    !one && `  const timeoutMs = ${length};`,
    one && (all ? `  const timeoutMs = ${length};` : '  const { timeoutMs } = call;'),
    !all && `  if (timeoutMs === undefined) return ${free};`,
    facts.signals && '  const stop = new AbortController();',
    '  let timer: ReturnType<typeof setTimeout> | undefined;',
    '  const timeout = new Promise<never>((_, reject) => {',
    '    timer = setTimeout(() => {',
    `      reject(new ${failsFast ? 'TimeoutError' : 'Error'}(\`timed out after \${(timeoutMs / 1000).toFixed(2)} s\`));`,
    facts.signals && '      stop.abort();',
    '    }, timeoutMs);',
    '  });',
    `  const work = ${work};`,
    holds && '  hold(work);',
    '  try {',
    '    return await Promise.race([timeout, work]);',
    '  } finally {',
    '    clearTimeout(timer);',
    '  }',
    '}',
  );
}

/** The signal that the run's end aborts, where running tools are told of it. */
function endSignal({ policy, signals }: Facts): 'ending' | 'stopping' | undefined {
  const { onError, deadlineMs } = policy;
  if (!signals) return undefined;
  if (onError === 'fail-fast-cancel') return 'ending';
  if (deadlineMs === null) return undefined;
  return onError === 'collect' ? 'ending' : 'stopping';
}

/** From the eleventh listener to one signal on Node warns of a leak. */
export const manyListen = ({ calls }: Facts) => calls.length > 10;

/** The graph's signal, which LangChain hands on to each tool, and perhaps that of the run's end. */
function listenedTo(facts: Facts): Line[] {
  const end = endSignal(facts);
  const direct = !facts.timeouts || facts.policy.timeoutMs === null;
  return lines(
    '  // Each call listens, and from the eleventh on Node warns of a leak.',
    '  if (config.signal) setMaxListeners(0, config.signal);',
    end && direct && `  setMaxListeners(0, ${end}.signal);`,
  );
}

/** The tutorial's parallel executor under this policy. */
export function executorLines(facts: Facts): Line[] {
  const { policy, calls, rejects, endsEarly } = facts;
  const sorted = policy.order !== 'listed';
  const { ranked } = facts;
  const stopping = endSignal(facts) === 'stopping';
  const queue = rejects || sorted ? 'queue' : 'calls';
  return lines(
    manyListen(facts)
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
    manyListen(facts) && listenedTo(facts),
    (facts.random || facts.jitter || (ranked && !sorted)) &&
      '  const keys = new Map(calls.map(({ id }, key) => [id, key]));',
    sorted && [
      `  const ${rejects ? 'sorted' : 'queue'} = ${sortedCalls(policy.order)};`,
      ...(ranked
        ? [`  const ranks = new Map(${rejects ? 'sorted' : 'queue'}.map(({ id }, rank) => [id, rank]));`]
        : []),
    ],
    '',
    settles(facts) && [...settleLines(facts), ''],
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

/** Whether an ending is more than one line, or is written in more than one place. */
export const settles = ({ endsEarly, fallbacks }: Facts) => endsEarly || fallbacks;

function settleLines({ policy, endsEarly, failsFast, timeouts }: Facts): Line[] {
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
function once(facts: Facts, call: string, attempt: string, key: string): string {
  const { timeouts, holds } = facts;
  const signal = endSignal(facts) === 'stopping' ? 'stopping.signal' : 'ending.signal';
  const tells = endSignal(facts) !== undefined;
  if (timeouts) {
    const given = onceParams(facts).map((name) => (name === 'key' ? key : attempt));
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
const rankOf = ({ policy }: Facts) => `${policy.order === 'listed' ? 'keys' : 'ranks'}.get(call.id) as number`;

/** The words of waiting for a start, of a call that has no slot. */
function enter(facts: Facts, hasSlot: string): string {
  const given = [...(facts.ranked ? [rankOf(facts)] : []), ...(owns(facts) ? [hasSlot] : [])];
  return `await gate.enter(${given.join(', ')});`;
}

function executeLines(facts: Facts): Line[] {
  const { policy, retries, fallbacks, holds, endsEarly } = facts;
  const { attempts } = policy.retry;
  const limited = policy.limit !== null;
  const attempt = retries ? 'attempt' : '1';
  const give = policy.rate ? 'gate.leave()' : 'slots.give()';
  const take = `await slots.take(${retries ? rankOf(facts) : ''});`;
  const lost = fallbacks
    ? `await recover(call, error${recoverNeeds(facts) ? `, ${retries ? 'attempt + 1' : '2'}` : ''}${holds ? ', hold' : ''})`
    : settles(facts)
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
  const trying = lines(
    waits,
    endsEarly && ['  if (ending.signal.aborted) return;', `  ${startedLine(facts)}`],
    '  try {',
    settles(facts)
      ? `    ${retries ? 'return ' : ''}succeed(call, ${awaited});`
      : [`    results.set(call.id, ${awaited});`, ...(retries ? ['    return;'] : [])],
    '  } catch (error) {',
    settles(facts)
      ? `    ${retries ? `if (attempt === ${attempts}) return ` : ''}${lost};`
      : retries
        ? [`    if (attempt === ${attempts}) {`, `      ${lost};`, '      return;', '    }']
        : `    ${lost};`,
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

const startedLine = ({ policy }: Facts) =>
  policy.deadlineMs === null ? 'started.add(call.id);' : 'startedAt.set(call.id, performance.now());';

/** Constant where it is; else what grows, is capped and is shortened by the seed. */
function backoffLine({ policy, seed, jitter }: Facts): string {
  const { baseMs, factor, maxMs, attempts } = policy.retry;
  const constant = baseMs === 0 || factor === 1 || attempts === 2;
  const grows = `Math.min(${maxMs}, ${baseMs} * ${factor} ** (attempt - 1))`;
  const full = constant ? String(Math.min(maxMs, baseMs)) : grows;
  if (!jitter) return `await sleep(${full});`;
  // The backoff's stream is apart from the one that the tool of the same attempt draws from.
  return `await sleep(${full} * (1 - ${literal(policy.retry.jitter, 'typescript')} * stream(${seed}, ${KEY}, 0x40000000 + attempt)()));`;
}

/** Whether a fallback must know which attempt it is. */
const recoverNeeds = ({ flaky, random }: Facts) => flaky || random;

function recoverLines(facts: Facts): Line[] {
  const { policy, calls, holds, endsEarly } = facts;
  const tools = calls.some(({ fallback }) => fallback && 'tool' in fallback);
  const values = calls.some(({ fallback }) => fallback && 'value' in fallback);
  const params = ['call: Call', 'error: unknown'];
  if (recoverNeeds(facts)) params.push('attempt: number');
  if (holds) params.push('hold: (work: Promise<unknown>) => void');
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

function runLines(facts: Facts, queue: string): Line[] {
  const { policy, endsEarly } = facts;
  const { batchSize, deadlineMs, onError } = policy;
  const batches = (by: string): Line[] => [
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
