/** A part of a sentence. Strong parts have the accent colour: the measured total and the speed-up. */
export interface TextPart {
  text: string;
  strong?: boolean;
}

export type RichText = readonly TextPart[];

/** Plain text, for the live region, titles and tests. */
export function plainText(sentence: RichText): string {
  return sentence.map(({ text }) => text).join('');
}

export function strong(text: string): TextPart {
  return { text, strong: true };
}

/**
 * Joins strings and parts into a sentence. Adjacent parts that are not strong are merged; empty strings and undefined
 * are dropped.
 */
export function richText(...pieces: readonly (string | TextPart | RichText | undefined)[]): RichText {
  const parts: TextPart[] = [];
  for (const piece of pieces.flat() as readonly (string | TextPart | undefined)[]) {
    const part = typeof piece === 'string' ? { text: piece } : piece;
    if (!part?.text) continue;
    const last = parts.at(-1);
    if (last && !last.strong && !part.strong) parts[parts.length - 1] = { text: last.text + part.text };
    else parts.push(part);
  }
  return parts;
}
