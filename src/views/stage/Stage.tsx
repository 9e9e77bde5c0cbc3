import { X } from 'lucide-react';
import { captionOf } from '../../store/caption.ts';
import { RunButton } from '../shell/RunButton.tsx';
import { useActions, useFanout } from '../useFanout.ts';
import './stage.css';

/** Before an audience: what happens now in one line, and Run. Everything else goes by keys and by the lesson's steps. */
export function Stage() {
  const caption = useFanout(captionOf);
  const blank = useFanout((state) => state.blank);
  const { presentToggled, blankToggled } = useActions();
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
      <button type="button" className="quiet-button" onClick={presentToggled} title="Leave presenting (Esc)">
        <X size={18} aria-hidden />
        <span className="sr-only">Leave presenting</span>
      </button>
      {blank && (
        <button type="button" className="stage-blank" onClick={blankToggled}>
          <span className="sr-only">Blank. Press B to go on.</span>
        </button>
      )}
    </footer>
  );
}
