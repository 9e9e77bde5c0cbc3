import { richText } from '../../analysis/format/richText.ts';
import type { VerdictModule } from '../../analysis/verdict/verdict.lazy.ts';
import type { SliceContext } from '../types.ts';

const NOT_LOADED: VerdictModule = {
  verdict: () => ({
    sentence: richText(
      'The run has settled. What to richText of it could not be loaded: reload the page when the network is back.',
    ),
    notes: [],
  }),
  policyFacts: () => undefined,
};

/** Loads the verdict, which the first screen does without. Where that fails the run is still shown, and the next run tries again. */
export function createVerdictLoader({ get, set }: SliceContext): () => Promise<void> {
  return async () => {
    const { verdictModule: loaded } = get();
    if (loaded && loaded !== NOT_LOADED) return;
    const verdictModule = await import('../../analysis/verdict/verdict.lazy.ts')
      .then((module) => module.verdictModule)
      .catch(() => NOT_LOADED);
    set({ verdictModule });
  };
}
