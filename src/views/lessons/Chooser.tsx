import './lessons.css';
import { Check } from 'lucide-react';
import { type ChangeEvent, useEffect, useState } from 'react';
import { loadChallenges, TRACKS } from '../../lessons/menu.ts';
import type { Challenge, Lesson } from '../../lessons/types.ts';
import { saveProgress } from '../../store/lessons/lesson.ts';
import { formatProgress, NO_PROGRESS, readProgress, storedProgress } from '../../store/lessons/progress.ts';
import { selectIsRunning } from '../../store/plan/document.ts';
import { closeDialogOf, Dialog } from '../ui/dialog/Dialog.tsx';
import { download } from '../ui/download.ts';
import { notLoadedText } from '../ui/lazy.tsx';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';

interface Loaded {
  tracks: readonly (readonly Lesson[])[];
  challenges: readonly Challenge[];
}

export function Chooser({ onClose }: { onClose: () => void }) {
  const [loaded, setLoaded] = useState<Loaded | 'failed'>();
  const store = useFanoutStore();
  const progress = useFanout((state) => state.progress) ?? NO_PROGRESS;

  useEffect(() => {
    if (!store.getState().progress) store.setState({ progress: storedProgress(store.internals.storage) });
    Promise.all([Promise.all(TRACKS.map(({ load }) => load())), loadChallenges()]).then(
      ([tracks, challenges]) => setLoaded({ tracks, challenges }),
      () => setLoaded('failed'),
    );
  }, [store]);

  return (
    <Dialog title="Lessons" className="chooser" onClose={onClose}>
      {loaded === 'failed' && (
        <p role="alert" className="px-5 text-ink2">
          {notLoadedText('The lessons')}
        </p>
      )}
      {loaded && loaded !== 'failed' && (
        <div className="chooser-tracks">
          {TRACKS.map(({ title, about }, i) => {
            const lessons = loaded.tracks[i] ?? [];
            return (
              <section key={title} aria-label={title}>
                <h3>
                  {title} <span>{minutesOf(lessons)} min</span>
                </h3>
                <p>{about}</p>
                <ul>
                  {lessons.map((lesson) => (
                    <Entry
                      key={lesson.name}
                      name={lesson.name}
                      title={lesson.title}
                      beside={`${lesson.minutes} min`}
                      done={lesson.name in progress.lessons}
                    />
                  ))}
                </ul>
              </section>
            );
          })}
          <section aria-label="Challenges">
            <h3>Challenges</h3>
            <p>A goal, and a plan that misses it. The log decides</p>
            <ul>
              {loaded.challenges.map(({ name, title }) => (
                <Entry key={name} name={name} title={title} done={name in progress.challenges} />
              ))}
            </ul>
          </section>
        </div>
      )}
      <ProgressFile />
    </Dialog>
  );
}

const minutesOf = (lessons: readonly Lesson[]) => lessons.reduce((sum, { minutes }) => sum + minutes, 0);

function Entry(props: { name: string; title: string; beside?: string; done: boolean }) {
  const { name, title, beside, done } = props;
  const { openLesson } = useActions();
  const running = useFanout(selectIsRunning);
  const here = useFanout((state) => state.lesson?.name === name);
  return (
    <li>
      <button
        type="button"
        aria-current={here ? 'true' : undefined}
        aria-disabled={running}
        title={running ? 'Stop the run first' : undefined}
        onClick={({ currentTarget }) => {
          if (running) return;
          void openLesson(name);
          closeDialogOf(currentTarget);
        }}
      >
        <span className="chooser-mark">{done && <Check size={15} className="text-ok" aria-hidden />}</span>
        {title}
        {done && <span className="sr-only">, done</span>}
        <span className="chooser-beside">{beside}</span>
      </button>
    </li>
  );
}

/** Far larger than any file that the page writes. */
const MOST_BYTES = 1_000_000;

function ProgressFile() {
  const store = useFanoutStore();
  const [status, setStatus] = useState('');

  function save(): void {
    const text = formatProgress(store.getState().progress ?? NO_PROGRESS);
    download(text, 'fanout-progress.json', 'application/json');
  }

  async function read({ currentTarget }: ChangeEvent<HTMLInputElement>): Promise<void> {
    const file = currentTarget.files?.[0];
    currentTarget.value = '';
    if (!file) return;
    if (file.size > MOST_BYTES)
      return setStatus('Expected a progress file, got one of more than 1 MB. Nothing was changed.');
    const progress = readProgress(await file.text());
    if ('problem' in progress) return setStatus(`${progress.problem} Nothing was changed.`);
    saveProgress(store, progress);
    setStatus('Added to what was done here.');
  }

  return (
    <div className="chooser-keeping">
      <span>What you have done is kept in this browser.</span>
      <button type="button" className="link-button" onClick={save}>
        Export progress
      </button>
      <label className="link-button">
        Import progress
        <input type="file" accept="application/json,.json" className="sr-only" onChange={(event) => void read(event)} />
      </label>
      <span role="status">{status}</span>
    </div>
  );
}
