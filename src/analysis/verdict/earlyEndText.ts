import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';
import { clip, count, duration, list } from '../format/format.ts';
import { figure, joined, type RichText, richText } from '../format/richText.ts';
import { isStillRunning, stillRunning } from '../metrics/abandonedWork.ts';
import type { EarlyEnd } from '../metrics/earlyEnd.ts';

const ENDED = { failed: 'failed', timedOut: 'timed out', rejected: 'was rejected' } as const;

/** `Fail fast ended the run at 0.40 s when error_1 failed: 3 results were lost, 2 calls never started.` */
export function earlyEndSentence(
  { by, call, done, cutOff, lost, unstarted }: EarlyEnd,
  total: Ms,
  { onError }: Policy,
): RichText {
  const at = { ...figure('Total', total, total < 9.5 ? '0.00 s' : duration(total)), strong: true };
  const never =
    unstarted > 0 &&
    richText(
      figure('Never started', unstarted, count(unstarted)),
      ` ${cutOff > 0 && by !== 'failure' ? '' : calls(unstarted)}never started`,
    );
  const withClauses = (...clauses: (RichText | false)[]) =>
    richText(
      ': ',
      joined(
        clauses.filter((clause) => clause !== false),
        ', ',
      ),
      '.',
    );
  if (by === 'deadline') {
    const cut = cutOff > 0 && richText(figure('Cut off', cutOff, count(cutOff)), ' cut off');
    const of = richText(figure('Done', done, count(done)), ` of ${count(done + cutOff + unstarted)} done`);
    return richText('The deadline ended the run at ', at, withClauses(of, cut, never));
  }
  const id = clip(call?.id ?? '', 40);
  if (by === 'success')
    return richText(
      `${id} won at `,
      at,
      withClauses(
        cutOff > 0 &&
          richText(figure('Cut off', cutOff, count(cutOff)), ` other ${calls(cutOff)}${was(cutOff)} given up`),
        never,
      ),
    );
  const kind = call?.outcome?.kind as keyof typeof ENDED;
  // With fail-fast alone the others run on; what stopped, or was between two attempts, has no result to lose.
  const results = onError === 'fail-fast' ? lost : 0;
  const cancelled = cutOff - results;
  return richText(
    'Fail fast ended the run at ',
    at,
    ` when ${id} ${ENDED[kind]}`,
    withClauses(
      results > 0 &&
        richText(
          figure('Results lost', results, count(results)),
          ` ${results === 1 ? 'result' : 'results'} ${was(results)} lost`,
        ),
      cancelled > 0 && richText(`${count(cancelled)} ${calls(cancelled)}${was(cancelled)} cancelled`),
      never,
    ),
  );
}

const calls = (n: number) => (n === 1 ? 'call ' : 'calls ');
const was = (n: number) => (n === 1 ? 'was' : 'were');

/**
 * Work that ends within this time after its abort signal reacted to it and has not run on: the gap is the machine's
 * delay.
 */
const ATTENTIVE_MS = 50;

/** When the last abandoned work of a settled call ended; Infinity while it runs, 0 if its work reacted to the signal. */
export function ranOnUntil(call: CallState): Ms {
  if (!call.outcome?.abandoned) return 0;
  if (isStillRunning(call)) return Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { endedAt = 0, lateAt = 0 } of call.attempts)
    if (lateAt - endedAt > ATTENTIVE_MS) last = Math.max(last, lateAt);
  return last;
}

/**
 * `hang_1 and hang_2 are still running in the background.` `slow_1 ran on, unseen, until 1.00 s.`
 *
 * @param reported ids of the calls that the main sentence already reports as running
 */
export function abandonedNotes(state: RunState, reported: readonly string[]): RichText[] {
  const { makespan = 0 } = state;
  const reportedIds = new Set(reported);
  const still = stillRunning(state).map(({ id }) => id);
  const ends = state.calls.map((call) => ({ id: call.id, until: ranOnUntil(call) }));
  const late = ends.filter(({ until }) => until > makespan && Number.isFinite(until));
  const notes: RichText[] = [];
  if (still.some((id) => !reportedIds.has(id)))
    notes.push(
      richText(
        figure('Still running', still.length, `${list(still)} ${still.length === 1 ? 'is' : 'are'} still running`),
        ' in the background.',
      ),
    );
  if (late.length > 0) {
    const until = late.reduce((last, one) => Math.max(last, one.until), 0);
    notes.push(
      richText(
        `${list(late.map(({ id }) => id))} ran on, unseen, until `,
        figure('Ran on until', until, duration(until)),
        '.',
      ),
    );
  }
  return notes;
}
