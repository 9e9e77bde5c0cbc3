import { clip } from '../../analysis/format/format.ts';
import { readFile } from '../../store/open/readFile.ts';
import { readPaste } from '../../store/paste/readPaste.ts';
import type { FanoutStore } from '../../store/types.ts';

/** Files of texts, which no trace has. */
const TEXT_FILE = /\.(csv|tsv|txt|md|json|jsonl)$/i;
/** Bytes; a text of calls has fewer. */
const MOST_BYTES = 4_000_000;

/**
 * Shows the contents of a file, or why it cannot be shown; calls in a text go to `Paste calls`. If several files are chosen
 * quickly, the last one wins.
 */
export async function openFile({ internals, actions }: FanoutStore, file: File): Promise<void> {
  const isNewest = internals.beginOpening();
  const result = await readFile(file, clip(file.name, 100));
  const text = 'problem' in result ? await callsText(file) : undefined;
  if (!isNewest()) return;
  if (text !== undefined) actions.openPaste(text);
  else await internals.showResult(result);
}

/** The text of a file that has calls, and no results: those are of a trace. */
async function callsText(file: File): Promise<string | undefined> {
  if (!TEXT_FILE.test(file.name) || file.size > MOST_BYTES) return undefined;
  const text = await file.text().catch(() => '');
  const { isLikely, hasAnswers } = readPaste(text);
  return isLikely && !hasAnswers ? text : undefined;
}
