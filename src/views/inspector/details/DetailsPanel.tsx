import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import './details.css';

interface DetailsPanelProps {
  /** Counts up when the panel is to take the focus, as it does when it is opened by a key. */
  focus: number | undefined;
  /** What is shown: an icon, a heading, a state. */
  title: ReactNode;
  tools?: ReactNode;
  /** `call`: what a step leads to. */
  of: string;
  /** The step before (-1) or behind (1); `undefined` at the end. */
  step(by: 1 | -1): (() => void) | undefined;
  onClose(): void;
  /** What takes the focus when the panel closes with the focus inside, where it did not come from a control. */
  home(): HTMLElement | null;
  children: ReactNode;
}

/** The frame around the details of one thing among others; what is in it is for the caller to say. */
export function DetailsPanel({ focus, title, tools, of, step, onClose, home, children }: DetailsPanelProps) {
  const region = useRef<HTMLElement>(null);
  /** Whether the focus is inside. */
  const holdsFocus = useRef(false);
  const cameFrom = useRef<Element | null>(null);
  const goHome = useRef(home);
  goHome.current = home;

  useEffect(() => {
    if (!focus) return;
    const { activeElement } = document;
    if (!region.current?.contains(activeElement)) cameFrom.current = activeElement;
    region.current?.focus();
  }, [focus]);

  useEffect(
    () => () => {
      if (!holdsFocus.current) return;
      const from = cameFrom.current;
      const isControl = from instanceof HTMLElement && from !== document.body && !from.closest('[role=grid]');
      const last = goHome.current;
      // Once the panel has gone.
      requestAnimationFrame(() => (isControl && from.isConnected ? from : last())?.focus());
    },
    [],
  );

  function onKey(event: KeyboardEvent): void {
    const { key, target, currentTarget } = event;
    const inHead = target === currentTarget || (target as Element).closest('.details-head') !== null;
    const act =
      key === 'Escape'
        ? onClose
        : inHead && (key === 'ArrowUp' || key === 'ArrowDown')
          ? (step(key === 'ArrowUp' ? -1 : 1) ?? nothing)
          : undefined;
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  return (
    <section
      ref={region}
      aria-label="Details"
      tabIndex={-1}
      className="details gutter"
      onKeyDown={onKey}
      onFocus={() => {
        holdsFocus.current = true;
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        // The element that had the focus may have been removed: then nothing else has it.
        if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) holdsFocus.current = false;
      }}
    >
      <header className="details-head">
        {title}
        <span className="ml-auto flex flex-none items-center">
          {tools}
          <Step name={`Previous ${of}`} hint="↑" go={step(-1)}>
            <ChevronUp size={16} aria-hidden />
          </Step>
          <Step name={`Next ${of}`} hint="↓" go={step(1)}>
            <ChevronDown size={16} aria-hidden />
          </Step>
          <button
            type="button"
            className="quiet-button"
            aria-label="Close details"
            title="Close: Escape"
            onClick={onClose}
          >
            <X size={16} aria-hidden />
          </button>
        </span>
      </header>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard. */}
      <div role="group" aria-label="Contents" tabIndex={0} className="details-scroller">
        {children}
      </div>
    </section>
  );
}

const nothing = () => {};

interface StepProps {
  name: string;
  hint: string;
  go: (() => void) | undefined;
  children: ReactNode;
}

function Step({ name, hint, go, children }: StepProps) {
  return (
    <button
      type="button"
      className="quiet-button"
      aria-label={name}
      title={`${name}: ${hint}`}
      aria-disabled={!go}
      onClick={go}
    >
      {children}
    </button>
  );
}
