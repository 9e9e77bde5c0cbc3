import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
type Permissions = string | Record<string, string> | null;
interface Job {
  uses?: string;
  steps?: Step[];
  permissions?: Permissions;
}
interface Workflow {
  on: string | string[] | Record<string, unknown>;
  permissions?: Permissions;
  jobs: Record<string, Job>;
}

/** The only action that may have a right to write: it runs nothing of this repository or of its dependencies. */
const DEPLOYS = /^actions\/deploy-pages@/;

const writes = (permissions: Permissions | undefined): boolean =>
  typeof permissions === 'string'
    ? permissions !== 'read-all'
    : Object.values(permissions ?? {}).some((right) => right === 'write');

/** What is wrong with the text of a workflow. */
function faults(text: string): string[] {
  const { on, permissions, jobs } = parse(text) as Workflow;
  const found: string[] = [];
  const events = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on);
  if (events.includes('pull_request_target')) found.push('runs with the rights of main for anybody');
  // Left out, they are what the repository's settings say.
  if (permissions === undefined) found.push('has no permissions at the top');
  if (writes(permissions)) found.push('may write at the top');
  for (const [name, { uses, steps = [], permissions }] of Object.entries(jobs)) {
    const used = [uses, ...steps.map((step) => step.uses)].filter((action) => action !== undefined);
    for (const action of used) {
      const line = text.split('\n').find((line) => line.includes(action));
      if (!/@[0-9a-f]{40}$/.test(action)) found.push(`${action} is not pinned to a commit`);
      else if (!/# v\d+\.\d+\.\d+$/.test(line ?? '')) found.push(`${action} does not say its version`);
    }
    const deploys = !uses && steps.every((step) => !step.run && DEPLOYS.test(step.uses ?? ''));
    if (writes(permissions) && !deploys) found.push(`${name} may write`);
    for (const step of steps)
      if (step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false)
        found.push(`${name} leaves its token in the checkout`);
  }
  return found;
}

const folder = '.github/workflows';
const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));

it.each(files)('%s pins its actions and writes only where it deploys', (name) => {
  expect(faults(readFileSync(`${folder}/${name}`, 'utf8'))).toEqual([]);
});

const pages = readFileSync(`${folder}/pages.yml`, 'utf8');
it.each([
  // what is replaced, by what, what is reported
  [/checkout@.*/, 'checkout@v5', 'actions/checkout@v5 is not pinned to a commit'],
  [/deploy-pages@.*/, 'deploy-pages@main', 'actions/deploy-pages@main is not pinned to a commit'],
  [/(setup-node@(\w+)) .*/, '$1', /^actions\/setup-node@\w+ does not say its version$/],
  [/ {8}with:\n {10}persist.*\n/, '', 'build leaves its token in the checkout'],
  ['contents: read', 'contents: write', 'may write at the top'],
  [/permissions:\n {2}contents: read\n/, '', 'has no permissions at the top'],
  [/permissions:\n {2}contents: read\n/, 'permissions: write-all\n', 'may write at the top'],
  ['  build:\n', '  build:\n    permissions:\n      pages: write\n', 'build may write'],
  [/steps:\n(.*id: deployment)/, 'steps:\n      - run: npm ci\n$1', 'deploy may write'],
  ['workflow_dispatch:', 'pull_request_target:', 'runs with the rights of main for anybody'],
])('a workflow with %s as %j is refused', (now, planted, fault) => {
  const changed = pages.replace(now, planted);
  expect(changed).not.toBe(pages);
  expect(faults(changed)).toEqual([fault instanceof RegExp ? expect.stringMatching(fault) : fault]);
});
