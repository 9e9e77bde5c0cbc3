import { duration } from '../../../analysis/format/format.ts';
import { type Bar, barClass, barLabel, barTitle } from '../../../analysis/timeline/bars.ts';
import { MARK_STYLES, type MarkKey } from '../../../analysis/timeline/marks.ts';
import { isShown, type TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../../run/types.ts';
import { at, span } from '../../axis/percent.ts';
import { MarkIcon } from '../../ui/icons/icons.tsx';

interface BarProps {
  bar: Bar;
  axis: TimeAxis;
  /** Maximum number of attempts of the call. */
  tries?: number;
  ghost?: boolean;
  lost?: boolean;
}

/**
 * Open bars reach to the edge of the axis: those of a running run are revealed as time passes, abandoned work has no
 * known end.
 */
export function CallBar({ bar, axis, tries = 1, ghost = false, lost = false }: BarProps) {
  const { from, to } = bar;
  const style = span(from, to, axis);
  if (!style) return null;
  const label = barLabel(bar, tries);
  return (
    <i className={barClass(bar, { ghost, lost })} style={style} title={barTitle(bar, { ghost, lost, tries })}>
      {label && (
        <b className={MARK_STYLES.attempt.className}>
          <span>{label}</span>
        </b>
      )}
    </i>
  );
}

interface PointProps {
  mark: MarkKey;
  at: Ms;
  axis: TimeAxis;
  ghost?: boolean;
}

/** A point mark: an icon if the mark has one, otherwise a tick. */
export function CallPoint({ mark, at: moment, axis, ghost = false }: PointProps) {
  if (!isShown(axis, moment)) return null;
  const { className, icon, word } = MARK_STYLES[mark];
  const title = `${ghost ? `${MARK_STYLES.ghost.word}, ` : ''}${word}, ${duration(moment)}`;
  // Leaves room for the icon at the end of the axis.
  const left = icon ? `min(${at(moment, axis)}, calc(100% - 16px))` : at(moment, axis);
  return (
    <i className={`${className} ${ghost ? 'guessed' : ''}`} style={{ left }} title={title}>
      {icon && <MarkIcon mark={mark} size={14} className="block" />}
    </i>
  );
}
