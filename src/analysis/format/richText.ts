/** One stretch of a sentence. Strong ones carry the accent: the measured total and the speed-up. */
export interface TextPart {
  text: string;
  strong?: boolean;
}

export type RichText = readonly TextPart[];

/** The plain text, for the page's live region, titles and tests. */
export function plain(sentence: RichText): string {
  return sentence.map(({ text }) => text).join('');
}

export function strong(text: string): TextPart {
  return { text, strong: true };
}

/** Joins pieces, texts or parts; neighbours without accent become one. Empty texts and undefined fall out. */
export function say(...pieces: readonly (string | TextPart | RichText | undefined)[]): RichText {
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
