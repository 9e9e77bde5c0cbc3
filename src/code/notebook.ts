import type { Plan } from '../run/types.ts';
import { gapsOf } from './differences.ts';
import { factsOf } from './planFeatures.ts';
import { pythonCells } from './python.ts';
import { textOf } from './syntax/codeLines.ts';

/** The Python cells as a Jupyter notebook, format 4.5. */
export function notebookOf(plan: Plan): string {
  const facts = factsOf(plan);
  const cells = pythonCells(facts, gapsOf(facts, 'python')).map((cell, i) => ({
    cell_type: 'code',
    id: `cell-${i + 1}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    // The notebook format: every line except the last ends with a newline.
    source: cell.map((line, at) => textOf(line) + (at < cell.length - 1 ? '\n' : '')),
  }));
  const metadata = {
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
    language_info: { name: 'python' },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
