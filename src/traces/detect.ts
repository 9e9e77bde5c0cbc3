import type { FileFormat, FileHead } from './types.ts';
import { contentProblem, unclaimed } from './unsupported.ts';

/** Formats have their marks in so many first bytes. */
export const HEAD_BYTES = 16_384;

/** A format that claims a file. */
export interface FormatClaim<T> {
  readonly format: FileFormat<T>;
  /** Above 0, at most 1. */
  readonly confidence: number;
}

/** The formats that claim the file, the most likely first; of equal ones the first listed. */
export function detect<T>(head: FileHead, formats: readonly FileFormat<T>[]): FormatClaim<T>[] {
  return formats
    .map((format) => ({ format, confidence: format.accepts(head) }))
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
}

/**
 * The format to read the file with, and what it gives. A mark may stand behind the first characters, so the whole text
 * decides where those alone do not. Throws a TraceError for a file that no format claims, and whatever the format's
 * reader throws.
 */
export function readWith<T>(
  { name, text: whole }: FileHead,
  formats: readonly FileFormat<T>[],
): { format: FileFormat<T>; opened: T } {
  const text = whole.replace(/^\uFEFF/, '');
  const head = { name, text: text.slice(0, HEAD_BYTES) };
  const [claim] = [...detect(head, formats), ...detect({ name, text }, formats)];
  if (!claim) throw unclaimed(head, formats);
  return { format: claim.format, opened: claim.format.read(text) };
}

/** Throws a TraceError for bytes that are not the beginning of a text. */
export function checkBytes(bytes: Uint8Array, formats: readonly FileFormat<unknown>[]): void {
  const problem = contentProblem(bytes, formats);
  if (problem) throw problem;
}
