import { Download } from 'lucide-react';
import { type ReactNode, useDeferredValue, useId, useMemo, useState } from 'react';
import { callsText, clip, count } from '../../analysis/format/format.ts';
import { MOST_NAME } from '../../store/link/planCodec.ts';
import { selectDocument } from '../../store/plan/document.ts';
import { controlsOf, wordsOf } from '../../store/restrictions.ts';
import { createOfflinePage } from '../../store/share/offlinePage.ts';
import {
  fileNameOf,
  lengthWarning,
  linkOf,
  selectRunFile,
  selectRunFileProblem,
  sharedOf,
} from '../../store/share/sharing.ts';
import type { Controls } from '../../store/state.ts';
import { Dialog } from '../ui/dialog/Dialog.tsx';
import { download } from '../ui/download.ts';
import { useFanout, useFanoutStore } from '../ui/useFanout.ts';
import { ClassPart } from './ClassPart.tsx';
import { CopyField, MOST_SHOWN } from './CopyField.tsx';
import { EmbedPart } from './EmbedPart.tsx';
import { QrCode } from './QrCode.tsx';
import { qrPath } from './qrPath.ts';
import './share.css';

export function ShareDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Share" className="share-dialog" onClose={onClose}>
      <LinkPart />
      <FilePart />
    </Dialog>
  );
}

function LinkPart() {
  const { internals } = useFanoutStore();
  const doc = useFanout(selectDocument);
  const fromLink = useFanout((state) => state.fromLink);
  const lesson = useFanout((state) => state.lesson);
  const speed = useFanout((state) => state.speed);
  const tab = useFanout((state) => state.tab);
  const fit = useFanout((state) => state.fit);
  const [included, setIncluded] = useState({ lesson: true, speed: true, view: true });
  const [controls, setControls] = useState<Controls>(() => controlsOf(fromLink?.hidden ?? []));
  const linkId = useId();

  // Encoding 10,000 calls takes 100 ms: deferred while the name is typed.
  const shared = useDeferredValue(doc);
  const made = useMemo(
    () =>
      linkOf(
        location.href.replace(/#.*$/s, ''),
        sharedOf(shared, { fromLink, lesson, speed, tab, fit }, { ...included, hidden: wordsOf(controls) }),
      ),
    [shared, fromLink, lesson, speed, tab, fit, included, controls],
  );
  const link = 'link' in made ? made.link : '';

  const box = (name: keyof typeof included, label: ReactNode) => (
    <label className="share-choice">
      <input
        type="checkbox"
        checked={included[name]}
        onChange={({ currentTarget: { checked } }) => setIncluded({ ...included, [name]: checked })}
      />
      {label}
    </label>
  );
  const warning = location.protocol === 'file:' ? FROM_FILE : lengthWarning(link);
  return (
    <div className="share-link">
      <div className="flex min-w-0 flex-col gap-4">
        <label className="flex flex-col gap-1 text-body text-ink2">
          Name, for the title
          <input
            type="text"
            className="policy-control"
            maxLength={MOST_NAME}
            placeholder="e.g. Monday’s group"
            value={doc.name ?? ''}
            onChange={({ currentTarget }) => internals.renamePlan(currentTarget.value)}
          />
        </label>
        <fieldset>
          <legend className="mb-1 text-body text-ink2">Goes along with the plan</legend>
          <div className="flex flex-wrap gap-x-5">
            {lesson && box('lesson', `Lesson step (${lesson.step + 1})`)}
            {box('speed', `View speed (${speed === 'fit' ? speed : `${speed}x`})`)}
            {box('view', 'Open tab and axis')}
          </div>
        </fieldset>
        <ClassPart controls={controls} onChange={setControls} />
        <div className="flex flex-col gap-2">
          <label htmlFor={linkId} className="text-body text-ink2">
            Link
          </label>
          {'link' in made ? (
            <>
              <CopyField id={linkId} text={link} rows={2} label="Copy link">
                {count(link.length)} characters, {callsText(doc.plan.calls.length)}
              </CopyField>
              {warning && <p className="text-fail text-small">{warning}</p>}
              {link.length <= MOST_SHOWN && <EmbedPart link={link} name={doc.name} />}
            </>
          ) : (
            <p role="alert" className="text-small">
              There is no link: {made.problem}. Send the run as a file instead.
            </p>
          )}
        </div>
      </div>
      {link && (
        <figure className="share-qr">
          {qrPath(link) ? (
            <QrCode link={link} />
          ) : (
            <p className="text-ink2 text-small">
              The link is too long for a QR code. Show a preset or a shorter plan, or send the run as a file.
            </p>
          )}
        </figure>
      )}
    </div>
  );
}

const FROM_FILE =
  'This page is a file of yours: the link opens on this computer alone. Send the page or the run instead.';

function FilePart() {
  const { getState } = useFanoutStore();
  const name = useFanout((state) => selectDocument(state).name);
  const problem = useFanout(selectRunFileProblem);
  const [status, setStatus] = useState('');
  const why = useId();

  function saveRun(): void {
    const run = selectRunFile(getState(), new Date().toISOString());
    download(run, `${fileNameOf(name)}.fanout.json`, 'application/json');
  }

  async function savePage(): Promise<void> {
    const run = selectRunFile(getState(), new Date().toISOString());
    setStatus('The page is being made.');
    const page = await createOfflinePage(run, name ? `${clip(name, 80)} · Fanout` : 'A run in Fanout');
    if ('html' in page) download(page.html, `${fileNameOf(name)}.html`, 'text/html');
    setStatus('html' in page ? 'The page is among your downloads.' : page.problem);
  }

  const button = (label: string, about: string, act: () => void) => (
    <div className="share-file">
      <button
        type="button"
        className="outline-button share-button"
        aria-disabled={problem !== undefined}
        aria-describedby={`${why}${label}`}
        onClick={() => problem === undefined && act()}
      >
        <Download size={15} aria-hidden />
        {label}
      </button>
      <p id={`${why}${label}`} className="text-ink2 text-small">
        {about}
      </p>
    </div>
  );
  return (
    <section aria-label="Files" className="flex flex-col gap-3 border-line border-t px-5 py-4">
      {button('Download run', 'Its plan and its log. Whoever has Fanout opens it here and rewinds it.', saveRun)}
      {button('Download page', 'This run and Fanout in one page. It opens anywhere, without a network.', () => {
        void savePage();
      })}
      <p role="status" className="text-small empty:hidden">
        {problem ?? status}
      </p>
    </section>
  );
}
