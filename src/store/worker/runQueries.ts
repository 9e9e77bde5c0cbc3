import type { Ms, Plan, RunEvent } from '../../run/types.ts';
import type { AnswerOf, Topic } from '../../runner/predict/queries.ts';
import { selectPrediction } from '../run/selectors.ts';
import type { FanoutState, RunRecord } from '../state.ts';
import type { StoreInternals } from '../types.ts';

/** So many events are copied to the Worker in one go: about 2 ms. */
const PIECE = 2000;

/** The page has its ghosts and totals, or knows why there are none. */
export function selectIsPredictionReady(state: FanoutState): boolean {
  return (
    !state.predicting &&
    ((state.tooLarge ?? state.predictionProblem) !== undefined || selectPrediction(state) !== undefined)
  );
}

/** How much of which log the `plan` Worker has. All queries of a page share it, and each sends what is missing. */
interface SentLog {
  readonly runId: number;
  length: number;
}
const sentLogs = new WeakMap<StoreInternals, SentLog>();

export interface LogMoment {
  plan: Plan;
  /** So many events have happened, and this is the time. */
  count: number;
  now: Ms;
  overhead?: Ms | undefined;
}

/** `undefined`: a query about another run took this one's place, and it must be sent again. */
export type QueryResult<T extends Topic> = { answer: AnswerOf[T] } | { problem: string } | undefined;

/**
 * Queries the `plan` Worker about a moment of a run: sends its log, piece by piece, as far as the Worker does not have it,
 * and with the last piece the query. The returned function drops the query.
 */
export function queryRun<T extends Topic>(
  internals: StoreInternals,
  topic: T,
  { id: runId, log }: Pick<RunRecord, 'id' | 'log'>,
  { plan, count, now, overhead }: LogMoment,
  onResult: (result: QueryResult<T>) => void,
): () => void {
  let isOpen = true;
  const known = sentLogs.get(internals);
  const sent: SentLog = known?.runId === runId ? known : { runId, length: 0 };
  sentLogs.set(internals, sent);

  function close(result: QueryResult<T>): void {
    isOpen = false;
    onResult(result);
  }

  function sendPiece(): void {
    if (!isOpen) return;
    // The Worker keeps one log. Two queries that sent theirs in turn would never end.
    if (sentLogs.get(internals) !== sent) {
      close(undefined);
      return;
    }
    const from = sent.length;
    const to = Math.max(from, Math.min(count, from + PIECE));
    sent.length = to;
    const events = log.slice(from, to).map(withoutValue);
    const isLast = to >= count;
    // Calls can be many, and the log has what a query needs of them.
    const plans = isLast ? [{ ...plan, calls: [] }] : [];
    internals.query(topic, plans, onAnswers, { runId, from, events, count, now, overhead });
    if (!isLast) setTimeout(sendPiece);
  }

  function onAnswers([answer]: readonly AnswerOf[T][], _done: boolean, problem?: string): void {
    // A Worker that does not have the beginning gets the whole log again.
    if (problem !== undefined && sentLogs.get(internals) === sent) sentLogs.delete(internals);
    close(answer === undefined ? { problem: problem ?? 'there was no answer' } : { answer });
  }

  sendPiece();
  return () => {
    if (isOpen) internals.query(topic, [], () => {});
    isOpen = false;
  };
}

/** Results of tools can be large, and no number needs them. */
function withoutValue(event: RunEvent): RunEvent {
  if (event.type === 'settled') {
    const { value: _, ...rest } = event;
    return rest;
  }
  return event.type === 'partial' ? { ...event, value: undefined } : event;
}
