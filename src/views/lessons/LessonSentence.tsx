import './lessons.css';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { followLesson, goToStep, leaveLesson, STEPS, stepBy } from '../../store/lessons/lesson.ts';
import { selectIsRunning } from '../../store/plan/document.ts';
import { useFanout, useFanoutStore } from '../ui/useFanout.ts';
import { ChallengeHelp, ChallengeNote, Goal } from './ChallengeWords.tsx';
import { LessonNote, LessonWords } from './LessonWords.tsx';

interface LessonSentenceProps {
  /** Text about the current run; replaces the lesson's text while it is defined. */
  now: ReactNode;
  beside: ReactNode;
  facts: ReactNode;
  below: ReactNode;
}

export function LessonSentence({ now, beside, facts, below }: LessonSentenceProps) {
  const store = useFanoutStore();
  const open = useFanout(({ lesson }) => lesson);
  const running = useFanout(selectIsRunning);
  const name = open?.name;
  const step = open?.step;

  useEffect(() => followLesson(store), [store]);

  useEffect(() => {
    const { dataset } = document.documentElement;
    if (name === undefined) return;
    dataset.lesson = name;
    const { displayMode, restrictions } = store.getState();
    // A classroom link stays in the address, so that its restrictions survive a reload.
    if (!restrictions)
      history.replaceState(
        null,
        '',
        `#lesson=${name}${{ alone: '', presented: '&present', embedded: '&embed' }[displayMode]}`,
      );
    return () => {
      delete dataset.lesson;
      const left = store.getState();
      if (left.lesson === undefined && !left.restrictions)
        history.replaceState(null, '', location.pathname + location.search);
    };
  }, [name, store]);

  useEffect(() => {
    const { dataset } = document.documentElement;
    if (step === undefined) return;
    dataset.lessonStep = String(step + 1);
    return () => {
      delete dataset.lessonStep;
    };
  }, [step]);

  useEffect(() => {
    function walk(event: KeyboardEvent): void {
      const by = { PageDown: 1 as const, PageUp: -1 as const }[event.key];
      const target = event.target instanceof Element ? event.target : null;
      if (by === undefined || event.defaultPrevented || target?.closest('input, select, textarea, dialog, [role=menu]'))
        return;
      event.preventDefault();
      stepBy(store, by);
    }
    document.addEventListener('keydown', walk);
    return () => document.removeEventListener('keydown', walk);
  }, [store]);

  if (!open) return null;
  const { lesson, challenge } = open;
  return (
    <section className="lesson" aria-label={lesson ? 'Lesson' : 'Challenge'}>
      <div className="lesson-bar">
        <span className="lesson-title">
          {lesson ? '' : 'Challenge: '}
          {(lesson ?? challenge)?.title}
        </span>
        {lesson && (
          <nav className="lesson-steps" aria-label="Steps of the lesson">
            <button
              type="button"
              className="lesson-step-by"
              aria-disabled={running || step === 0}
              onClick={() => stepBy(store, -1)}
            >
              <ChevronLeft size={15} aria-hidden />
              Back
            </button>
            <ol>
              {STEPS.map((title, i) => (
                <li key={title}>
                  <button
                    type="button"
                    className="lesson-dot"
                    aria-label={`Step ${i + 1} of ${STEPS.length}: ${title}`}
                    title={title}
                    aria-current={i === step ? 'step' : undefined}
                    aria-disabled={running}
                    onClick={() => goToStep(store, i)}
                  />
                </li>
              ))}
            </ol>
            <span className="lesson-step-name" aria-hidden>
              {STEPS[open.step]}
            </span>
            <button
              type="button"
              className="lesson-step-by"
              aria-disabled={running || step === STEPS.length - 1}
              onClick={() => stepBy(store, 1)}
            >
              Next
              <ChevronRight size={15} aria-hidden />
            </button>
          </nav>
        )}
        {challenge && <ChallengeHelp challenge={challenge} />}
        <button type="button" className="lesson-leave" aria-disabled={running} onClick={() => leaveLesson(store)}>
          Back to my plan
        </button>
      </div>
      {lesson ? <LessonWords lesson={lesson} now={now} /> : challenge && <Goal challenge={challenge} now={now} />}
      <div className="lesson-foot">
        {!now && (lesson ? <LessonNote lesson={lesson} /> : challenge && <ChallengeNote challenge={challenge} />)}
        {beside}
        <span className="flex-1" />
        {facts}
      </div>
      {below}
    </section>
  );
}
