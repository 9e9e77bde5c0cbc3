import { type ReactNode, useId } from 'react';
import type { Setting } from '../../store/state.ts';

/** The parts of the policy panel: groups, a line per setting, text fields. */

export function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out like the other lines.
    <div role="group" aria-labelledby={id} className="border-soft px-4 py-2 not-last:border-b">
      <h3 id={id} className="text-ink3 text-small">
        {title}
      </h3>
      {children}
    </div>
  );
}

interface LineProps {
  setting: Setting;
  /** One sentence. */
  what: string;
  remark: string | undefined;
  /** Error messages by the id that the field's aria-describedby refers to. */
  complaints: readonly (readonly [id: string, text: string])[];
  children: ReactNode;
}

export function Line({ setting, what, remark, complaints, children }: LineProps) {
  return (
    <div data-setting={setting} className="scroll-my-12 py-1">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">{children}</div>
      <p className="mt-0.5 text-ink2 text-small leading-4">{what}</p>
      {remark && <p className="text-small leading-4">{remark}</p>}
      <div role="alert" className="empty:hidden">
        {complaints.map(([id, text]) => (
          <p key={id} id={id} className="complaint">
            {text}
          </p>
        ))}
      </div>
    </div>
  );
}

interface TypingProps {
  label: string;
  /** Shown after the field; the field's own name is then visually hidden, because the switch before it names it. */
  unit: string | undefined;
  width: string;
  /** Of a text: what the field offers. */
  offers: readonly string[] | undefined;
  text: string;
  /** Id of the element with the error message. */
  complaintId: string | undefined;
  off: boolean;
  onType: (text: string) => void;
  onLeave: () => void;
}

export function Typing({ label, unit, width, offers, text, complaintId, off, onType, onLeave }: TypingProps) {
  const offersId = useId();
  return (
    <label className={unit ? 'flex items-center gap-1.5' : 'flex flex-col text-ink2 text-small'}>
      <span className={unit ? 'sr-only' : ''}>{label}</span>
      <input
        className={`policy-control ${width}`}
        value={text.slice(0, MOST_DRAWN)}
        disabled={off}
        inputMode={offers ? 'text' : 'decimal'}
        list={offers && offersId}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={complaintId !== undefined}
        aria-describedby={complaintId}
        onChange={({ target }) => onType(target.value)}
        onBlur={onLeave}
      />
      {offers && (
        <datalist id={offersId}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
      {unit && (
        <span aria-hidden className="text-ink2">
          {unit}
        </span>
      )}
    </label>
  );
}

/** No number is that long, and a browser needs a minute to lay out a megabyte of text. */
const MOST_DRAWN = 1000;
