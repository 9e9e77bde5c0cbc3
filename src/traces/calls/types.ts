/** A call of a tool, as a text has it. */
export interface CallRequest {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly id?: string;
  /** Duration in ms; Infinity: it never ends. */
  readonly ms?: number;
  /** What it failed with. */
  readonly error?: unknown;
  readonly result?: unknown;
  /** Fields of a plan's call, unchecked: `behavior`, `timeoutMs` and others. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A line of the text, or a value of its JSON: the call that it is, or why it is none. */
export interface ReadPart {
  /** Line, or place among the values; from 1. */
  readonly number: number;
  /** As it stands in the text. */
  readonly text: string;
  readonly call?: CallRequest;
  readonly problem?: string;
}

export interface ReadCalls {
  readonly parts: readonly ReadPart[];
  /** Answers of tools stand beside the calls: the text is a conversation, or a trace. */
  readonly hasAnswers: boolean;
}
