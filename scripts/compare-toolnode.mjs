// @ts-check
/**
 * `npm run compare-toolnode`: runs every case of tests/toolNode/cases.ts on LangGraph's ToolNode and on ours, and prints
 * the tables. `--write` writes them to docs/langgraph-toolnode.md. Fails when a node does not do what the list says.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { ensureInstalled, fail, root } from './setup.mjs';

const args = process.argv.slice(2);
if (args.some((arg) => arg !== '--write')) fail(`${args.join(' ')}: expected nothing, or --write`);

ensureInstalled();
const folder = join(root, '.fanout', 'compare-toolnode');
rmSync(folder, { recursive: true, force: true });
const input = { cases: 'tests/toolNode/cases.ts', table: 'tests/toolNode/table.ts', ours: 'src/langgraph.ts' };
await bundle(Object.fromEntries(Object.entries(input).map(([name, path]) => [name, join(root, path)])), folder, {
  ssr: true,
});
/** @type {(name: string) => Promise<any>} */
const load = (name) => import(pathToFileURL(join(folder, `${name}.js`)).href);
/** @type {typeof import('../tests/toolNode/cases.ts')} */
const { CASES } = await load('cases');
/** @type {typeof import('../tests/toolNode/table.ts')} */
const { compared } = await load('table');
/** @type {typeof import('../src/langgraph.ts')} */
const { ToolNode: ours } = await load('ours');
const { ToolNode: theirs } = await import('@langchain/langgraph/prebuilt');
const langGraph = join(root, 'node_modules', '@langchain', 'langgraph', 'package.json');
const { version } = JSON.parse(readFileSync(langGraph, 'utf8'));

const { text, wrong } = await compared(CASES, { theirs, ours }, version);
if (args.includes('--write')) writeFileSync(join(root, 'docs', 'langgraph-toolnode.md'), text);
else console.log(text);
for (const line of wrong) console.log(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
