import { X } from 'lucide-react';
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { duration } from '../../analysis/format/format.ts';
import { isOn, POLICY_WORDS } from '../../analysis/format/policyWords.ts';
import { selectAnswersHidden } from '../../store/answers/answersHidden.ts';
import { currentPolicy, selectDocument } from '../../store/plan/document.ts';
import type { PolicyFieldName } from '../../store/plan/policyFields.ts';
import {
  type Drafts,
  firstProblem,
  groupsOf,
  lineOf,
  numbersOf,
  problemOf,
  read,
  remarkOn,
  switched,
  textOf,
  typedPart,
  valueIn,
} from '../../store/plan/policyForm.ts';
import { selectPredictedProof, selectPrediction } from '../../store/run/selectors.ts';
import type { Setting } from '../../store/state.ts';
import { type DismissedBy, useDismiss } from '../ui/dialog/useDismiss.ts';
import { Value } from '../ui/figures/Value.tsx';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import type { OpenedPanel } from './PolicyBar.tsx';
import { Group, Line, Typing } from './PolicyLine.tsx';

interface PanelProps {
  opened: OpenedPanel;
  drafts: Drafts;
  onDrafts: (change: (drafts: Drafts) => Drafts) => void;
  /** The reason why nothing can be changed at the moment. */
  whyNot: string | undefined;
  /** The element with the chips, the button and the panel. */
  bar: RefObject<HTMLElement | null>;
  onClose: (by: DismissedBy) => void;
}

let openings = 0;

/**
 * All settings of the policy, one line each. Valid input is applied while it is typed; invalid input stays in its
 * field.
 */
export function PolicyPanel({ opened, drafts, onDrafts, whyNot, bar, onClose }: PanelProps) {
  const store = useFanoutStore();
  const doc = useFanout(selectDocument);
  const { changePolicy, setPolicyProblem } = useActions();
  const [opening] = useState(() => ++openings);
  const panel = useRef<HTMLDialogElement>(null);
  const panelId = useId();
  const policy = currentPolicy(doc);

  useEffect(() => {
    const line = opened.at && panel.current?.querySelector(`[data-setting=${opened.at}]`);
    const control =
      line?.querySelector<HTMLElement>('[aria-invalid=true]') ??
      line?.querySelector<HTMLElement>('input:not([type=checkbox]), select') ??
      panel.current?.querySelector('input');
    if (line) line.scrollIntoView({ block: 'nearest' });
    else panel.current?.scrollTo(0, 0);
    control?.focus({ preventScroll: true });
    if (control instanceof HTMLInputElement && control.type !== 'checkbox') control.select();
  }, [opened]);

  useEffect(() => {
    const wrong = firstProblem(doc.plan, drafts);
    setPolicyProblem(wrong && { setting: wrong.setting, problem: `${typedPart(wrong.field).label}: ${wrong.problem}` });
  }, [doc.plan, drafts, setPolicyProblem]);

  useDismiss(bar, onClose);

  function dropDrafts(...fields: PolicyFieldName[]): void {
    onDrafts((now) => ({ ...now, ...Object.fromEntries(fields.map((field) => [field, undefined])) }));
  }

  function type(field: PolicyFieldName, text: string): void {
    const { plan } = selectDocument(store.getState());
    const answer = read(field, text, plan);
    // The token identifies a field and an opening of the panel: consecutive input there is one undo step.
    if ('patch' in answer) changePolicy(answer.patch, `policy-${opening}-${field}`);
    const beside = valueIn(field, currentPolicy(selectDocument(store.getState())));
    onDrafts((now) => ({ ...now, [field]: { text, beside } }));
  }

  const complaintId = (name: PolicyFieldName) => `${panelId}-${name}`;

  const field = (name: PolicyFieldName) => {
    const problem = problemOf(name, doc.plan, drafts);
    const { label, unit, width, offers } = typedPart(name);
    return (
      <Typing
        key={name}
        label={label}
        unit={unit}
        width={width}
        offers={offers}
        text={textOf(name, policy, drafts)}
        complaintId={problem && complaintId(name)}
        off={whyNot !== undefined}
        onType={(text) => type(name, text)}
        // Valid input is reformatted from the plan; invalid input stays.
        onLeave={() => problem === undefined && dropDrafts(name)}
      />
    );
  };

  const toggle = (setting: Setting) => (
    <label className="flex min-h-[1.875rem] min-w-[6.5rem] items-center gap-2 phone:min-h-10">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        disabled={whyNot !== undefined}
        checked={isOn(setting, policy)}
        onChange={({ target }) => {
          dropDrafts(...numbersOf(setting));
          changePolicy(switched(setting, target.checked));
        }}
      />
      {POLICY_WORDS[setting].name}
    </label>
  );

  /** A switch and, while it is on, what is typed of it: fields without a unit on a line below. */
  function switchable(setting: Setting): ReactNode {
    const numbers = isOn(setting, policy) ? numbersOf(setting) : [];
    const below = numbers.filter((name) => typedPart(name).unit === undefined);
    return (
      <>
        {toggle(setting)}
        {numbers.filter((name) => !below.includes(name)).map(field)}
        {below.length > 0 && <span className="flex basis-full flex-wrap gap-x-3 gap-y-1 pl-6">{below.map(field)}</span>}
      </>
    );
  }

  const choice = (setting: Setting) => (
    <label className="flex min-h-[1.875rem] flex-1 items-center gap-2 phone:min-h-10">
      <span className="min-w-[6.5rem] whitespace-nowrap">{lineOf(setting).label}</span>
      <select
        className="policy-control min-w-0"
        disabled={whyNot !== undefined}
        value={policy[setting] as string}
        onChange={({ target }) => changePolicy({ [setting]: target.value })}
      >
        {Object.entries(lineOf(setting).choices ?? {}).map(([value, [words]]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );

  function line(setting: Setting): ReactNode {
    const { choices, help = '', switchedOn } = lineOf(setting);
    return (
      <Line
        key={setting}
        setting={setting}
        what={choices?.[policy[setting] as string]?.[1] ?? help}
        remark={remarkOn(setting, doc.plan)}
        complaints={numbersOf(setting).flatMap((name) => {
          const problem = problemOf(name, doc.plan, drafts);
          if (problem === undefined) return [];
          return [[complaintId(name), `${typedPart(name).label}: ${problem} The plan keeps ${valueIn(name, policy)}.`]];
        })}
      >
        {choices ? choice(setting) : switchedOn === undefined ? numbersOf(setting).map(field) : switchable(setting)}
      </Line>
    );
  }

  return (
    <dialog
      ref={panel}
      open
      aria-label="Policy"
      className="policy-panel"
      // Custom properties, because the style sheet places the panel elsewhere on a phone.
      style={{ '--left': `${opened.leftPx}px`, '--top': `${opened.topPx}px` } as CSSProperties}
    >
      <div className="sticky top-0 z-1 flex items-center border-soft border-b bg-panel py-1.5 pr-2 pl-4">
        <h2 className="flex-1 font-semibold">Policy</h2>
        <PredictedTotal />
        <button
          type="button"
          className="quiet-button"
          aria-label="Close policy"
          title="Close"
          onClick={() => onClose('key')}
        >
          <X size={16} aria-hidden />
        </button>
      </div>
      <p role="status" className="px-4 text-small empty:hidden [&:not(:empty)]:py-2">
        {whyNot}
      </p>
      {groupsOf(policy).map(({ title, settings }) => (
        <Group key={title} title={title}>
          {settings.map(line)}
        </Group>
      ))}
    </dialog>
  );
}

/** The predicted total, because the panel hides the chart. */
function PredictedTotal() {
  const proof = useFanout(selectPredictedProof);
  const fresh = useFanout((state) => selectPrediction(state) !== undefined);
  const hidden = useFanout(selectAnswersHidden);
  const total = fresh && proof ? (proof.total === undefined ? undefined : duration(proof.total)) : '…';
  if (total === undefined || hidden) return null;
  return (
    <span className="mr-2 text-ink2 text-small">
      predicted total <Value name="Predicted" value={fresh ? proof?.total : undefined} text={total} />
    </span>
  );
}
