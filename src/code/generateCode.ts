import type { Plan } from '../run/types.ts';
import { gapsOf } from './differences.ts';
import { fanoutCode } from './fanout.ts';
import { langGraphCode } from './langGraph.ts';
import { factsOf } from './planFeatures.ts';
import { pythonCells, pythonScript } from './python.ts';
import { type CodeLine, textOf } from './syntax/codeLines.ts';
import type { Language } from './syntax/literals.ts';

export const TARGETS = [
  { name: 'fanout', title: 'TypeScript, Fanout', language: 'typescript', fileName: 'plan.ts' },
  { name: 'langgraph', title: 'TypeScript, LangGraph', language: 'typescript', fileName: 'plan-langgraph.ts' },
  { name: 'python', title: 'Python script', language: 'python', fileName: 'plan.py' },
  { name: 'notebook', title: 'Python notebook', language: 'python', fileName: 'plan-cells.py' },
] as const satisfies readonly { name: string; title: string; language: Language; fileName: string }[];

export type Target = (typeof TARGETS)[number]['name'];

export interface Code {
  text: string;
  /** The first and last line of each call, from 1, inclusive, by the call's index in the plan. */
  lines: ReadonlyMap<number, readonly [from: number, to: number]>;
  fileName: string;
  language: Language;
  /** Differences between this code and the page, one sentence each; also in the comment at the top of the file. */
  gaps: readonly string[];
}

/** A program that runs the plan, in the language and framework of `target`. */
export function codeOf(plan: Plan, target: Target): Code {
  const facts = factsOf(plan);
  const { language, fileName } = TARGETS.find(({ name }) => name === target) as (typeof TARGETS)[number];
  const gaps = target === 'fanout' ? [] : gapsOf(facts, language);
  const all = writerOf(target)(facts, gaps);
  return { text: `${all.map(textOf).join('\n')}\n`, lines: linesOf(all), fileName, language, gaps };
}

function writerOf(target: Target): (facts: ReturnType<typeof factsOf>, gaps: readonly string[]) => CodeLine[] {
  switch (target) {
    case 'fanout':
      return fanoutCode;
    case 'langgraph':
      return langGraphCode;
    case 'python':
      return pythonScript;
    case 'notebook':
      return (facts, gaps) =>
        pythonCells(facts, gaps).flatMap((cell, i) => [...(i === 0 ? [] : ['']), '# %%', ...cell]);
  }
}

function linesOf(all: readonly CodeLine[]): Map<number, [number, number]> {
  const found = new Map<number, [number, number]>();
  all.forEach((line, i) => {
    if (typeof line === 'string') return;
    const range = found.get(line.key);
    if (range) range[1] = i + 1;
    else found.set(line.key, [i + 1, i + 1]);
  });
  return found;
}
