import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkFolders, checkLayers, checkTypeNames, FAR, LAYERS, paths, sources } from '../../scripts/layers.mjs';

const check = (files: Record<string, string>) => checkLayers(Object.entries(files));
/** The violations of one file, without its name and line. */
const found = (path: string, text: string) =>
  check({ [path]: text }).map((violation) => violation.slice(violation.indexOf(' ') + 1));

describe('the layers of src/', () => {
  it('are kept', () => {
    const files = sources();
    expect(files.length).toBeGreaterThan(0);
    expect(checkLayers(files)).toEqual([]);
    expect(checkTypeNames(files)).toEqual([]);
    expect(checkFolders(paths())).toEqual([]);
  });

  it('the store is composed in one short file', () => {
    const lines = readFileSync(new URL('../../src/store/createStore.ts', import.meta.url), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeLessThanOrEqual(120);
  });
});

describe('a planted violation is reported', () => {
  it.each([
    // path, line of code, what is reported
    ['src/run/fold.ts', `import { execute } from '../engine/execute.ts';`, 'run may not import src/engine/execute.ts'],
    ['src/run/fold.ts', `import * as z from 'zod/mini';`, 'run may not import zod/mini'],
    ['src/run/fold.ts', `export const at = Date.now();`, 'run may not touch Date.now'],
    ['src/engine/execute.ts', `import { useState } from 'react';`, 'engine may not import react'],
    [
      'src/engine/execute.ts',
      `import { tool } from '@langchain/core/tools';`,
      'engine may not import @langchain/core/tools',
    ],
    [
      'src/engine/execute.ts',
      `import { CATALOGUE } from '../tools/catalogue.ts';`,
      'engine may not import src/tools/catalogue.ts',
    ],
    ['src/engine/execute.ts', `import { setTimeout } from 'node:timers';`, 'engine may not import node:timers'],
    ['src/engine/execute.ts', `export { Line } from '../views/line.tsx';`, 'engine may not import src/views/line.tsx'],
    [
      'src/engine/execute.ts',
      `export const late = () => import('../agent/node.ts');`,
      'engine may not import src/agent/node.ts',
    ],
    ['src/engine/execute.ts', `setTimeout(() => {}, 1);`, 'engine may not touch setTimeout'],
    ['src/engine/execute.ts', `globalThis.setInterval(() => {}, 1);`, 'engine may not touch setInterval'],
    [
      'src/engine/execute.ts',
      `const { setImmediate } = globalThis; setImmediate(() => {});`,
      'engine may not touch setImmediate',
    ],
    ['src/engine/execute.ts', `export const now = performance.now();`, 'engine may not touch performance'],
    ['src/engine/execute.ts', `export const tools = { Date };`, 'engine may not touch Date'],
    ['src/engine/execute.ts', `export const chance = Math.random();`, 'engine may not touch Math.random'],
    ['src/engine/execute.ts', `export const chance = Math['random']();`, 'engine may not touch Math.random'],
    ['src/engine/execute.ts', `const { random } = Math; random();`, 'engine may not touch Math.random'],
    ['src/engine/execute.ts', `document.title = 'x';`, 'engine may not touch document'],
    ['src/engine/clocks/realClock.ts', `export const chance = Math.random();`, 'engine may not touch Math.random'],
    ['src/engine/random.ts', `export const now = Date.now();`, 'engine may not touch Date'],
    [
      'src/tools/simulated.ts',
      `import { realClock } from '../engine/clocks/realClock.ts';`,
      'tools may not import src/engine/clocks/realClock.ts but by `import type`',
    ],
    [
      'src/tools/simulated.ts',
      `import { type Clock } from '../engine/types.ts';`,
      'tools may not import src/engine/types.ts but by `import type`',
    ],
    [
      'src/tools/simulated.ts',
      `import { tool } from '@langchain/core/tools';`,
      'tools may not import @langchain/core/tools',
    ],
    ['src/tools/simulated.ts', `setTimeout(() => {}, 100);`, 'tools may not touch setTimeout'],
    [
      'src/agent/node.ts',
      `import { lowerBound } from '../analysis/bounds.ts';`,
      'agent may not import src/analysis/bounds.ts',
    ],
    [
      'src/agent/node.ts',
      `import { Command } from '@langchain/langgraph';`,
      'agent may not import @langchain/langgraph',
    ],
    [
      'src/agent/node.ts',
      `import { ToolNode } from './langgraph/toolNode.ts';`,
      'agent may not import src/agent/langgraph/toolNode.ts',
    ],
    [
      'src/analysis/bounds.ts',
      `import type { Clock } from '../engine/types.ts';`,
      'analysis may not import src/engine/types.ts',
    ],
    ['src/analysis/bounds.ts', `export const at = new Date();`, 'analysis may not touch new Date()'],
    ['src/analysis/bounds.ts', `export const at = performance.now();`, 'analysis may not touch performance'],
    [
      'src/traces/otel.ts',
      `import { foldRows } from '../analysis/rows.ts';`,
      'traces may not import src/analysis/rows.ts',
    ],
    ['src/lessons/first.ts', `import { useState } from 'react';`, 'lessons may not import react'],
    [
      'src/lessons/first.ts',
      `import { predict } from '../engine/predict.ts';`,
      'lessons may not import src/engine/predict.ts but by `import type`',
    ],
    [
      'src/runner/client.ts',
      `import { createStore } from '../store/store.ts';`,
      'runner may not import src/store/store.ts',
    ],
    ['src/runner/client.ts', `import { Row } from '../views/Row.tsx';`, 'runner may not import src/views/Row.tsx'],
    ['src/store/store.ts', `import { useStore } from 'zustand';`, 'store may not import zustand'],
    ['src/store/store.ts', `import { useMemo } from 'react';`, 'store may not import react'],
    [
      'src/store/store.ts',
      `import { predict } from '../engine/predict.ts';`,
      'store may not import src/engine/predict.ts but by `import type`',
    ],
    [
      'src/store/store.ts',
      `import { bodies } from '../tools/simulated.ts';`,
      'store may not import src/tools/simulated.ts',
    ],
    ['src/store/store.ts', `void fetch('/log');`, 'store may not touch fetch'],
    [
      'src/views/Row.tsx',
      `import { execute } from '../engine/execute.ts';`,
      'views may not import src/engine/execute.ts but by `import type`',
    ],
    [
      'src/views/Row.tsx',
      `import type { ToolMessage } from '@langchain/core/messages';`,
      'views may not import @langchain/core/messages',
    ],
    [
      'src/views/Row.tsx',
      `import { proofOf } from '../analysis/metrics/proof.ts';`,
      'views may not import src/analysis/metrics/proof.ts but by `import type`',
    ],
    ['src/views/Row.tsx', `import { Bar } from 'recharts';`, 'views may not import recharts'],
    [
      'src/views/Row.tsx',
      `new Worker(new URL('../runner/run.worker.ts', import.meta.url));`,
      'views may not import src/runner/run.worker.ts but by `import type`',
    ],
    ['src/index.ts', `export * from './agent/node.ts';`, 'library may not import src/agent/node.ts'],
    ['src/langchain.ts', `export * from './analysis/bounds.ts';`, 'langchain may not import src/analysis/bounds.ts'],
    ['src/helpers/misc.ts', `export const x = 1;`, 'belongs to no layer of scripts/layers.mjs'],
    [
      'src/run/fold.ts',
      `export const late = (name: string) => import(name);`,
      'an import must name its file in plain text',
    ],
  ])('%s: %s', (path, text, violation) => {
    expect(found(path, text)).toContain(violation);
  });

  it('in every layer that has a rule', () => {
    for (const [layer, { at, may }] of Object.entries(LAYERS)) {
      if (may?.includes('*')) continue;
      const path = at.endsWith('/') ? `${at}planted.ts` : at;
      expect(found(path, `import 'left-pad';`), layer).toEqual([`${layer} may not import left-pad`]);
    }
  });

  it.each(FAR)('$from never reaches $never', ({ from, never, lazy }) => {
    for (const what of never) {
      const target = Object.hasOwn(LAYERS, what) ? `./src/${what}/node.ts` : what.replace('*', 'core');
      const specifier = target.replace('./src/', from.split('/').length > 2 ? '../' : './');
      const step = 'src/runner/between.ts';
      const toStep = from.split('/').length > 2 ? './between.ts' : './runner/between.ts';
      const last = lazy ? `export const late = () => import('${specifier}');` : `import '${specifier}';`;
      const violations = check({ [from]: `import '${toStep}';`, [step]: last.replace("'./", "'../") });
      expect(violations.filter((violation) => violation.startsWith(`${from}:1 must not reach`))).toHaveLength(1);
    }
  });

  it('an import cycle, also one of types, but not one through a first use', () => {
    const cycle = (back: string) =>
      check({
        'src/run/a.ts': `import { b } from './b.ts'; export const a = () => b;`,
        'src/run/b.ts': `import { c } from './c.ts'; export const b = () => c;`,
        'src/run/c.ts': `${back} export const c = () => 1;`,
      });
    const reported = ['src/run/a.ts:1 import cycle: src/run/a.ts > src/run/b.ts > src/run/c.ts > src/run/a.ts'];
    expect(cycle(`import { a } from './a.ts';`)).toEqual(reported);
    expect(cycle(`import type { a } from './a.ts';`)).toEqual(reported);
    expect(cycle(`export const later = () => import('./a.ts');`)).toEqual([]);
  });

  it('a cycle of folders that no file closes alone, also one of types', () => {
    const cycle = (kind: string) =>
      check({
        'src/store/rows/order.ts': `import { head } from '../run/head.ts'; export const order = head;`,
        'src/store/run/head.ts': `export const head = 1;`,
        'src/store/run/marks.ts': `import ${kind} { shown } from '../rows/shown.ts'; export type Marks = typeof shown;`,
        'src/store/rows/shown.ts': `export const shown = 1;`,
      });
    const reported = ['src/store/rows/:1 cycle of folders: src/store/rows/ > src/store/run/ > src/store/rows/'];
    expect(cycle('')).toEqual(reported);
    expect(cycle('type')).toEqual(reported);
  });

  it('a folder that composes what a file at the root of its layer shares is no cycle', () => {
    expect(
      check({
        'src/store/createStore.ts': `import { run } from './run/run.ts'; export const store = run;`,
        'src/store/run/run.ts': `import type { State } from '../state.ts'; export const run = 1 as State;`,
        'src/store/state.ts': `export type State = number;`,
      }),
    ).toEqual([]);
  });

  it('a leaf in a folder closes no cycle of folders, a file that is none does', () => {
    const cycle = (shared: string) =>
      check({
        'src/store/state.ts': `import type { Tab } from './inspector/${shared}.ts'; export type State = Tab;`,
        [`src/store/inspector/${shared}.ts`]: `export type Tab = 'log';`,
        'src/store/inspector/logView.ts': `import type { State } from '../state.ts'; export const view = 1 as State;`,
      }).filter((violation) => violation.includes('cycle of folders'));
    expect(cycle('tabs')).toEqual([]);
    expect(cycle('shared')).toHaveLength(1);
  });

  it('a leaf that imports from its own layer, if only a type', () => {
    expect(found('src/store/state.ts', `import type { Playhead } from './run/playhead.ts';`)).toEqual([
      'is a leaf and may not import src/store/run/playhead.ts',
    ]);
    expect(found('src/store/state.ts', `import type { Plan } from '../run/types.ts';`)).toEqual([]);
  });

  it('an import against the order of the folders of the analysis, if only of a type', () => {
    expect(found('src/analysis/metrics/proof.ts', `import type { Verdict } from '../verdict/verdict.ts';`)).toEqual([
      'metrics may not import src/analysis/verdict/verdict.ts: verdict comes after it',
    ]);
    expect(found('src/analysis/verdict/verdict.ts', `import { proofOf } from '../metrics/proof.ts';`)).toEqual([]);
  });

  it('a type name that two files declare', () => {
    const files: [string, string][] = [
      ['src/run/a.ts', 'export interface Found {}'],
      ['src/store/b.ts', 'type Found = string;'],
      ['src/store/c.ts', 'type Lost = string;'],
    ];
    expect(checkTypeNames(files)).toEqual([
      'src/store/b.ts:1 declares the type Found, which src/run/a.ts declares too',
    ]);
  });

  it('a folder of more than 15 files, whatever they are, its subfolders not counted', () => {
    const files = (count: number) => Array.from({ length: count }, (_, i) => `src/store/run/part${i}.css`);
    expect(checkFolders([...files(15), 'src/store/run/more/part.ts'])).toEqual([]);
    expect(checkFolders(files(16))).toEqual([
      'src/store/run/ holds 16 files, and a folder holds at most 15: make subfolders',
    ]);
  });

  it('with its line', () => {
    expect(check({ 'src/run/a.ts': '\n\nconst x = 1;\nimport "react";' })).toEqual([
      'src/run/a.ts:4 run may not import react',
    ]);
  });
});

describe('what a layer may do is not reported', () => {
  it.each([
    ['src/run/file/runFile.ts', `import * as z from 'zod/mini';`],
    ['src/run/file/runFileSchema.ts', `import * as z from 'zod/mini';`],
    ['src/views/Row.tsx', `import { duration } from '../analysis/format/format.ts';`],
    ['src/views/Row.tsx', `import { verdict } from '../analysis/verdict/verdict.ts';`],
    [
      'src/engine/execute.ts',
      `import { fold } from '../run/fold.ts'; export const at = (ctx: { Date: number }) => ctx.Date;`,
    ],
    ['src/engine/execute.ts', `export function burn(performance: () => void) { performance(); }`],
    ['src/engine/clocks/realClock.ts', `setTimeout(() => performance.now(), 1);`],
    ['src/engine/random.ts', `export const seed = Math.random();`],
    ['src/tools/simulated.ts', `import type { Tool } from '../engine/types.ts';`],
    ['src/agent/node.ts', `import { tool } from '@langchain/core/tools'; import { z } from 'zod';`],
    ['src/traces/otel.ts', `export const at = (text: string) => Date.parse(text);`],
    [
      'src/analysis/bounds.ts',
      `export const isDate = (value: unknown) => value instanceof Date && new Date(0) < value;`,
    ],
    ['src/runner/run.worker.ts', `import { wrap } from '../agent/wrap.ts';`],
    [
      'src/store/store.ts',
      `import { createStore } from 'zustand/vanilla'; import { client } from '../runner/client.ts';`,
    ],
    [
      'src/views/Row.tsx',
      `import type { Clock } from '../engine/types.ts'; import { CATALOGUE } from '../tools/catalogue.ts';`,
    ],
    ['src/views/inspector/charts/Compare.tsx', `import { Bar } from 'recharts';`],
    ['src/main.tsx', `import { Shell } from './views/Shell.tsx'; import '@fontsource-variable/inter/index.css';`],
  ])('%s: %s', (path, text) => {
    expect(found(path, text)).toEqual([]);
  });
});
