import { CONTROLS, type Control, type Controls } from '../../store/state.ts';

const NAMES = Object.keys(CONTROLS) as Control[];
/** Shown, locked or hidden. Quiz mode is on or off: of what is hidden nothing is left to lock. */
const CHOSEN = NAMES.filter((name) => name !== 'predictions');

interface ClassPartProps {
  controls: Controls;
  onChange: (controls: Controls) => void;
}

/** Which controls of the page a classroom link shows, locks or hides. */
export function ClassPart({ controls, onChange }: ClassPartProps) {
  const changed = Object.keys(controls).length;
  function choose(name: Control, value: string): void {
    const { [name]: _, ...rest } = controls;
    onChange(value === 'locked' || value === 'hidden' ? { ...rest, [name]: value } : rest);
  }
  return (
    <details className="share-more" open={changed > 0}>
      <summary>
        For a class
        <span className="text-ink2 text-small">
          {changed === 0 ? 'everything is shown' : `${changed} of ${NAMES.length} locked or hidden`}
        </span>
      </summary>
      <label className="share-choice">
        <input
          type="checkbox"
          checked={controls.predictions !== undefined}
          onChange={({ currentTarget }) => choose('predictions', currentTarget.checked ? 'locked' : '')}
        />
        <span>
          {CONTROLS.predictions} <span className="text-ink2 text-small">hides predictions, notes and answer keys</span>
        </span>
      </label>
      <fieldset className="share-controls">
        <legend className="sr-only">What a class sees</legend>
        {CHOSEN.map((name) => (
          <label key={name}>
            {CONTROLS[name]}
            <select
              className="policy-control"
              value={controls[name] ?? 'shown'}
              onChange={({ currentTarget }) => choose(name, currentTarget.value)}
            >
              <option>shown</option>
              <option>locked</option>
              <option>hidden</option>
            </select>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
