import './print.css';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { duration } from '../../analysis/format/format.ts';
import type { Lesson } from '../../lessons/types.ts';
import { predictWorksheet, type WorksheetPrediction } from '../../store/lessons/worksheet.ts';
import { QrCode } from '../share/QrCode.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { useFanoutStore } from '../ui/useFanout.ts';
import { SheetChart } from './SheetChart.tsx';

export type Sheet = 'worksheet' | 'key';

interface WorksheetProps {
  lesson: Lesson;
  sheet: Sheet;
  onPrinted: () => void;
}

/** Shown on paper only, where it replaces the page; hidden on the screen. Opens the browser's print dialog. */
export function Worksheet({ lesson, sheet, onPrinted }: WorksheetProps) {
  const store = useFanoutStore();
  const [drawn, setDrawn] = useState<WorksheetPrediction>();

  useEffect(() => {
    predictWorksheet(store, lesson, (answer) => (answer ? setDrawn(answer) : onPrinted()));
  }, [store, lesson, onPrinted]);

  useEffect(() => {
    if (!drawn) return;
    const { dataset } = document.documentElement;
    dataset.print = sheet;
    addEventListener('afterprint', onPrinted);
    // After the next frame: some browsers print the last painted frame.
    const frame = requestAnimationFrame(() => print());
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('afterprint', onPrinted);
      delete dataset.print;
    };
  }, [drawn, sheet, onPrinted]);

  if (!drawn) return null;
  return createPortal(
    <article className="sheet">
      {sheet === 'key' ? <Key lesson={lesson} of={drawn} /> : <Questions lesson={lesson} of={drawn} />}
    </article>,
    document.body,
  );
}

const link = (name: string) => `${location.href.replace(/#.*/, '')}#lesson=${name}`;

function Head({ lesson, what }: { lesson: Lesson; what: string }) {
  return (
    <header>
      <div>
        <p>fanout, {what}</p>
        <h1>{lesson.title}</h1>
        <p>{link(lesson.name)}</p>
      </div>
      <QrCode link={link(lesson.name)} className="qr" />
    </header>
  );
}

function Questions({ lesson, of }: { lesson: Lesson; of: WorksheetPrediction }) {
  return (
    <>
      <Head lesson={lesson} what="worksheet" />
      <p className="sheet-name">Name</p>
      <h2>1. Predict</h2>
      <p>{lesson.predict}</p>
      <SheetChart run={of.lesson} what="plan" />
      <Choices lesson={lesson} />
      <h2>2. Run</h2>
      <p>{lesson.watch}</p>
      <p className="sheet-line">The run took</p>
      <h2>3. Explain</h2>
      <p>Why did it take as long as it did, and what became of each call?</p>
      <p className="sheet-line" />
      <p className="sheet-line" />
      <h2>4. Break it</h2>
      <p>{lesson.breakIt.text}</p>
      <p className="sheet-line">I expect</p>
      <p className="sheet-line">It was</p>
    </>
  );
}

function Choices({ lesson, right }: { lesson: Lesson; right?: number | undefined }) {
  if (!lesson.choices) return null;
  return (
    <ol className="sheet-choices">
      {lesson.choices.map(({ text }, i) => (
        <li key={text} className={i === right ? 'right' : ''}>
          <b>{'ABC'.charAt(i)}</b> {text}
        </li>
      ))}
    </ol>
  );
}

function Key({ lesson, of }: { lesson: Lesson; of: WorksheetPrediction }) {
  return (
    <>
      <Head lesson={lesson} what="answer key" />
      <h2>1. Predict</h2>
      <p>{lesson.predict}</p>
      <Choices lesson={lesson} right={of.right} />
      <h2>
        2. Run: <Value name="Worksheet: total" value={of.lesson.total} text={duration(of.lesson.total)} className="" />,
        predicted
      </h2>
      <SheetChart run={of.lesson} what="result" />
      <h2>3. Explain</h2>
      <p>{of.lesson.explain}</p>
      <h2>4. Break it: {lesson.breakIt.label}</h2>
      <SheetChart run={of.broken} what="result" />
      <p>{of.broken.explain}</p>
      <h2>5. Remember</h2>
      <p>{lesson.idea}</p>
    </>
  );
}
