import { useEffect } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { ownText } from '../../../analysis/format/format.ts';
import type { ComparedTotals } from '../../../analysis/metrics/comparedTotals.ts';
import { linearAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../../run/types.ts';
import { selectAnswersHidden } from '../../../store/answers/answersHidden.ts';
import {
  followComparison,
  selectComparedPolicies,
  selectMeasuredTotals,
  selectPredictedTotals,
  toggleCompared,
} from '../../../store/inspector/comparison.ts';
import { selectDocument } from '../../../store/plan/document.ts';
import { POLICY_NAMES, policyTitle } from '../../../store/plan/policyNames.ts';
import type { FanoutState, PolicyName } from '../../../store/state.ts';
import { roundUp, ticksOf } from '../../axis/axis.ts';
import { Value } from '../../ui/figures/Value.tsx';
import { HiddenNote } from '../../ui/HiddenNote.tsx';
import { useFanout, useFanoutStore } from '../../ui/useFanout.ts';
import { useNarrow } from '../../ui/useNarrow.ts';
import { Repeat } from './Repeat.tsx';

/** Compares policies for the current plan: total, sum, slowest call and lower bound. */
export function CompareTab() {
  const store = useFanoutStore();
  useEffect(() => followComparison(store), [store]);
  const problem = useFanout(({ comparison }) => comparison?.problem);
  return (
    <div className="px-4 py-3">
      <Choice />
      <HiddenNote className="pb-2 text-body" />
      <Comparison />
      {problem !== undefined && <p className="complaint">These cannot all be predicted: {problem}</p>}
      <Repeat />
    </div>
  );
}

function Choice() {
  const store = useFanoutStore();
  const doc = useFanout(selectDocument);
  const shown = useFanout(selectComparedPolicies);
  return (
    <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1 pb-2 text-body">
      <legend className="sr-only">Policies to compare</legend>
      {POLICY_NAMES.map((name) => (
        <label key={name} className="flex min-h-6 items-center gap-1.5 phone:min-h-11">
          <input
            type="checkbox"
            className="accent-accent"
            checked={shown.includes(name)}
            onChange={() => toggleCompared(store, name)}
          />
          {policyTitle(doc, name)}
        </label>
      ))}
    </fieldset>
  );
}

interface CompareLine {
  name: PolicyName;
  label: string;
  predicted: ComparedTotals | undefined;
  measured: ComparedTotals | undefined;
}

/** Each entry keeps its identity until it changes, so the list is compared entry by entry. */
const numbersKey = (state: FanoutState) => state.comparison?.numbers;

function useLines(): CompareLine[] {
  const store = useFanoutStore();
  const doc = useFanout(selectDocument);
  const shown = useFanout(selectComparedPolicies);
  // Subscriptions to everything that the lines are computed from.
  useFanout(numbersKey);
  useFanout(selectAnswersHidden);
  useFanout(({ runs }) =>
    runs
      .filter(({ phase }) => phase === 'settled')
      .map(({ id }) => id)
      .join(),
  );
  const state = store.getState();
  return shown.map((name) => ({
    name,
    label: policyTitle(doc, name),
    predicted: selectPredictedTotals(state, name),
    measured: selectMeasuredTotals(state, name),
  }));
}

const TICKS = 5;
const PX_PER_POLICY = 46;

function Comparison() {
  const lines = useLines();
  if (lines.length === 0) return <p className="text-body text-ink2">Choose at least one policy.</p>;
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-2">
      <Chart lines={lines} />
      <Table lines={lines} />
    </div>
  );
}

const seconds = (ms: Ms | undefined) => (ms !== undefined && Number.isFinite(ms) ? ms / 1000 : undefined);

function Chart({ lines }: { lines: readonly CompareLine[] }) {
  const rows = lines.map(({ label, predicted, measured }) => {
    const known = measured ?? predicted;
    return {
      label,
      sum: seconds(known?.sum),
      slowest: seconds(known?.slowest),
      lowerBound: seconds(known?.lowerBound),
      ghost: measured ? undefined : seconds(predicted?.total),
      total: seconds(measured?.total),
    };
  });
  const most = Math.max(...rows.flatMap(({ sum = 0, ghost = 0, total = 0 }) => [sum, ghost, total])) || 1;
  const end = roundUp(most * 1000);
  return (
    <div className="min-w-[17.5rem] flex-1" aria-hidden>
      <p className="flex flex-wrap gap-x-4 text-ink2 text-small">
        <Key className="bg-accent">total</Key>
        <Key className="border border-ink3 border-dashed">total, predicted</Key>
        <Key className="bg-(--sum)">sum</Key>
        <Key className="border-2 border-ink2">slowest</Key>
        <Key className="border-accent border-l-4 bg-accent-soft">lower bound</Key>
      </p>
      <div style={{ height: lines.length * PX_PER_POLICY + 30 }}>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            // Hidden from screen readers, which read the table; so nothing in it may take the focus.
            accessibilityLayer={false}
            data={rows}
            layout="vertical"
            margin={{ top: 4, right: 16, bottom: 0, left: 4 }}
            barGap={1}
            barCategoryGap="14%"
          >
            <CartesianGrid horizontal={false} stroke="var(--line-soft)" />
            <XAxis
              type="number"
              unit=" s"
              domain={[0, end / 1000]}
              ticks={ticksOf(linearAxis(0, end), TICKS).map((ms) => ms / 1000)}
              stroke="var(--ink-3)"
              tick={{ fontSize: 12, fill: 'var(--ink-3)' }}
            />
            <YAxis
              type="category"
              dataKey="label"
              width={104}
              interval={0}
              stroke="var(--line)"
              tick={{ fontSize: 12, fill: 'var(--ink)' }}
            />
            <Bar dataKey="total" stackId="total" fill="var(--accent)" barSize={11} isAnimationActive={false} />
            <Bar
              dataKey="ghost"
              stackId="total"
              fill="none"
              stroke="var(--ink-3)"
              strokeDasharray="4 3"
              barSize={11}
              isAnimationActive={false}
            />
            <Bar dataKey="sum" fill="var(--sum)" barSize={6} isAnimationActive={false} />
            <Bar dataKey="slowest" fill="none" stroke="var(--ink-2)" barSize={6} isAnimationActive={false} />
            <Bar
              dataKey="lowerBound"
              fill="var(--accent-soft)"
              stroke="var(--accent)"
              barSize={6}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
    </div>
  );
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <i className={`forced-color-adjust-none h-[0.5rem] w-[0.875rem] rounded-[2px] ${className}`} />
      {children}
    </span>
  );
}

const COLUMNS: readonly [keyof ComparedTotals, string][] = [
  ['total', 'Total'],
  ['sum', 'Sum'],
  ['slowest', 'Slowest'],
  ['lowerBound', 'Lower bound'],
];

/** Milliseconds mean something where two measured times are held against each other. */
const EXACT = new Set<keyof ComparedTotals>(['total', 'slowest']);

function Table({ lines }: { lines: readonly CompareLine[] }) {
  // A phone has no room for six columns.
  const narrow = useNarrow();
  return (
    <div>
      <table className="text-body phone:text-small">
        <caption className="sr-only">
          Total, sum of all calls, slowest call and lower bound of each policy, predicted and measured
        </caption>
        <thead>
          <tr className="text-left text-ink2">
            <th scope="col" colSpan={narrow ? 1 : 2} className="pr-5 pb-1 font-medium phone:pr-2">
              Policy
            </th>
            {COLUMNS.map(([key, title]) => (
              <th key={key} scope="col" className="pb-1 pl-4 text-right font-medium phone:pl-2">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {lines.map(({ name, label, predicted, measured }) => (
          <tbody key={name} className="border-soft border-t">
            {narrow && (
              <tr>
                <th scope="rowgroup" colSpan={COLUMNS.length + 1} className="pt-1 text-left font-[560]">
                  {label}
                </th>
              </tr>
            )}
            <tr>
              {!narrow && (
                <th scope="rowgroup" rowSpan={measured ? 2 : 1} className="py-0.5 pr-4 text-left align-top font-[560]">
                  {label}
                </th>
              )}
              <th scope="row" className="pr-2 text-left font-normal text-ink2">
                predicted
              </th>
              <Cells of={label} numbers={predicted} hasMeasured={measured !== undefined} />
            </tr>
            {measured && (
              <tr>
                <th scope="row" className="pr-2 text-left font-normal text-ink2">
                  measured
                </th>
                <Cells of={label} numbers={measured} measured />
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </div>
  );
}

interface CellsProps {
  /** The policy. */
  of: string;
  numbers: ComparedTotals | undefined;
  measured?: boolean;
  /** The same is known as measured, which then has the plain name. */
  hasMeasured?: boolean;
}

function Cells({ of, numbers, measured = false, hasMeasured = false }: CellsProps) {
  const none = useFanout((state) => state.comparison?.problem !== undefined || selectAnswersHidden(state));
  return COLUMNS.map(([key, title]) => {
    const value = numbers?.[key];
    const text = value === undefined ? (numbers || none ? '–' : '…') : ownText(value, measured && EXACT.has(key));
    return (
      <td
        key={key}
        className={`whitespace-nowrap py-0.5 pl-4 text-right phone:pl-2 ${measured && key === 'total' ? 'font-semibold' : ''}`}
      >
        <Value
          name={`${of}${key === 'total' ? '' : `: ${title}`}${hasMeasured ? ', predicted' : ''}`}
          value={value}
          text={text}
          className=""
        />
      </td>
    );
  });
}
