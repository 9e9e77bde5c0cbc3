import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { shownJson, shownText, type TextPiece, textPieces } from '../../../analysis/format/textPieces.ts';
import { useRem } from '../../ui/useRem.ts';

interface LongTextProps {
  text: string;
  /** What it is, for screen readers. */
  label: string;
  json: boolean;
  className?: string;
}

/** Up to here a text is drawn whole, in UTF-16 units and in lines. */
const MOST_SHORT = 4000;
const MOST_LINES = 60;

/** As in the style sheet, and about as many columns as there are. */
const LINE_PX = 18;
const COLUMNS = 40;

/** A text of others of any length: of a long one only what is in view is drawn. */
export function LongText(props: LongTextProps) {
  const { text, json, className } = props;
  const isShort = text.length <= MOST_SHORT && text.split('\n').length <= MOST_LINES;
  if (!isShort) return <Pieces {...props} />;
  return (
    <pre dir={json ? 'ltr' : 'auto'} className={`details-text ${className ?? ''}`}>
      {json ? shownJson(text) : shownText(text)}
    </pre>
  );
}

function Pieces({ text, label, json, className = '' }: LongTextProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const pieces = useMemo(() => textPieces(text), [text]);
  const linePx = LINE_PX * useRem();
  const virtual = useVirtualizer({
    count: pieces.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => linesOf(pieces[index] as TextPiece) * linePx,
    overscan: 2,
    indexAttribute: 'data-piece',
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div
      ref={scroller}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard.
      tabIndex={0}
      className={`details-text long ${className}`}
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const { from, to } = pieces[index] as TextPiece;
          const piece = text.slice(from, to);
          return (
            <pre
              key={index}
              ref={virtual.measureElement}
              data-piece={index}
              dir={json ? 'ltr' : 'auto'}
              style={{ transform: `translateY(${start}px)` }}
            >
              {(json ? shownJson(piece) : shownText(piece)) || '\n'}
            </pre>
          );
        })}
      </div>
    </div>
  );
}

/** A guess, until the piece has been drawn. */
function linesOf({ from, to, breaks }: TextPiece): number {
  return Math.max(breaks + 1, Math.ceil((to - from) / COLUMNS));
}
