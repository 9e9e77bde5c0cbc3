import { clip } from '../../analysis/format/format.ts';
import { foundInFile } from '../../store/open/readFile.ts';
import type { Lab } from '../../store/types.ts';

/** Larger files would block the page for seconds. */
const MOST_BYTES = 100_000_000;

/** Shows the contents of a file, or why it cannot be shown. If several files are chosen quickly, the last one wins. */
export async function openFile({ show, turn }: Lab, file: File): Promise<void> {
  const newest = turn();
  const name = clip(file.name, 100);
  const problem = `${name} could not be opened.`;
  if (file.size > MOST_BYTES) {
    await show({ problem: `${problem} It is larger than 100 MB.` });
    return;
  }
  const text = await file.text().catch(() => undefined);
  if (!newest()) return;
  if (text === undefined) {
    await show({ problem: `${problem} The browser could not read it.` });
    return;
  }
  const found = foundInFile(text, `Opened from ${name}`);
  await show('problem' in found ? { problem: `${problem} ${found.problem}` } : found);
}
