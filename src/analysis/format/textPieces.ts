import { isolated, revealed } from '../../run/text/foreignText.ts';

/** A piece of a long text, from line break to line break where that is possible. */
export interface TextPiece {
  /** Indices in the text, in UTF-16 units; a line break at the piece's end is left out. */
  readonly from: number;
  readonly to: number;
  /** Line breaks inside. */
  readonly breaks: number;
}

/** Most UTF-16 units of a piece: a browser lays it out in less than a millisecond. */
const PIECE = 1000;
/** A piece of fewer is not made for the sake of a line break. */
const SHORTEST = PIECE / 4;

/** Cuts a text of any length, so that only the pieces in view are drawn. */
export function textPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  for (let from = 0; from <= text.length; ) {
    // Searched by itself: a search in the whole text runs on where there is nothing to be found.
    const head = text.slice(from, from + PIECE + 1);
    const { length, next } = head.length > PIECE ? cutOf(head) : { length: head.length, next: head.length + 1 };
    pieces.push({ from, to: from + length, breaks: head.slice(0, length).split('\n').length - 1 });
    from += next;
  }
  return pieces;
}

/** How much of the head is a piece, and where the next one begins. */
function cutOf(head: string): { length: number; next: number } {
  const lineBreak = head.lastIndexOf('\n');
  if (lineBreak >= SHORTEST) return { length: lineBreak, next: lineBreak + 1 };
  const space = head.lastIndexOf(' ', PIECE - 1) + 1;
  const isInPair = (head.codePointAt(PIECE - 1) ?? 0) > 0xffff;
  const length = space >= SHORTEST ? space : PIECE - Number(isInPair);
  return { length, next: length };
}

/** A text of others for display, with its lines and tabs: what cannot be seen is shown as its code. */
export function shownText(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(revealed).join('\t'))
    .join('\n');
}

/** JSON for display: the same, and each string from right to left keeps to its place between the brackets. */
export function shownJson(json: string): string {
  return shownText(json).replace(/"(?:[^"\\\n]|\\.)*"/g, isolated);
}
