import { Redo2, RotateCcw, Undo2 } from 'lucide-react';
import { selectIsRunning } from '../../../store/plan/document.ts';
import { CATALOGUE } from '../../../tools/catalogue.ts';
import { SideBySideButton } from '../../sideBySide/SideBySideSlot.tsx';
import { Control } from '../../ui/Control.tsx';
import { KindIcon } from '../../ui/icons/icons.tsx';
import { useActions, useFanout } from '../../ui/useFanout.ts';
import { useNarrow } from '../../ui/useNarrow.ts';
import { RowsButtons } from '../RowsTools.tsx';

export function AddBar() {
  const running = useFanout(selectIsRunning);
  const narrow = useNarrow();
  const { addCall, openPaste } = useActions();
  return (
    <div className="flex flex-none flex-wrap items-center gap-2 border-line border-t px-5 py-2 phone:px-3.5">
      <Control name="add">
        <span className="mr-0.5 text-body text-ink3">Add a call</span>
        {CATALOGUE.map(({ kind }) => (
          <button
            key={kind}
            type="button"
            className="outline-button phone:h-11"
            aria-label={`Add ${kind} call`}
            aria-disabled={running}
            onClick={() => addCall(kind)}
          >
            <KindIcon kind={kind} />
            <span className="capitalize">{kind}</span>
          </button>
        ))}
        <button
          type="button"
          className="quiet-button text-body phone:h-11"
          aria-label="Paste calls"
          aria-haspopup="dialog"
          aria-disabled={running}
          onClick={() => !running && openPaste()}
        >
          Paste…
        </button>
      </Control>
      {narrow && (
        <>
          <RowsButtons className="grid size-11 place-items-center text-ink2" />
          <SideBySideButton className="min-h-11" />
        </>
      )}
      <History />
    </div>
  );
}

function History() {
  const running = useFanout(selectIsRunning);
  const canUndo = useFanout(({ history }) => history.past.length > 0) && !running;
  const canRedo = useFanout(({ history }) => history.future.length > 0) && !running;
  const { undo, redo, resetPlan } = useActions();
  return (
    <span className="ml-auto flex flex-wrap justify-end">
      <Quiet label="Undo" off={!canUndo} onPress={undo}>
        <Undo2 size={15} aria-hidden />
        Undo
      </Quiet>
      <Quiet label="Redo" off={!canRedo} onPress={redo}>
        <Redo2 size={15} aria-hidden />
      </Quiet>
      <Control name="presets">
        <Quiet label="Reset" off={running} onPress={resetPlan}>
          <RotateCcw size={14} aria-hidden />
          Reset
        </Quiet>
      </Control>
    </span>
  );
}

function Quiet(props: { label: string; off: boolean; onPress: () => void; children: React.ReactNode }) {
  const { label, off, onPress, children } = props;
  return (
    <button
      type="button"
      className="quiet-button flex items-center gap-1.5 text-body"
      aria-label={label}
      title={label}
      aria-disabled={off}
      onClick={() => !off && onPress()}
    >
      {children}
    </button>
  );
}
