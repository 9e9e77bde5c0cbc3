/**
 * A part of a sentence. Strong parts have the accent colour: the measured total and the speed-up. A part with a `name`
 * is a figure: on the page a `<data>` of this name, which has this one value wherever it is shown.
 */
export interface TextPart {
  text: string;
  strong?: boolean;
  name?: string;
  /** In ms, calls or as a ratio; Infinity for no end. */
  value?: number;
}

export type RichText = readonly TextPart[];

/** Plain text, for the live region, titles and tests. */
export function plainText(sentence: RichText): string {
  return sentence.map(({ text }) => text).join('');
}

export function strong(text: string): TextPart {
  return { text, strong: true };
}

export function figure(name: string, value: number, text: string): TextPart {
  return { text, name, value };
}

/**
 * Joins strings and parts into a sentence. Adjacent parts that are neither strong nor figures are merged; empty strings
 * and undefined are dropped.
 */
export function richText(...pieces: readonly (string | TextPart | RichText | undefined)[]): RichText {
  const parts: TextPart[] = [];
  for (const piece of pieces.flat() as readonly (string | TextPart | undefined)[]) {
    const part = typeof piece === 'string' ? { text: piece } : piece;
    if (!part?.text) continue;
    const last = parts.at(-1);
    if (last && isPlain(last) && isPlain(part)) parts[parts.length - 1] = { text: last.text + part.text };
    else parts.push(part);
  }
  return parts;
}

const isPlain = ({ strong, name }: TextPart) => !strong && name === undefined;

/** Joins sentences with a separator between them. */
export function joined(parts: readonly RichText[], separator: string): RichText {
  return richText(...parts.flatMap((part, i) => (i > 0 ? [separator, part] : [part])));
}
