import { useCallback, useEffect, useRef, useState } from 'react';
import type { EquippedPlan } from '../../run/toolSettings.ts';
import { currentPolicy, selectDocument, selectIsRunning, selectPolicyProblem } from '../../store/plan/document.ts';
import { chipsOf, without } from '../../store/plan/policyChips.ts';
import type { Drafts } from '../../store/plan/policyForm.ts';
import type { Setting } from '../../store/state.ts';
import type { DismissedBy } from '../ui/dialog/useDismiss.ts';
import { HiddenFallback, lazyComponent, lazyOptional } from '../ui/lazy.tsx';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import { ChipParts, WHY_NOT } from './ChipParts.tsx';

const PolicyPanel = lazyComponent(
  'The policy',
  () => import('./PolicyPanel.tsx').then((loaded) => loaded.PolicyPanel),
  HiddenFallback,
);
const ToolChips = lazyOptional(() => import('./ToolChips.tsx').then((loaded) => loaded.ToolChips));

/** The setting whose line to show, or the top of the panel. A new object for each opening, also of the same line. */
export interface OpenedPanel {
  at: Setting | undefined;
  /** Position in the bar below the pressed button; it stays the same while chips are added and removed. */
  leftPx: number;
  topPx: number;
}

/**
 * Chips for the settings that differ from the tutorial's policy, and the button for all settings. Laid out by the bar
 * that contains it.
 */
export function PolicyBar() {
  const doc = useFanout(selectDocument);
  const running = useFanout(selectIsRunning);
  const { changePolicy } = useActions();
  const { getState } = useFanoutStore();
  const stops = useFanout((state) => state.rejectedRunRequests);
  const [opened, setOpened] = useState<OpenedPanel>();
  // State of this component, so that invalid input survives closing the panel.
  const [drafts, setDrafts] = useState<Drafts>({});
  const all = useRef<HTMLFieldSetElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLElement>(null);

  const openAt = useCallback((button: HTMLElement, at: Setting | undefined) => {
    opener.current = button;
    setOpened({ at, leftPx: button.offsetLeft, topPx: button.offsetTop + button.offsetHeight + 6 });
  }, []);

  // A rejected Run request opens the panel at the invalid field.
  useEffect(() => {
    const at = stops > 0 ? selectPolicyProblem(getState())?.setting : undefined;
    if (at && add.current) openAt(add.current, at);
  }, [stops, getState, openAt]);

  const close = useCallback((by: DismissedBy) => {
    setOpened(undefined);
    // The chip that opened the panel may no longer exist.
    if (by === 'key') (opener.current?.isConnected ? opener.current : add.current)?.focus();
  }, []);

  return (
    <fieldset ref={all} className="contents" aria-label="Policy">
      {chipsOf(currentPolicy(doc)).map((chip) => (
        <ChipParts
          key={chip.setting}
          {...chip}
          running={running}
          opens="dialog"
          onOpen={(button) => openAt(button, chip.setting)}
          onRemove={() => changePolicy(without(chip.setting))}
        />
      ))}
      {(doc.plan as EquippedPlan).tools && <ToolChips />}
      <button
        ref={add}
        type="button"
        className="policy-add quiet-button self-center whitespace-nowrap phone:min-h-9"
        aria-haspopup="dialog"
        aria-expanded={opened !== undefined}
        onClick={({ currentTarget }) => (opened ? setOpened(undefined) : openAt(currentTarget, undefined))}
      >
        + Policy
      </button>
      {opened && (
        <PolicyPanel
          opened={opened}
          drafts={drafts}
          onDrafts={setDrafts}
          whyNot={running ? WHY_NOT : undefined}
          bar={all}
          onClose={close}
        />
      )}
    </fieldset>
  );
}
