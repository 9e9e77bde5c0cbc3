import './lessons.css';
import { useState } from 'react';
import type { Lesson } from '../../lessons/types.ts';
import { selectIsQuiz, selectNotesHidden } from '../../store/answers/display.ts';
import { useFanout } from '../ui/useFanout.ts';
import { Markdown } from './Markdown.tsx';
import { type Sheet, Worksheet } from './Worksheet.tsx';

/** Beside the card if there is room, otherwise below it; it never covers anything. */
export function LessonPanel() {
  const lesson = useFanout((state) => state.lesson?.lesson);
  const hidden = useFanout(selectNotesHidden);
  if (!lesson) return null;
  return (
    <aside className="lesson-panel" aria-label="More about this lesson">
      <h2>{lesson.title}</h2>
      {hidden ? (
        <Hidden />
      ) : (
        <>
          <p className="lesson-idea">{lesson.idea}</p>
          <Markdown text={lesson.text} />
        </>
      )}
      <Printing lesson={lesson} withKey={!hidden} />
    </aside>
  );
}

function Hidden() {
  const quiz = useFanout(selectIsQuiz);
  return (
    <p className="lesson-idea">
      {quiz
        ? 'Notes and answer key are hidden in this quiz.'
        : 'Notes and answer key appear after your guess or the run.'}
    </p>
  );
}

function Printing({ lesson, withKey }: { lesson: Lesson; withKey: boolean }) {
  const [sheet, setSheet] = useState<Sheet>();
  return (
    <div className="lesson-print">
      <button type="button" className="outline-button" onClick={() => setSheet('worksheet')}>
        Print worksheet
      </button>
      {withKey && (
        <button type="button" className="outline-button" onClick={() => setSheet('key')}>
          Answer key
        </button>
      )}
      {sheet && (withKey || sheet === 'worksheet') && (
        <Worksheet lesson={lesson} sheet={sheet} onPrinted={() => setSheet(undefined)} />
      )}
    </div>
  );
}
