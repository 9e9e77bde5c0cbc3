import type { RunState } from '../../run/fold.ts';
import { pausedMs, wasCancelledByUser } from '../../run/interventions.ts';
import type { Policy } from '../../run/types.ts';
import { count, duration, list } from '../format/format.ts';
import { figure, type RichText, richText } from '../format/richText.ts';

/** Up to this many changes of the limit are listed one by one; more are only counted. */
const MOST_LISTED = 2;

/** What the user changed during the run, from its log: the limit, pauses, cancelled calls. */
export function interventionNotes(state: RunState, { limit }: Pick<Policy, 'limit'>): RichText[] {
  return [limitNote(state, limit), pauseNote(state), cancelNote(state)].filter((note) => note !== undefined);
}

function limitNote({ limits }: RunState, planned: number | null): RichText | undefined {
  const last = limits.at(-1);
  if (!last) return undefined;
  if (limits.length > MOST_LISTED)
    return richText(
      `The limit was changed ${count(limits.length)} times, from ${limitText(planned)} to ${limitText(last.limit)}.`,
    );
  let before = planned;
  const steps = limits.map(({ at, limit }) => {
    const step = `from ${limitText(before)} to ${limitText(limit)} at ${duration(at)}`;
    before = limit;
    return step;
  });
  return richText(`The limit was changed ${steps.join(' and ')}.`);
}

/** `3`, `none`. */
function limitText(limit: number | null): string {
  return limit === null ? 'none' : count(limit);
}

function pauseNote(state: RunState): RichText | undefined {
  const { pauses } = state;
  if (pauses.length === 0) return undefined;
  const often = pauses.length === 1 ? '' : `${count(pauses.length)} times, `;
  const ms = pausedMs(state);
  return richText(
    `Paused ${often}for `,
    figure('Paused', ms, duration(ms)),
    `${pauses.length === 1 ? '' : ' in all'}.`,
  );
}

function cancelNote({ calls }: RunState): RichText | undefined {
  const ids = calls.filter(({ outcome }) => wasCancelledByUser(outcome)).map(({ id }) => id);
  if (ids.length === 0) return undefined;
  return richText(`${list(ids)} ${ids.length === 1 ? 'was' : 'were'} cancelled by you.`);
}
