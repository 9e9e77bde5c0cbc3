import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';
import { clip, count, duration, list } from '../format/format.ts';
import { type RichText, richText, strong } from '../format/richText.ts';
import type { EarlyEnd } from '../metrics/earlyEnd.ts';

const ENDED = { failed: 'failed', timedOut: 'timed out', rejected: 'was rejected' } as const;

/** `Fail fast ended the run at 0.40 s when error_1 failed: 3 results were lost, 2 calls never started.` */
export function earlyEndSentence(
  { by, call, done, lost, unstarted }: EarlyEnd,
  total: Ms,
  { onError }: Policy,
): RichText {
  const at = strong(total < 9.5 ? '0.00 s' : duration(total));
  const never =
    unstarted > 0 && `${count(unstarted)} ${lost > 0 && by !== 'failure' ? '' : calls(unstarted)}never started`;
  const withClauses = (...clauses: (string | false | 0)[]) => `: ${clauses.filter(Boolean).join(', ')}.`;
  if (by === 'deadline') {
    const cut = lost > 0 && `${count(lost)} cut off`;
    return richText(
      'The deadline ended the run at ',
      at,
      withClauses(`${count(done)} of ${count(done + lost + unstarted)} done`, cut, never),
    );
  }
  const id = clip(call?.id ?? '', 40);
  if (by === 'success')
    return richText(
      `${id} won at `,
      at,
      withClauses(lost > 0 && `${count(lost)} other ${calls(lost)}${was(lost)} given up`, never),
    );
  const kind = call?.outcome?.kind as keyof typeof ENDED;
  const loss =
    onError === 'fail-fast'
      ? `${count(lost)} ${lost === 1 ? 'result' : 'results'} ${was(lost)} lost`
      : `${count(lost)} ${calls(lost)}${was(lost)} cancelled`;
  return richText(
    'Fail fast ended the run at ',
    at,
    ` when ${id} ${ENDED[kind]}`,
    withClauses(lost > 0 && loss, never),
  );
}

const calls = (n: number) => (n === 1 ? 'call ' : 'calls ');
const was = (n: number) => (n === 1 ? 'was' : 'were');

/**
 * Work that ends within this time after its abort signal reacted to it and is not abandoned: the gap is the machine's
 * delay.
 */
const ATTENTIVE_MS = 50;

/** Whether the tool of a settled call still runs, as far as the log shows. */
export function isStillRunning({ outcome, attempts }: CallState): boolean {
  return outcome?.abandoned === true && attempts.some((one) => isAbandoned(one.result) && one.lateAt === undefined);
}

function isAbandoned(result: string | undefined): boolean {
  return result === 'timedOut' || result === 'cancelled';
}

/**
 * `2 still running: hang_1 and hang_2.` `slow_1 ran on, unseen, until 1.00 s.`
 *
 * @param reported ids of the calls that the main sentence already reports as running
 */
export function abandonedNotes({ calls: all, makespan = 0 }: RunState, reported: readonly string[]): RichText[] {
  const reportedIds = new Set(reported);
  const still = all.filter((call) => isStillRunning(call) && !reportedIds.has(call.id)).map(({ id }) => id);
  let until = 0;
  const late = all.filter(({ attempts, outcome }) => {
    if (!outcome?.abandoned) return false;
    let last = 0;
    for (const { endedAt = 0, lateAt = 0 } of attempts)
      if (lateAt - endedAt > ATTENTIVE_MS) last = Math.max(last, lateAt);
    until = Math.max(until, last);
    return last > makespan;
  });
  const notes: RichText[] = [];
  if (still.length > 0) notes.push(richText(`${count(still.length)} still running: ${list(still)}.`));
  if (late.length > 0)
    notes.push(richText(`${list(late.map(({ id }) => id))} ran on, unseen, until ${duration(until)}.`));
  return notes;
}
