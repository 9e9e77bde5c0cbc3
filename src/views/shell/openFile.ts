import { clip } from '../../analysis/format.ts';
import type { Lab } from '../../store/lab.ts';
import { foundInRunFile } from '../../store/openedRun.ts';

/** Larger ones would hold up the page for seconds. */
const MOST_BYTES = 100_000_000;

/** Shows the run that the file holds, or says why it cannot be shown. */
export async function openFile({ show }: Lab, file: File): Promise<void> {
  const name = clip(file.name, 100);
  const problem = `${name} could not be opened.`;
  if (file.size > MOST_BYTES) {
    show({ problem: `${problem} It is larger than 100 MB.` });
    return;
  }
  const text = await file.text().catch(() => undefined);
  if (text === undefined) {
    show({ problem: `${problem} The browser could not read it.` });
    return;
  }
  const found = foundInRunFile(text, `Opened from ${name}`);
  show('problem' in found ? { problem: `${problem} ${found.problem}` } : found);
}
