import { capital, difference, ownText, times } from '../../analysis/format/format.ts';
import { plainText } from '../../analysis/format/richText.ts';
import { EDITED, loadingSentence, startFailureSentence } from '../../analysis/verdict/question.ts';
import { selectPresetIntro } from '../../store/lessons/presetIntro.ts';
import { selectIsShownRunning } from '../../store/plan/document.ts';
import {
  selectAppliedFindingResult,
  selectCriticalPath,
  selectEndlessIds,
  selectIsEditedSinceRun,
  selectMeasuredProof,
  selectPolicyFacts,
  selectPredictedProof,
  selectSentence,
} from '../../store/run/selectors.ts';
import { FindingsSlot } from '../criticalPath/FindingsSlot.tsx';
import { deferredPart } from '../ui/deferred.tsx';
import { Parts } from '../ui/figures/Parts.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { lazyComponent, lazyOptional } from '../ui/lazy.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';
import { RunFailedAgain } from './RunFailedAgain.tsx';

const LiveSentence = deferredPart('LiveSentence', () => 'Running');
const RunControls = deferredPart('RunControls');

/** Loaded with the first run that never ends; the sentence gives the same advice as text. */
const HangAdvice = lazyOptional(() => import('./HangAdvice.tsx').then((loaded) => loaded.default));

/** Replaces the sentence while a lesson is open. */
const LessonSentence = lazyComponent('The lesson', () =>
  import('../lessons/LessonSentence.tsx').then((loaded) => loaded.LessonSentence),
);

const FIRST_WORDS = 'The tools run for real in this page. Guess, press Run, then change anything: you cannot break it.';

/**
 * The main sentence of the page: the question, the live text, or the verdict. Notes follow below it in a smaller font.
 */
export function Sentence() {
  const running = useFanout(selectIsShownRunning);
  const loadingEngine = useFanout(({ runs }) => runs.some(({ phase, startedAt }) => phase === 'loading' && !startedAt));
  const problem = useFanout((state) => state.problem);
  const { sentence, notes } = useFanout(selectSentence);
  const edited = useFanout(selectIsEditedSinceRun);
  const path = useFanout(selectCriticalPath);
  const kept = useFanout(selectAppliedFindingResult);
  const story = useFanout(selectPresetIntro);
  const words = useFanout(({ runs }) => (runs.length === 0 ? FIRST_WORDS : undefined));
  const hangs = useFanout((state) => selectEndlessIds(state).length > 0);
  const inLesson = useFanout(({ lesson }) => lesson !== undefined);
  const now =
    problem !== undefined ? (
      <Parts words={startFailureSentence(problem)} />
    ) : loadingEngine ? (
      <Parts words={loadingSentence()} />
    ) : running ? (
      <LiveSentence />
    ) : undefined;
  if (inLesson)
    return (
      <LessonSentence
        now={now}
        beside={running ? <RunControls /> : path ? <Parts words={path.sentence} /> : <RunFailedAgain />}
        facts={<Facts />}
        below={<FindingsSlot narrow />}
      />
    );
  return (
    <div className="flex-none px-5 pt-3.5 pb-1.5 phone:px-3.5 phone:pt-3">
      <p className="min-h-7 font-[560] text-lead leading-7 tracking-[-0.015em] phone:text-[1rem] phone:leading-[1.375rem]">
        {now ?? <Parts words={sentence} />}
      </p>
      <div className="notes flex min-h-5 flex-wrap items-start justify-between gap-x-8 text-body text-ink2">
        {running ? (
          <RunControls />
        ) : (
          // Wraps to its own line if less room than this is left beside the facts.
          <span className="flex min-w-0 flex-[1_1_20rem] items-start gap-x-2 phone:flex-wrap">
            <span
              className={`min-w-0 empty:hidden phone:whitespace-normal ${path ? 'line-clamp-3' : 'line-clamp-2'}`}
              title={path ? plainText(path.sentence) : (story ?? notes.map(plainText).join(' '))}
            >
              {story?.replace(/(\d) s\b/g, '$1\u00a0s') ?? words}
              {edited && story === undefined ? `${capital(EDITED)}. ` : ''}
              {kept && <Parts words={kept} />}
              {path ? (
                <Parts words={path.sentence} />
              ) : (
                notes.map((note) => (
                  <Parts key={note.map(({ text }) => text).join('')} words={[...note, { text: ' ' }]} />
                ))
              )}
            </span>
            <RunFailedAgain />
          </span>
        )}
        {hangs && <HangAdvice />}
        <Facts />
      </div>
      <FindingsSlot narrow />
    </div>
  );
}

/** The numbers that the three bars do not show. */
function Facts() {
  const measured = useFanout(selectMeasuredProof);
  const predicted = useFanout(selectPredictedProof);
  const policy = useFanout(selectPolicyFacts);
  const { oneByOne, oneByOneMeasured = false, speedUp, overhead } = measured ?? { ...predicted, speedUp: undefined };
  return (
    <div className="facts flex flex-none flex-wrap gap-x-4 phone:flex-initial">
      <dl className="contents">
        {policy && <Fact label="Lower bound" value={policy.lowerBound} text={policy.boundText} />}
        {policy?.costText && <Fact label="Policy costs" value={policy.costs} text={policy.costText} />}
        <Fact
          label="One by one"
          value={oneByOne}
          text={oneByOne === undefined ? undefined : ownText(oneByOne, oneByOneMeasured)}
          after={measured && oneByOne !== undefined ? (oneByOneMeasured ? 'measured' : 'predicted') : ''}
        />
        <Fact label="Speed-up" value={speedUp} text={speedUp === undefined ? undefined : times(speedUp)} />
        <Fact label="Overhead" value={overhead} text={overhead === undefined ? undefined : difference(overhead)} />
      </dl>
      {measured && <CriticalPathButton />}
    </div>
  );
}

function CriticalPathButton() {
  const why = useFanout((state) => state.criticalPath !== undefined);
  const { toggleCriticalPath } = useActions();
  return (
    <button
      type="button"
      className={`rounded px-1 text-accent hover:underline ${why ? 'font-[560]' : ''}`}
      aria-pressed={why}
      title="The critical path: what the run had to wait for (C)"
      onClick={() => void toggleCriticalPath()}
    >
      Why?
    </button>
  );
}

interface FactProps {
  label: string;
  value: number | undefined;
  text: string | undefined;
  after?: string;
}

function Fact({ label, value, text, after }: FactProps) {
  return (
    <div className="flex gap-1.5">
      <dt>{label}</dt>
      <dd>
        <Value name={label} value={value} text={text ?? '–'} /> {after}
      </dd>
    </div>
  );
}
