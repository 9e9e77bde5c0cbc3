import type { SavedRun } from '../run/file/runFile.ts';

/** The beginning of a file, by which formats recognise it. */
export interface FileHead {
  readonly name: string;
  /** Its first characters, or all of them; without a byte order mark. */
  readonly text: string;
}

/** What a file holds once it is read. A trace of spans becomes a second kind here. */
export interface Opened {
  readonly kind: 'run';
  readonly run: SavedRun;
}

/** A kind of file that can be opened. `T`: what reading it gives. */
export interface FileFormat<T> {
  /** Lower case and hyphens; stored with each run that came from such a file. */
  readonly id: string;
  /** As a person would call it, singular: "Fanout run". */
  readonly label: string;
  /** How likely the file is of this format, from 0 (no) to 1 (its own mark is there). Never throws. */
  accepts(head: FileHead): number;
  /** Throws a TraceError, or a run file's own RunFileError: others are bugs and are not shown as messages. */
  read(text: string): T;
}

/** One file of this folder and one line of formats.ts. */
export type TraceFormat = FileFormat<Opened>;

/** A file that no format claims, described for the person who chose it. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  /**
   * @param found what the file is, a sentence
   * @param supported what can be opened instead, a sentence
   * @param todo what to do, a sentence
   */
  constructor(
    readonly found: string,
    readonly supported: string,
    readonly todo: string,
    options?: ErrorOptions,
  ) {
    super(`${found} ${supported} ${todo}`, options);
  }
}
