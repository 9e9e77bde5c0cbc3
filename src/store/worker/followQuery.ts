import type { Ms, Plan } from '../../run/types.ts';
import type { AnswerOf, LogTopic, Topic } from '../../runner/predict/queries.ts';
import type { FanoutState, RunRecord } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { type LogMoment, type QueryResult, queryRun } from './runQueries.ts';

/** A moment of a run. */
export interface RunMoment extends Omit<LogMoment, 'plan'> {
  run: RunRecord;
}

export interface FollowedQuery<T extends Topic> {
  readonly topic: T;
  /** The plans to ask about, compared by identity; none = nothing is wanted, and an open query is dropped. */
  plans(state: FanoutState): readonly Plan[];
  /** While false no query is sent; an open one is still awaited. */
  when(state: FanoutState): boolean;
  /** Where given, the query is about this moment of a run of the one plan, and not about the plan's prediction. */
  moment?: (T extends LogTopic ? (state: FanoutState) => RunMoment | undefined : never) | undefined;
  /** The answer as computed on the page, where there are no Workers. */
  compute?(state: FanoutState): AnswerOf[T];
  /** How long the next query waits after one about the state `asked` that took this long. */
  pause?(asked: FanoutState, took: Ms): Ms;
  /** Takes the answers to the query about the state `asked`. `problem`: why some are missing. */
  apply(answers: readonly AnswerOf[T][], asked: FanoutState, problem?: string): void;
}

interface Question {
  /** The state that it is about. */
  readonly asked: FanoutState;
  readonly plans: readonly Plan[];
  readonly moment: RunMoment | undefined;
  readonly isComputed: boolean;
}

/**
 * Keeps an answer of the `plan` Worker that of the newest state, until the returned function is called. One query is open
 * at a time. Another plan or another run replaces it; another moment of the same run waits for the answer, which comes soon.
 */
export function followQuery<T extends Topic>(
  { subscribe, getState, internals }: FanoutStore,
  { topic, plans, when, moment, compute, pause, apply }: FollowedQuery<T>,
): () => void {
  /** The newest question, open or answered. */
  let last: Question | undefined;
  let isOpen = false;
  let isStopped = false;
  /** Abandons the open query; `isReplaced`: by another of its topic, which the Worker takes for that. */
  let abandon = (_isReplaced: boolean): void => {};
  /** Runs out when the next query may be sent. */
  let pausing: ReturnType<typeof setTimeout> | undefined;

  function questionOf(asked: FanoutState): Question {
    return {
      asked,
      plans: plans(asked),
      moment: moment?.(asked),
      isComputed: compute !== undefined && asked.unavailable !== undefined,
    };
  }

  function drop(): void {
    if (isOpen) abandon(false);
    isOpen = false;
    last = undefined;
  }

  function look(state: FanoutState): void {
    if (isStopped) return;
    const next = questionOf(state);
    if (next.plans.length === 0) drop();
    else if (when(state) && !isSame(last, next)) {
      if (isOpen && !isReplacedBy(last, next)) return;
      // The end of a run does not wait.
      if (pausing !== undefined && !(isSettled(next) && !isSettled(last))) return;
      send(next);
    }
  }

  function send(question: Question): void {
    // What is computed here replaces no query of the Worker.
    if (isOpen) abandon(!question.isComputed);
    clearTimeout(pausing);
    pausing = undefined;
    last = question;
    isOpen = true;
    const { asked, moment: of } = question;
    const sentAt = performance.now();

    function receive(answers: readonly AnswerOf[T][], problem?: string): void {
      isOpen = false;
      if (pause)
        pausing = setTimeout(
          () => {
            pausing = undefined;
            look(getState());
          },
          pause(asked, performance.now() - sentAt),
        );
      apply(answers, asked, problem ?? (answers.length === 0 ? 'there was no answer' : undefined));
      look(getState());
    }

    function receiveOfRun(result: QueryResult<T>): void {
      if (result) receive('answer' in result ? [result.answer] : [], 'problem' in result ? result.problem : undefined);
      else {
        isOpen = false;
        last = undefined;
        look(getState());
      }
    }

    if (compute && question.isComputed) {
      const timer = setTimeout(() => receive([compute(asked)]));
      abandon = () => clearTimeout(timer);
    } else if (of) {
      abandon = queryRun(internals, topic, of.run, { ...of, plan: question.plans[0] as Plan }, receiveOfRun);
    } else {
      let answers: readonly AnswerOf[T][] = [];
      internals.query(topic, [...question.plans], (more, done, problem) => {
        answers = [...answers, ...more];
        if (done) receive(answers, problem);
      });
      abandon = (isReplaced) => {
        if (!isReplaced) internals.query(topic, [], () => {});
      };
    }
  }

  const unsubscribe = subscribe(look);
  look(getState());
  return () => {
    isStopped = true;
    unsubscribe();
    clearTimeout(pausing);
    drop();
  };
}

const isSettled = (question: Question | undefined) => question?.moment?.run.phase === 'settled';

function isReplacedBy(open: Question | undefined, next: Question): boolean {
  return (
    open === undefined ||
    open.isComputed !== next.isComputed ||
    open.moment?.run.id !== next.moment?.run.id ||
    open.plans.length !== next.plans.length ||
    open.plans.some((plan, i) => plan !== next.plans[i])
  );
}

function isSame(last: Question | undefined, next: Question): boolean {
  if (isReplacedBy(last, next)) return false;
  const [a, b] = [last?.moment, next.moment];
  return a?.run.phase === b?.run.phase && a?.count === b?.count && a?.now === b?.now && a?.overhead === b?.overhead;
}
