import { runFile } from './runFile.ts';
import type { TraceFormat } from './types.ts';

/** All formats that can be opened. A new one is a file of this folder and a line here. */
export const FORMATS: readonly TraceFormat[] = [runFile];
