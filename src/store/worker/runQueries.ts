import type { Ms, Plan, RunEvent } from '../../run/types.ts';
import type { AnswerOf, LogTopic } from '../../runner/predict/queries.ts';
import { selectPrediction } from '../run/selectors.ts';
import type { FanoutState, RunRecord } from '../state.ts';
import type { Lab } from '../types.ts';

/** So many events are copied to the Worker in one go: about 2 ms. */
const PIECE = 2000;

/** The page has its ghosts, or knows that there are none. */
export function predictionCame(state: FanoutState): boolean {
  return !state.predicting && (state.tooLarge !== undefined || selectPrediction(state) !== undefined);
}

/** What the `plan` Worker has of which log. All questions of a page share it, and each sends what is missing. */
interface Sent {
  readonly runId: number;
  length: number;
}
const sentBy = new WeakMap<Lab, Sent>();

export interface Moment {
  plan: Plan;
  /** So many events have happened, and this is the time. */
  count: number;
  now: Ms;
  overhead?: Ms | undefined;
}

/** `undefined`: a question about another run took this one's place, so that it is to be looked at anew. */
export type QueryResult<T extends LogTopic> = { answer: AnswerOf[T] } | { problem: string } | undefined;

export function heardOf<T extends LogTopic>(
  answer: AnswerOf[T] | undefined,
  problem: string | undefined,
): QueryResult<T> {
  return answer === undefined ? { problem: problem ?? 'there was no answer' } : { answer };
}

/**
 * Asks the `plan` Worker about a moment of a run: its log, piece by piece, as far as it is not there, and with the
 * last of it the question. What is returned lets the question go.
 */
export function askOfRun<T extends LogTopic>(
  lab: Lab,
  topic: T,
  { id: runId, log }: RunRecord,
  { plan, count, now, overhead }: Moment,
  hear: (heard: QueryResult<T>) => void,
): () => void {
  let open = true;
  const known = sentBy.get(lab);
  const sent: Sent = known?.runId === runId ? known : { runId, length: 0 };
  sentBy.set(lab, sent);

  function close(heard: QueryResult<T>): void {
    open = false;
    hear(heard);
  }

  function tell(): void {
    if (!open) return;
    // The Worker keeps one log. Two questions that sent theirs in turn would come to no end.
    if (sentBy.get(lab) !== sent) {
      close(undefined);
      return;
    }
    const from = sent.length;
    const to = Math.max(from, Math.min(count, from + PIECE));
    sent.length = to;
    const events = log.slice(from, to).map(bare);
    const last = to >= count;
    // Calls can be many, and the log has all that is asked of them.
    const plans = last ? [{ ...plan, calls: [] }] : [];
    lab.ask(topic, plans, answered, { runId, from, events, count, now, overhead });
    if (!last) setTimeout(tell);
  }

  function answered([answer]: readonly AnswerOf[T][], _done: boolean, problem?: string): void {
    // A Worker that has lost its place is told all of it again.
    if (problem !== undefined && sentBy.get(lab) === sent) sentBy.delete(lab);
    close(heardOf(answer, problem));
  }

  tell();
  return () => {
    if (open) lab.ask(topic, [], () => {});
    open = false;
  };
}

/** What tools returned can be large, and no number needs it. */
function bare(event: RunEvent): RunEvent {
  if (event.type === 'settled') {
    const { value: _, ...rest } = event;
    return rest;
  }
  return event.type === 'partial' ? { ...event, value: undefined } : event;
}
