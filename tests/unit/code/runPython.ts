import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadPyodide } from 'pyodide';
import type { Observed } from './observed.ts';

const SUPPORT = fileURLToPath(new URL('../../support/python/', import.meta.url));

export interface ObservedPython extends Observed {
  end: 'own' | 'exit' | 'never';
  /** What the loop found to say: results that nobody took, and the like. */
  complaints: string[];
}

/** A real CPython, in WebAssembly, with stand-ins for the two libraries and a loop whose time is virtual. */
export async function startPython() {
  const python = await loadPyodide();
  for (const name of readdirSync(SUPPORT, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.py')) continue;
    const path = `/support/${name.replaceAll('\\', '/')}`;
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
    python.FS.writeFile(path, readFileSync(SUPPORT + name));
  }
  const observed = python.runPython('import sys; sys.path.insert(0, "/support"); import observe; observe.observed');
  return {
    run: (text: string, isNotebook = false): ObservedPython => JSON.parse(observed(text, isNotebook)),
    evaluate: (expression: string): unknown => python.runPython(expression),
  };
}
