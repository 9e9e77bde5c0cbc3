import { X } from 'lucide-react';

export const WHY_NOT = 'A run is going: its policy can be changed when it has ended.';

interface ChipProps {
  /** Used in the button's name `Remove Timeout`. */
  name: string;
  text: string;
  title?: string;
  running: boolean;
  opens?: 'dialog';
  onOpen: (button: HTMLElement) => void;
  onRemove: () => void;
}

/** A changed setting: its text, and the button that resets it. */
export function ChipParts({ name, text, title, running, opens, onOpen, onRemove }: ChipProps) {
  return (
    <span className="chip">
      <button type="button" title={title} aria-haspopup={opens} onClick={({ currentTarget }) => onOpen(currentTarget)}>
        {text}
      </button>
      <button
        type="button"
        className="chip-cross"
        aria-label={`Remove ${name}`}
        title={running ? WHY_NOT : `Remove ${name}`}
        aria-disabled={running}
        onClick={() => running || onRemove()}
      >
        <X size={13} aria-hidden />
      </button>
    </span>
  );
}
