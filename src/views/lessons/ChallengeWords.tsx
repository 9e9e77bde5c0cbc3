import { Check, Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Challenge } from '../../lessons/types.ts';
import { docOf, isRunning } from '../../store/doc.ts';
import { challengeVerdict, hint, planShown, restore, seedChosen, showSolution } from '../../store/lesson.ts';
import { useFanout, useFanoutStore } from '../useFanout.ts';

export function Goal({ challenge, now }: { challenge: Challenge; now: ReactNode }) {
  const hints = useFanout((state) => state.lesson?.hints) ?? 0;
  return (
    <>
      <p className="lesson-words">{now ?? challenge.goal}</p>
      {challenge.hints.slice(0, hints).map((text, i) => (
        <p key={text} className="lesson-note">
          Hint {i + 1}: {text}
        </p>
      ))}
    </>
  );
}

export function ChallengeNote({ challenge }: { challenge: Challenge }) {
  const store = useFanoutStore();
  const verdict = useFanout(challengeVerdict);
  const hints = useFanout((state) => state.lesson?.hints) ?? 0;
  const running = useFanout(isRunning);
  const which = useFanout(planShown);
  return (
    <div className="lesson-note">
      <span role="status">
        {verdict ? (
          <>
            {verdict.met && <Check size={15} className="mr-1 inline text-ok" aria-hidden />}
            <b>{verdict.met ? 'Solved.' : 'Not yet.'}</b> {verdict.why}
          </>
        ) : (
          `You may change ${challenge.allowed}.`
        )}
      </span>
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
    </div>
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
