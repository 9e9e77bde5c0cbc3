import type { CaseGroup } from './case.ts';
import { errorCases } from './errorCases.ts';
import { graphCases, interruptCases } from './graphCases.ts';
import { inputCases } from './inputCases.ts';
import { commandCases, outputCases } from './outputCases.ts';
import { runtimeCases } from './runtimeCases.ts';

export const CASES: readonly CaseGroup[] = [
  { title: 'Input', cases: inputCases },
  { title: 'Results', cases: outputCases },
  { title: 'Commands', cases: commandCases },
  { title: 'Errors', cases: errorCases },
  { title: "The tool's runtime", cases: runtimeCases },
  { title: 'Graphs and agents', cases: graphCases },
  { title: 'Interrupts', cases: interruptCases },
];
