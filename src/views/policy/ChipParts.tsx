import { X } from 'lucide-react';

export const WHY_NOT = 'A run is going: its policy can be changed when it has ended.';

interface ChipProps {
  /** As in `Remove Timeout`. */
  name: string;
  text: string;
  title?: string;
  running: boolean;
  opens?: 'dialog';
  onOpen: (button: HTMLElement) => void;
  onRemove: () => void;
}

/** One thing that was set: its words, and the cross that takes it away. */
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
