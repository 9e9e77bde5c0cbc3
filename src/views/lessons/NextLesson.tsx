import { useEffect, useState } from 'react';
import { lessonOf, TRACKS } from '../../lessons/menu.ts';
import { useActions } from '../ui/useFanout.ts';

const NAMES = TRACKS.flatMap(({ names }) => names);

export function NextLesson({ after }: { after: string }) {
  const next = NAMES[NAMES.indexOf(after) + 1];
  const [title, setTitle] = useState<string>();
  const { openLesson } = useActions();
  useEffect(() => {
    let here = true;
    if (next !== undefined)
      lessonOf(next).then(
        (lesson) => here && setTitle(lesson?.title),
        () => {},
      );
    return () => {
      here = false;
    };
  }, [next]);
  if (next === undefined) return <p className="lesson-note">This was the last one. The challenges are in Lessons.</p>;
  return (
    <p className="lesson-note">
      <button type="button" className="outline-button" onClick={() => void openLesson(next)}>
        Next lesson{title ? `: ${title}` : ''}
      </button>
    </p>
  );
}
