import { X } from 'lucide-react';
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { duration } from '../../analysis/format/format.ts';
import type { Policy } from '../../run/types.ts';
import { currentPolicy, currentStrategy, selectDocument } from '../../store/plan/document.ts';
import { SETTING_NAME } from '../../store/plan/policyChips.ts';
import {
  type Drafts,
  firstProblem,
  isOn,
  type PolicyFieldName,
  problemOf,
  read,
  remarkOn,
  type Switch,
  switched,
  textOf,
  valueIn,
} from '../../store/plan/policyForm.ts';
import { selectPredictedProof, selectPrediction } from '../../store/run/selectors.ts';
import type { Setting } from '../../store/state.ts';
import { type DismissedBy, useDismiss } from '../ui/dialog/useDismiss.ts';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import type { Opened } from './PolicyBar.tsx';
import { Group, Line, Typing } from './PolicyLine.tsx';
import { type Choices, LABEL, ON_ERROR, ORDER, SLOT } from './policyWords.ts';

interface PanelProps {
  opened: Opened;
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
  const custom = currentStrategy(doc).kind === 'custom';

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
    setPolicyProblem(wrong && { setting: wrong.setting, problem: `${LABEL[wrong.field]}: ${wrong.problem}` });
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

  const field = (name: PolicyFieldName, width: string, unit?: string) => {
    const problem = problemOf(name, doc.plan, drafts);
    return (
      <Typing
        label={LABEL[name]}
        unit={unit}
        width={width}
        text={textOf(name, policy, drafts)}
        complaintId={problem && complaintId(name)}
        off={whyNot !== undefined}
        onType={(text) => type(name, text)}
        // Valid input is reformatted from the plan; invalid input stays.
        onLeave={() => problem === undefined && dropDrafts(name)}
      />
    );
  };

  const line = (setting: Setting, what: string, control: ReactNode, fields: PolicyFieldName[] = []) => (
    <Line
      setting={setting}
      what={what}
      remark={remarkOn(setting, doc.plan)}
      complaints={fields.flatMap((name) => {
        const problem = problemOf(name, doc.plan, drafts);
        if (problem === undefined) return [];
        return [[complaintId(name), `${LABEL[name]}: ${problem} The plan keeps ${valueIn(name, policy)}.`]];
      })}
    >
      {control}
    </Line>
  );

  const toggle = (setting: Switch, fields: PolicyFieldName[] = []) => (
    <label className="flex min-h-[1.875rem] min-w-[6.5rem] items-center gap-2 phone:min-h-10">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        disabled={whyNot !== undefined}
        checked={isOn(setting, policy)}
        onChange={({ target }) => {
          dropDrafts(...fields);
          changePolicy(switched(setting, target.checked));
        }}
      />
      {SETTING_NAME[setting]}
    </label>
  );

  function choice<K extends 'slotOnTimeout' | 'onError' | 'order'>(setting: K, label: string, choices: Choices<K>) {
    return line(
      setting,
      choices.find(([value]) => value === policy[setting])?.[2] ?? '',
      <label className="flex min-h-[1.875rem] flex-1 items-center gap-2 phone:min-h-10">
        <span className="min-w-[6.5rem] whitespace-nowrap">{label}</span>
        <select
          className="policy-control min-w-0"
          disabled={whyNot !== undefined}
          value={policy[setting]}
          onChange={({ target }) => changePolicy({ [setting]: target.value as Policy[K] })}
        >
          {choices.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>,
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
      <Group title="Time">
        {line(
          'timeoutMs',
          'Cuts each attempt off after this long; the work behind it may go on.',
          <>
            {toggle('timeoutMs', ['timeoutMs'])}
            {policy.timeoutMs !== null && field('timeoutMs', 'w-24', 'ms')}
          </>,
          ['timeoutMs'],
        )}
        {choice('slotOnTimeout', 'Timed-out call', SLOT)}
        {line(
          'deadlineMs',
          'Ends the run this long after its start; what has not started is skipped.',
          <>
            {toggle('deadlineMs', ['deadlineMs'])}
            {policy.deadlineMs !== null && field('deadlineMs', 'w-24', 'ms')}
          </>,
          ['deadlineMs'],
        )}
      </Group>
      <Group title="Failure">
        {choice('onError', 'On error', ON_ERROR)}
        {line(
          'retry',
          'Tries a failed or timed-out call again, after a backoff that grows by the factor.',
          <>
            {toggle('retry', RETRY)}
            {isOn('retry', policy) && (
              <>
                {field('attempts', 'w-14', 'tries')}
                <span className="flex basis-full flex-wrap gap-x-3 gap-y-1 pl-6">
                  {field('baseMs', 'w-24')}
                  {field('factor', 'w-14')}
                  {field('maxMs', 'w-24')}
                  {field('jitter', 'w-14')}
                </span>
              </>
            )}
          </>,
          RETRY,
        )}
        {line(
          'recovery',
          'A call that has failed for good takes its fallback, set in its row under More.',
          toggle('recovery'),
        )}
      </Group>
      <Group title="Order and pace">
        {choice('order', 'Order', ORDER)}
        {line(
          'rate',
          'Lets no more calls start than this within any such span of time.',
          <>
            {toggle('rate', RATE)}
            {policy.rate && (
              <>
                {field('starts', 'w-14', 'starts per')}
                {field('perMs', 'w-24', 'ms')}
              </>
            )}
          </>,
          RATE,
        )}
        {custom &&
          line('limit', 'Lets no more calls run at once than this, within each batch.', field('limit', 'w-14'), [
            'limit',
          ])}
        {custom &&
          line(
            'batchSize',
            'Starts that many calls, and the next ones when all of them have settled.',
            field('batchSize', 'w-14'),
            ['batchSize'],
          )}
      </Group>
    </dialog>
  );
}

const RETRY: PolicyFieldName[] = ['attempts', 'baseMs', 'factor', 'maxMs', 'jitter'];
const RATE: PolicyFieldName[] = ['starts', 'perMs'];

/** The predicted total, because the panel hides the chart. */
function PredictedTotal() {
  const proof = useFanout(selectPredictedProof);
  const fresh = useFanout((state) => selectPrediction(state) !== undefined);
  const total = fresh && proof ? (proof.total === undefined ? undefined : duration(proof.total)) : '…';
  if (total === undefined) return null;
  return (
    <span className="mr-2 text-ink2 text-small">
      predicted total <b className="font-semibold text-ink">{total}</b>
    </span>
  );
}
