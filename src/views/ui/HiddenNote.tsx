import { selectHiddenText } from '../../store/answers/display.ts';
import { useFanout } from './useFanout.ts';

/** In the place of predictions that are hidden. */
export function HiddenNote({ className = '' }: { className?: string }) {
  const text = useFanout(selectHiddenText);
  return text === undefined ? null : <p className={`text-ink2 ${className}`}>{text}</p>;
}
