import type { PlanFeatures } from './planFeatures.ts';
import { type CodeLine, lines, wordLines } from './syntax/codeLines.ts';
import { quote } from './syntax/literals.ts';
import { refuses, wanted } from './tools.ts';

/** The helper functions that the node of this plan needs. */
export function helperLines(facts: PlanFeatures): (CodeLine[] | false)[] {
  const { policy, random, jitter, timeouts, failsFast, rejects, retried } = facts;
  return [
    (random || jitter) && STREAM,
    timeouts && retried !== undefined
      ? ['class TimeoutError extends Error {', "  override name = 'TimeoutError';", '}']
      : timeouts && failsFast && ['class TimeoutError extends Error {}'],
    retried !== undefined && isRetried(retried),
    policy.rate ? gate(facts) : policy.limit !== null && semaphore(facts),
    rejects && refusal(facts),
    invoke(facts),
    timeouts && withTimeout(facts),
  ];
}

/** The rule of src/run/retryRule.ts, as code. */
function isRetried(retried: readonly string[]): CodeLine[] {
  return [
    '// The errors that are tried again, by status, code or name.',
    ...wordLines('const RETRIED = [', retried, '];', 'typescript'),
    '',
    '/** Whether it is tried again; an error without a status is also judged by its cause. */',
    'function isRetried(error: unknown): boolean {',
    '  const { name, code, status, statusCode, cause } = Object(error) as Record<string, unknown>;',
    "  const digits = [status, statusCode, code].map(String).find((word) => /^[1-5]\\d\\d$/.test(word)) ?? '';",
    '  if ([name, code, digits, `${digits.charAt(0)}xx`].some((word) => RETRIED.includes(String(word)))) return true;',
    "  return digits === '' && cause !== undefined && isRetried(cause);",
    '}',
  ];
}

/** The engine's random streams (src/engine/random.ts), as code. */
const STREAM: CodeLine[] = [
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

function semaphore({ policy, retries }: PlanFeatures): CodeLine[] {
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

/** One gate for rate and limit, since a start needs both at the same moment. */
function gate(facts: PlanFeatures): CodeLine[] {
  const { policy, retries, ranked } = facts;
  if (retries && policy.limit !== null) return gateOfPromises(facts);
  const limited = policy.limit !== null;
  const own = facts.owns;
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
 * The gate for retries under rate and limit. As in the engine, an admitted call reserves a start in the rate window while
 * it waits for its slot, and a retry cannot take that reservation, whatever its rank.
 */
function gateOfPromises(facts: PlanFeatures): CodeLine[] {
  const { limit, rate } = facts.policy;
  const own = facts.owns;
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

function refusal({ violated, ownTools }: PlanFeatures): CodeLine[] {
  const own = ownTools.map(({ name }) => quote(name, 'typescript'));
  return lines(
    '/** Why a call cannot be run at all. */',
    `function refusal({ tool_name${violated.length > 0 ? ', args' : ''} }: Call): string | undefined {`,
    '  if (!tools.has(tool_name)) return `Unknown tool ${tool_name}`;',
    violated.length > 0 && own.length > 0 && `  if ([${own.join(', ')}].includes(tool_name)) return undefined;`,
    violated.flatMap((field) => [
      `  if (${refuses(field, `args.${field.name}`, 'typescript')})`,
      `    return \`Invalid arguments: ${field.name}: expected ${wanted(field)}, got \${JSON.stringify(args.${field.name})}\`;`,
    ]),
    '  return undefined;',
    '}',
  );
}

const hasContext = ({ flaky, random, signals }: PlanFeatures) => flaky || random || signals;

function invoke(facts: PlanFeatures): CodeLine[] {
  const context = hasContext(facts);
  const { byCall } = facts;
  const fields = ["'tool_name'", "'args'", ...(byCall ? ["'id'"] : [])].join(' | ');
  const given = context ? `, context: ${byCall ? "Omit<Context, 'id'>" : 'Context'}` : '';
  const told = [...(context ? ['...context'] : []), ...(byCall ? ['id: call.id'] : [])].join(', ');
  return [
    `async function invoke(call: Pick<Call, ${fields}>${given}): Promise<unknown> {`,
    '  const tool = tools.get(call.tool_name);',
    '  if (!tool) throw new Error(`Unknown tool ${call.tool_name}`);',
    `  return tool.invoke(call.args${told ? `, { configurable: { ${told} } }` : ''});`,
    '}',
  ];
}

/** The code of a call of `invoke`, with these context fields if there are any. */
export function invoking(call: string, fields: readonly string[]): string {
  return fields.length > 0 ? `invoke(${call}, { ${fields.join(', ')} })` : `invoke(${call})`;
}

/** The context fields of an attempt, without the signal. */
function contextFields({ flaky, random, seed }: PlanFeatures): string[] {
  return [...(flaky ? ['attempt'] : []), ...(random ? [`random: stream(${seed}, key, attempt)`] : [])];
}

function withTimeout(facts: PlanFeatures): CodeLine[] {
  const { policy, failsFast, holds } = facts;
  const all = policy.timeoutMs !== null;
  const one = facts.ownTimeouts;
  const params = ['call: Call', ...facts.configFields.map((name) => `${name}: number`)];
  const outer = endSignal(facts) !== undefined;
  if (outer) params.push('ending: AbortSignal');
  if (holds) params.push('hold: (work: Promise<unknown>) => void');
  const withSignal = (signal: string) =>
    invoking('call', [...contextFields(facts), ...(facts.signals ? [`signal: ${signal}`] : [])]);
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
    `      reject(new ${failsFast || facts.retried ? 'TimeoutError' : 'Error'}(\`timed out after \${(timeoutMs / 1000).toFixed(2)} s\`));`,
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

/** The controller that is aborted at the run's end, if running tools are cancelled then. */
export function endSignal({ policy, signals }: PlanFeatures): 'ending' | 'stopping' | undefined {
  const { onError, deadlineMs } = policy;
  if (!signals) return undefined;
  if (onError === 'fail-fast-cancel') return 'ending';
  if (deadlineMs === null) return undefined;
  return onError === 'collect' ? 'ending' : 'stopping';
}
