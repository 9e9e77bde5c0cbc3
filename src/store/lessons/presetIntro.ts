import { DEFAULT_PRESET, presetOf } from '../../lessons/presetRegistry.ts';
import { selectAnswersHidden } from '../answers/answersHidden.ts';
import { sameWork, selectDocument } from '../plan/document.ts';
import type { FanoutState } from '../state.ts';

/**
 * The story of the preset whose calls are on the page, until a run of them has settled: then the verdict is shown. It
 * tells how the run goes, and is hidden where the page asks for that.
 * The tutorial's is shown only after another plan: on a first visit the page's own introduction is in its place.
 */
export function selectPresetIntro(state: FanoutState): string | undefined {
  const { plan, preset } = selectDocument(state);
  if (selectAnswersHidden(state)) return undefined;
  const { runs } = state;
  const known = presetOf(preset);
  if (known?.plan.calls !== plan.calls) return undefined;
  const ofThese = runs.filter((run) => sameWork(run.plan, plan));
  if (preset === DEFAULT_PRESET && ofThese.length === runs.length) return undefined;
  return ofThese.some(({ phase }) => phase === 'settled') ? undefined : known.story;
}
