import { Check, Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Challenge } from '../../lessons/types.ts';
import { docOf, isRunning } from '../../store/doc.ts';
import { challengeVerdict, hint, planShown, restore, seedChosen, showSolution } from '../../store/lesson.ts';
import { useFanout, useFanoutStore } from '../useFanout.ts';

export function ChallengeWords({ challenge, now }: { challenge: Challenge; now: ReactNode }) {
  const store = useFanoutStore();
  const verdict = useFanout(challengeVerdict);
  const hints = useFanout((state) => state.lesson?.hints) ?? 0;
  const running = useFanout(isRunning);
  const which = useFanout(planShown);
  const given = challenge.hints.slice(0, hints);
  return (
    <>
      <p className="lesson-words">{now ?? challenge.goal}</p>
      <p className="lesson-note" role="status">
        {verdict ? (
          <>
            {verdict.met && <Check size={15} className="text-ok" aria-hidden />}
            <b>{verdict.met ? 'Solved.' : 'Not yet.'}</b> {verdict.why}
          </>
        ) : (
          `You may change ${challenge.allowed}. Then press Run: the run’s log decides.`
        )}
      </p>
      {given.map((text) => (
        <p key={text} className="lesson-note">
          <span className="text-ink3">Hint</span> {text}
        </p>
      ))}
      <p className="lesson-note">
        {challenge.seed && <SeedStep />}
        {hints < challenge.hints.length ? (
          <button type="button" className="outline-button" onClick={() => hint(store)}>
            Hint {hints + 1} of {challenge.hints.length}
          </button>
        ) : (
          <button type="button" className="outline-button" aria-disabled={running} onClick={() => showSolution(store)}>
            Show a solution
          </button>
        )}
        {which !== 'lesson' && (
          <button type="button" className="outline-button" aria-disabled={running} onClick={() => restore(store)}>
            Start over
          </button>
        )}
      </p>
    </>
  );
}

function SeedStep() {
  const store = useFanoutStore();
  const seed = useFanout((state) => docOf(state).plan.seed) ?? 0;
  const running = useFanout(isRunning);
  const step = (by: number, name: string, Icon: typeof Plus) => (
    <button
      type="button"
      className="outline-button"
      aria-label={name}
      aria-disabled={running || seed + by < 0}
      onClick={() => seedChosen(store, seed + by)}
    >
      <Icon size={13} aria-hidden />
    </button>
  );
  return (
    <span className="flex items-center gap-2">
      {step(-1, 'Previous seed', Minus)}
      <output aria-label="Seed">Seed {seed}</output>
      {step(1, 'Next seed', Plus)}
    </span>
  );
}
