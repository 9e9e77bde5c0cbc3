/**
 * Thrown by a tool to end its call without a result: neither a success nor a failure. The call is `cancelled` with cause
 * `interrupt`; it is not tried again, no fallback replaces it, no failure policy counts it, and the other calls go on. For
 * tools that stop a whole program to ask a person, such as LangGraph's `interrupt`.
 */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  /** A private field, because a hostile Proxy may pose as an instance. */
  readonly #isOne = true;
  /** What the caller of the run should be given. */
  readonly by: unknown;

  constructor(by: unknown, message = 'it interrupted the run') {
    super(message);
    this.by = by;
  }

  static isOne(thrown: unknown): thrown is Interruption {
    return typeof thrown === 'object' && thrown !== null && #isOne in thrown;
  }
}
