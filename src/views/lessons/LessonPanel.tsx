import './lessons.css';
import { useState } from 'react';
import type { Lesson } from '../../lessons/types.ts';
import { useFanout } from '../ui/useFanout.ts';
import { Markdown } from './Markdown.tsx';
import { type Sheet, Worksheet } from './Worksheet.tsx';

/** Beside the card if there is room, otherwise below it; it never covers anything. */
export function LessonPanel() {
  const lesson = useFanout((state) => state.lesson?.lesson);
  if (!lesson) return null;
  return (
    <aside className="lesson-panel" aria-label="More about this lesson">
      <h2>{lesson.title}</h2>
      <p className="lesson-idea">{lesson.idea}</p>
      <Markdown text={lesson.text} />
      <Printing lesson={lesson} />
    </aside>
  );
}

function Printing({ lesson }: { lesson: Lesson }) {
  const [sheet, setSheet] = useState<Sheet>();
  return (
    <div className="lesson-print">
      <button type="button" className="outline-button" onClick={() => setSheet('worksheet')}>
        Print worksheet
      </button>
      <button type="button" className="outline-button" onClick={() => setSheet('key')}>
        Answer key
      </button>
      {sheet && <Worksheet lesson={lesson} sheet={sheet} onPrinted={() => setSheet(undefined)} />}
    </div>
  );
}
