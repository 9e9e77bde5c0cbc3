import { type ReactNode, useMemo } from 'react';
import { count } from '../../../analysis/format/format.ts';
import { valueText } from '../../../analysis/format/valueText.ts';
import type { PlainMessage } from '../../../run/plainState.ts';
import { formattedJson } from '../../../store/plan/parseInput.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { LongText } from './LongText.tsx';

export function Column({ children }: { children: ReactNode }) {
  return <div className="details-column">{children}</div>;
}

export function Part({ title, tools, children }: { title: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <div className="details-title">
        <h3 className="text-ink3 text-small">{title}</h3>
        {tools}
      </div>
      {children}
    </section>
  );
}

/** Lines of text, or what is said where there are none. */
export function Lines({ title, lines, none }: { title: string; lines: readonly string[]; none: string }) {
  return (
    <Part title={title}>
      {lines.length === 0 ? (
        <p className="text-ink2">{none}</p>
      ) : (
        <ul>
          {lines.map((line) => (
            <li key={line} className="wrap-anywhere tabular-nums">
              {line}
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

/** A value in full: text as it is, anything else as JSON. */
export function Value({ title, value, className = '' }: { title: string; value: unknown; className?: string }) {
  const text = useMemo(() => fullText(value), [value]);
  if (text === '')
    return (
      <Part title={title}>
        <p className="text-ink2">nothing</p>
      </Part>
    );
  return (
    <Part title={title} tools={<Copy of={title} text={() => text} />}>
      <LongText text={text} label={title} json={typeof value !== 'string'} className={className} />
    </Part>
  );
}

/** Longer contents are shown above, as the result, and only begun here. */
const MOST_CONTENT = 2000;
const BEGUN = 200;

export function Message({ message }: { message: PlainMessage }) {
  const { content } = message;
  const long = content.length > MOST_CONTENT;
  const text = useMemo(
    () => formattedJson(long ? { ...message, content: `${content.slice(0, BEGUN)}…` } : message),
    [message, content, long],
  );
  return (
    <Part title="ToolMessage" tools={<Copy of="ToolMessage" text={() => formattedJson(message)} />}>
      <LongText text={text} label="ToolMessage" json />
      {long && (
        <p className="text-ink2 text-small">Its content has {count(content.length)} characters. Copy it to have all.</p>
      )}
    </Part>
  );
}

function Copy({ of, text }: { of: string; text: () => string }) {
  return <CopyButton label={`Copy ${of}`} copy={async () => navigator.clipboard.writeText(text())} />;
}

/** Of a larger value `formattedJson` makes one line. */
const LARGE = 10_000;

function fullText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  try {
    return valueText(value, LARGE).length < LARGE ? formattedJson(value) : JSON.stringify(value, digits, 2);
  } catch {
    // A circle, which only a tool of the engine's own can give.
    return valueText(value, LARGE);
  }
}

const digits = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
