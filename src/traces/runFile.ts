import { readRunFile } from '../run/file/runFile.ts';
import type { TraceFormat } from './types.ts';

/** The page writes the mark as the first field. */
const FIRST = /^\s*\{\s*"format"\s*:\s*"fanout-run"/;
/** Other programs may reorder the fields, and a trace of another tool may quote a run file. */
const ANYWHERE = /"format"\s{0,9}:\s{0,9}"fanout-run"/;

/** A run that Fanout saved. The schema and its versions are in src/run/file. */
export const runFile: TraceFormat = {
  id: 'fanout-run',
  label: 'Fanout run',
  accepts: ({ text }) => (FIRST.test(text) ? 1 : ANYWHERE.test(text) ? 0.5 : 0),
  read: (text) => ({ kind: 'run', run: readRunFile(text) }),
};
