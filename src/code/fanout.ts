import { DEFAULT_POLICY } from '../run/policy.ts';
import type { Policy, Retry } from '../run/types.ts';
import { KIND_CODE, waitOf } from './kindCode.ts';
import { ABOUT, type CaseWords, identifiersOf, messageOf, type OwnTool, readsOf, switchLines } from './ownTools.ts';
import type { CodeCall, PlanFeatures, UsedTool } from './planFeatures.ts';
import { blocks, type CodeLine, callLines, isOneLinePerCall, lines, listLines } from './syntax/codeLines.ts';
import { literal, quote } from './syntax/literals.ts';
import { typeOf } from './syntax/schemas.ts';
import { argumentsOf, argumentType, parameter, refusedBy, refuses, takes, wanted } from './tools.ts';

/** TypeScript code that uses this library: the plan, the definitions of its tools, and the run. */
export function fanoutCode(facts: PlanFeatures): CodeLine[] {
  const { tools, ownTools, calls, sleeps } = facts;
  const names = identifiersOf(ownTools, 'typescript');
  const types = [
    ...(tools.some((tool) => refusedBy(tool, facts).length > 0) ? ['Complaint'] : []),
    'Plan',
    ...(tools.length + ownTools.length > 0 ? ['Tool'] : []),
    ...(sleeps ? ['ToolContext'] : []),
  ];
  return blocks([
    ['// Install the file that "npm pack" makes in Fanout\'s repository; no registry has the library.'],
    [`import { execute, ${types.map((name) => `type ${name}`).join(', ')} } from 'fanout';`],
    sleeps && sleep(facts),
    ...tools.map((tool) => toolLines(tool, facts)),
    ...ownTools.map((tool) => ownToolLines(tool, names.get(tool.name) as string, facts)),
    planLines(facts),
    [
      ...listLines('const run = await execute(plan, { tools: [', [...tools.map(variable), ...names.values()], '] });'),
      'for (const { id, kind, value, error, reason } of run.outcomes)',
      "  console.log(id, kind, value ?? error?.message ?? reason ?? '');",
      `console.log(\`Executed \${run.outcomes.length} ${calls.length === 1 ? 'tool' : 'tools'} in \${(run.makespan / 1000).toFixed(2)} seconds\`);`,
    ],
  ]);
}

export const variable = ({ kind }: UsedTool) => `${kind}Tool`;

function sleep({ tells, blocking }: PlanFeatures): CodeLine[] {
  const turn = '// A turn, so that a call beside it that holds the thread does not do so before all have started.';
  if (!tells)
    return [
      "/** Takes time from the run's clock: the same tool can be predicted. */",
      blocking
        ? 'async function sleep(ms: number, { clock }: ToolContext): Promise<void> {'
        : 'function sleep(ms: number, { clock }: ToolContext): Promise<void> {',
      ...(blocking ? [`  ${turn}`, '  await undefined;'] : []),
      '  return new Promise((done) => clock.after(ms, done));',
      '}',
    ];
  return [
    "/** Takes time from the run's clock, and stops when its call is given up. */",
    blocking
      ? 'async function sleep(ms: number, { clock, signal }: ToolContext): Promise<void> {'
      : 'function sleep(ms: number, { clock, signal }: ToolContext): Promise<void> {',
    ...(blocking ? [`  ${turn}`, '  await undefined;'] : []),
    '  return new Promise((done, stop) => {',
    '    const cancel = clock.after(ms, done);',
    "    signal.addEventListener('abort', () => {",
    '      cancel();',
    '      stop(signal.reason);',
    '    });',
    '  });',
    '}',
  ];
}

function toolLines(tool: UsedTool, facts: PlanFeatures): CodeLine[] {
  const names = argumentsOf(tool);
  const types = names.map((name) => (name === 'query' ? 'query: string' : `${name}?: ${argumentType(name)}`));
  const given = names.map((name) => parameter(name, tool));
  const type = types.length > 0 ? `Tool<{ ${types.join('; ')} }>` : 'Tool';
  const args = given.length > 0 ? `{ ${given.join(', ')} }` : '_args';
  return [
    `const ${variable(tool)}: ${type} = {`,
    `  name: '${tool.tool}',`,
    ...body(tool, args, facts).map((line) => `  ${line}`),
    ...check(tool, facts).map((line) => `  ${line}`),
    '};',
  ];
}

function ownToolLines(tool: OwnTool, name: string, facts: PlanFeatures): CodeLine[] {
  const { blocking, tells } = facts;
  const reads = readsOf(tool, tells);
  const isTimed = tool.cases.some(({ wait }) => wait !== 'never');
  const words: CaseWords = {
    language: 'typescript',
    sleep: (ms) => [`await sleep(${ms}, ctx);`],
    block: (ms) => [
      ...(blocking ? ['await undefined; // the calls beside it have started when it takes the thread'] : []),
      `ctx.clock.block(${ms}); // nothing else can start or finish meanwhile`,
    ],
    never: (deaf) =>
      deaf || !tells
        ? ['return new Promise(() => {}); // never ends']
        : [
            '// Never ends, and stops when it is told to.',
            "return new Promise((_, stop) => ctx.signal.addEventListener('abort', () => stop(ctx.signal.reason)));",
          ],
    random: 'ctx.random()',
    ...throwing('ctx.attempt'),
  };
  const params = isTimed || reads.id || reads.signal ? '_args, ctx' : '';
  return [
    `/** ${ABOUT} */`,
    `const ${name}: Tool<${typeOf(tool.args)}> = {`,
    `  name: ${quote(tool.name, 'typescript')},`,
    `  async invoke(${params}) {`,
    ...switchLines(tool, 'ctx.callId', words).map((line) => `    ${line}`),
    '  },',
    '};',
  ];
}

/** `attempt`: the expression of the attempt's number. */
export const throwing = (attempt: string): Pick<CaseWords, 'fail' | 'failFirst'> => ({
  fail(one, numbered) {
    const { error, code, retryAfterMs } = one;
    const suffix = code ? ` (${code})` : '';
    const message =
      numbered && error === undefined
        ? `\`Simulated failure on attempt \${${attempt}}\`${suffix && ` + ${quote(suffix, 'typescript')}`}`
        : quote(messageOf(one), 'typescript');
    const fields = [
      ...(code ? [`code: ${quote(code, 'typescript')}`] : []),
      ...(retryAfterMs === undefined ? [] : [`retryAfterMs: ${literal(retryAfterMs, 'typescript')}`]),
    ];
    return fields.length > 0
      ? `throw Object.assign(new Error(${message}), { ${fields.join(', ')} });`
      : `throw new Error(${message});`;
  },
  failFirst: (failures, fail) => [`if (${attempt} <= ${failures}) ${fail}`],
});

function body(tool: UsedTool, args: string, { blocking, tells }: PlanFeatures): string[] {
  const after = KIND_CODE[tool.kind].typescript('ctx.attempt', tool.uses);
  switch (waitOf(tool)) {
    case 'never':
      if (!tool.uses.has('deaf'))
        return [
          `// Never ends${tells ? ', and does not listen to its signal' : ''}.`,
          'invoke: () => new Promise(() => {}),',
        ];
      return [
        '// Never ends; one that is not deaf stops when it is told to.',
        `invoke(${args}, { signal }) {`,
        '  return new Promise((_, stop) => {',
        "    if (!deaf) signal.addEventListener('abort', () => stop(signal.reason));",
        '  });',
        '},',
      ];
    case 'block':
      return [
        `async invoke(${args}, ${tool.uses.has('spread') ? 'ctx' : '{ clock }'}) {`,
        ...(blocking ? ['  await undefined; // the calls beside it have started when it takes the thread'] : []),
        `  ${tool.uses.has('spread') ? 'ctx.clock' : 'clock'}.block(${takes(tool, 'ctx.random()')}); // nothing else can start or finish meanwhile`,
        ...after.map((line) => `  ${line}`),
        '},',
      ];
    case 'sleep':
      return [
        `async invoke(${args}, ctx) {`,
        `  await sleep(${takes(tool, 'ctx.random()')}, ctx);`,
        ...after.map((line) => `  ${line}`),
        '},',
      ];
  }
}

/** The tool's `check`; empty if no call has arguments that the page's tool rejects. */
function check(tool: UsedTool, facts: PlanFeatures): string[] {
  const fields = refusedBy(tool, facts);
  if (fields.length === 0) return [];
  return [
    `check({ ${fields.map(({ name }) => name).join(', ')} }) {`,
    '  const complaints: Complaint[] = [];',
    ...fields.flatMap((field) => [
      `  if (${refuses(field, field.name, 'typescript')})`,
      `    complaints.push({ path: '${field.name}', message: \`expected ${wanted(field)}, got \${JSON.stringify(${field.name})}\` });`,
    ]),
    '  return complaints;',
    '},',
  ];
}

function planLines({ policy, seed, calls, random, jitter }: PlanFeatures): CodeLine[] {
  const shown = policyFields(policy);
  const many = isOneLinePerCall(calls.length);
  return lines(
    'const plan: Plan = {',
    '  calls: [',
    calls.flatMap((call) =>
      callLines(engineCall(call), { key: call.key, many, language: 'typescript', indent: '    ' }),
    ),
    '  ],',
    shown.length === 1 && `  policy: { ${shown[0]} },`,
    shown.length > 1 && ['  policy: {', ...shown.map((field) => `    ${field},`), '  },'],
    (random || jitter) && `  seed: ${seed},`,
    '};',
  );
}

function engineCall({ id, name, args, priority, expectedMs, timeoutMs, fallback }: CodeCall): object {
  return { id, name, args, priority, expectedMs, timeoutMs, fallback };
}

/** The policy fields that differ from the defaults and have an effect. */
function policyFields(policy: Policy): string[] {
  return (Object.keys(DEFAULT_POLICY) as (keyof Policy)[])
    .filter((name) => (name === 'retry' ? policy.retry.attempts > 1 : policy[name] !== DEFAULT_POLICY[name]))
    .map((name) => `${name}: ${literal(name === 'retry' ? withoutAny(policy.retry) : policy[name], 'typescript')}`);
}

/** That all errors are tried again goes without saying. */
function withoutAny({ on, ...retry }: Retry): Retry {
  return on === undefined || on === 'any' ? retry : { ...retry, on };
}
