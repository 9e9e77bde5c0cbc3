import { clip } from '../../analysis/format/format.ts';
import { readFile } from '../../store/open/readFile.ts';
import type { StoreInternals } from '../../store/types.ts';

/** Shows the contents of a file, or why it cannot be shown. If several files are chosen quickly, the last one wins. */
export async function openFile({ showResult, beginOpening }: StoreInternals, file: File): Promise<void> {
  const isNewest = beginOpening();
  const result = await readFile(file, clip(file.name, 100));
  if (isNewest()) await showResult(result);
}
