import { clip } from '../../analysis/format/format.ts';
import { openFileText } from '../../store/open/readFile.ts';
import type { StoreInternals } from '../../store/types.ts';

/** Larger files would block the page for seconds. */
const MOST_BYTES = 100_000_000;

/** Shows the contents of a file, or why it cannot be shown. If several files are chosen quickly, the last one wins. */
export async function openFile({ showResult, beginOpening }: StoreInternals, file: File): Promise<void> {
  const isNewest = beginOpening();
  const name = clip(file.name, 100);
  const problem = `${name} could not be opened.`;
  if (file.size > MOST_BYTES) {
    await showResult({ problem: `${problem} It is larger than 100 MB.` });
    return;
  }
  const text = await file.text().catch(() => undefined);
  if (!isNewest()) return;
  if (text === undefined) {
    await showResult({ problem: `${problem} The browser could not read it.` });
    return;
  }
  const found = openFileText(text, `Opened from ${name}`);
  await showResult('problem' in found ? { problem: `${problem} ${found.problem}` } : found);
}
