import { ExternalLink, X } from 'lucide-react';
import { useEffect, useLayoutEffect, useState } from 'react';
import { selectDocument } from '../../store/plan/document.ts';
import { selectEventCaption } from '../../store/run/eventCaption.ts';
import { pageLink } from '../../store/share/sharing.ts';
import { RunButton } from '../run/RunButton.tsx';
import { QrCode } from '../share/QrCode.tsx';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import './stage.css';

/** Footer of the presentation and embedded modes. */
export function Stage() {
  return useFanout(({ displayMode }) => displayMode) === 'presented' ? <Presented /> : <Embedded />;
}

/**
 * Presentation mode: the current event in one line, and Run. Everything else is done by keys and by the lesson's steps.
 */
function Presented() {
  const caption = useFanout(selectEventCaption);
  const blank = useFanout((state) => state.blank);
  const { togglePresenting, toggleBlank } = useActions();
  const link = useLinkHere();

  // Presentation mode changes the text size when it starts and ends: see `useRem`.
  useLayoutEffect(() => {
    const notifyResize = () => void dispatchEvent(new Event('resize'));
    notifyResize();
    return notifyResize;
  }, []);

  return (
    <footer className="stage-foot gutter">
      <span className="run-slot">
        <RunButton />
      </span>
      <p className="stage-caption" aria-live="off">
        {caption ? (
          <>
            <b>{caption.at}</b> {caption.text}
          </>
        ) : (
          ''
        )}
      </p>
      <button type="button" className="quiet-button" onClick={togglePresenting} title="Leave presenting (Esc)">
        <X size={18} aria-hidden />
        <span className="sr-only">Leave presenting</span>
      </button>
      {link && <QrCode link={link} className="stage-qr" />}
      {blank && (
        <button type="button" className="stage-blank" onClick={toggleBlank}>
          <span className="sr-only">Blank. Press B to go on.</span>
        </button>
      )}
    </footer>
  );
}

function Embedded() {
  const link = useLinkHere();
  return (
    <footer className="stage-embed gutter">
      {link && (
        <a href={link} target="_blank" rel="noopener" className="link-button">
          Open in Fanout
          <ExternalLink size={13} aria-hidden />
        </a>
      )}
    </footer>
  );
}

/** Computed after the first render: encoding 10,000 calls takes 100 ms. */
function useLinkHere(): string | undefined {
  const { getState } = useFanoutStore();
  const doc = useFanout(selectDocument);
  const lesson = useFanout((state) => state.lesson?.name);
  const [link, setLink] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link is computed from these.
  useEffect(() => {
    const later = setTimeout(() => setLink(pageLink(location.href.replace(/#.*$/s, ''), getState())), 200);
    return () => clearTimeout(later);
  }, [doc, lesson, getState]);
  return link;
}
