import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { count, duration, ownText } from '../../analysis/format/format.ts';
import { figure, type RichText, richText } from '../../analysis/format/richText.ts';
import { isShown, type TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { strategyLabel } from '../../run/strategies.ts';
import { selectAnswersHidden } from '../../store/answers/answersHidden.ts';
import { currentStrategy, selectDocument, selectIsRunning, selectRunProblem } from '../../store/plan/document.ts';
import { POLICY_NAMES, policyTitle } from '../../store/plan/policyNames.ts';
import { selectRowOrder } from '../../store/rows/rowsSlice.ts';
import {
  chooseOtherPolicy,
  followOtherPlan,
  type PolicyTotal,
  runBoth,
  savedBetween,
  selectBothTotals,
  selectOtherPolicy,
} from '../../store/sideBySide/sideBySide.ts';
import type { FanoutState, PolicyName } from '../../store/state.ts';
import { gridOf } from '../axis/axis.ts';
import { at } from '../axis/percent.ts';
import { GapBreaks } from '../timeline/axis/GapBreaks.tsx';
import { Parts } from '../ui/figures/Parts.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { HiddenNote } from '../ui/HiddenNote.tsx';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import { useWidth } from '../ui/useWidth.ts';
import { highlightPairs } from './highlightPair.ts';
import { SideBySideRows, useRowWindow } from './SideBySideRows.tsx';
import './sideBySide.css';

const CHOICES = POLICY_NAMES.filter((name) => name !== 'this');
/** Minimum width for the label of the dimension line. */
const SAVED_PX = 84;
/** Beyond this share of the axis the flag is on the left of its line. */
const FLIP = 0.88;

const mine = (state: FanoutState) => selectBothTotals(state).mine;
const other = (state: FanoutState) => selectBothTotals(state).other;
/** Selects primitive fields, which can be compared: `selectBothTotals` returns new objects. */
const totalBy = (of: (state: FanoutState) => PolicyTotal | undefined) => ({
  total: (state: FanoutState) => of(state)?.total,
  measured: (state: FanoutState) => of(state)?.measured ?? false,
  results: (state: FanoutState) => of(state)?.results ?? '',
});
const MINE = totalBy(mine);
const OTHER = totalBy(other);

function useTotal(of: typeof MINE): PolicyTotal | undefined {
  const total = useFanout(of.total);
  const measured = useFanout(of.measured);
  const results = useFanout(of.results);
  return total === undefined ? undefined : { total, measured, results };
}

/** The same calls and seed under another strategy, below the rows and on their axis. */
export function SideBySidePanel({ axis }: { axis: TimeAxis }) {
  const store = useFanoutStore();
  const [section, setSection] = useState<HTMLElement | null>(null);
  const card = section?.closest<HTMLElement>('.card') ?? null;
  const name = useFanout(selectOtherPolicy);
  const title = useFanout((state) => policyTitle(selectDocument(state), selectOtherPolicy(state)));
  const ownTitle = useFanout(ownName);
  const calls = useFanout((state) => selectRowOrder(state).count);
  const problem = useFanout(({ sideBySide }) => sideBySide?.problem);
  const hidden = useFanout(selectAnswersHidden);
  const unknown = problem !== undefined ? '–' : hidden ? '?' : '…';
  const own = useTotal(MINE);
  const twin = useTotal(OTHER);
  const isOneByOne = useFanout((state) => currentStrategy(selectDocument(state)).kind === 'one-by-one');
  const difference = differenceText(own, twin, (one) => (one === own ? isOneByOne : name === 'one-by-one'));
  const { first, rows } = useRowWindow(card);
  useEffect(() => followOtherPlan(store), [store]);
  useEffect(() => (card ? highlightPairs(card) : undefined), [card]);
  return (
    <section ref={setSection} aria-label="Side by side" className="side-by-side">
      <div className="side-by-side-head">
        <Choice name={name} />
        <Buttons />
      </div>
      <div className="side-by-side-lanes" style={gridOf(axis) as React.CSSProperties}>
        <Saved own={own} twin={twin} text={difference} axis={axis} />
        <SideBySideRows first={first} rows={rows} axis={axis} label={`Calls, ${title}`} />
        <GapBreaks axis={axis} labelled={false} />
        {own && isShown(axis, own.total) && (
          <i className={`own-finish ${own.measured ? 'ran' : ''}`} style={{ left: at(own.total, axis) }} />
        )}
        {twin && twin.total > 0 && isShown(axis, twin.total) && (
          <div
            className={`other-finish ${twin.measured ? '' : 'ghost'} ${axis.share(twin.total) > FLIP ? 'flip' : ''}`}
            style={{ left: at(twin.total, axis) }}
            aria-hidden
          >
            <b>
              <Value name={title} value={twin.total} text={textOf(twin)} className="" />
            </b>
          </div>
        )}
      </div>
      <div className="side-by-side-tail">
        <Total label={ownTitle} of={own} unknown={unknown} />
        <Total label={title} of={twin} unknown={unknown} />
        <HiddenNote className="text-small" />
        {problem !== undefined && <p className="complaint">It cannot be predicted: {problem}</p>}
        {calls > rows && (
          <p className="text-small text-ink3">
            Rows {count(first + 1)} to {count(first + rows)} of {count(calls)}; the totals are of all.
          </p>
        )}
      </div>
    </section>
  );
}

function ownName(state: FanoutState): string {
  return strategyLabel(currentStrategy(selectDocument(state)));
}

function textOf({ total, measured }: PolicyTotal): string {
  return ownText(total, measured);
}

function Choice({ name }: { name: PolicyName }) {
  const store = useFanoutStore();
  const running = useFanout(selectIsRunning);
  const doc = useFanout(selectDocument);
  return (
    <select
      className="side-by-side-choice"
      aria-label="Beside it"
      value={name}
      disabled={running}
      onChange={({ target }) => chooseOtherPolicy(store, target.value as PolicyName)}
    >
      {CHOICES.map((one) => (
        <option key={one} value={one}>
          {policyTitle(doc, one)}
        </option>
      ))}
    </select>
  );
}

function Buttons() {
  const store = useFanoutStore();
  const { toggleSideBySide } = useActions();
  const running = useFanout(selectIsRunning);
  const problem = useFanout(selectRunProblem);
  const off = running || problem !== undefined;
  return (
    <>
      <button
        type="button"
        className="outline-button"
        aria-disabled={off}
        title={problem ?? 'Two real runs, one after the other'}
        onClick={() => !off && runBoth(store)}
      >
        Run both
      </button>
      <button
        type="button"
        className="row-action"
        aria-label="Close side by side"
        title="Close"
        onClick={() => toggleSideBySide()}
      >
        <X size={14} aria-hidden />
      </button>
    </>
  );
}

/** The difference of the two totals, if both are known and finite. */
interface SavedProps {
  own: PolicyTotal | undefined;
  twin: PolicyTotal | undefined;
  text: RichText | undefined;
  axis: TimeAxis;
}

function Saved({ own, twin, text, axis }: SavedProps) {
  const [ref, widthPx] = useWidth<HTMLDivElement>();
  const from = axis.share(Math.min(own?.total ?? 0, twin?.total ?? 0));
  const to = axis.share(Math.max(own?.total ?? 0, twin?.total ?? 0));
  const left = Math.max(0, from);
  const wide = (Math.min(1, to) - left) * widthPx > SAVED_PX;
  return (
    <div ref={ref} className="side-by-side-saved">
      {text !== undefined && (
        <span
          className={wide ? 'dimension' : 'side-by-side-short'}
          style={{
            left: `${100 * (wide || from < 0.7 ? left : 0)}%`,
            ...(wide && { width: `${100 * (Math.min(1, to) - left)}%` }),
          }}
        >
          <Parts words={text} />
          {wide && <i />}
        </span>
      )}
    </div>
  );
}

/** "Saved" is said of one by one alone, and of runs that lose nothing. */
function differenceText(
  own: PolicyTotal | undefined,
  twin: PolicyTotal | undefined,
  isOneByOne: (one: PolicyTotal) => boolean,
): RichText | undefined {
  if (!own || !twin) return undefined;
  if (!Number.isFinite(own.total) || !Number.isFinite(twin.total)) return undefined;
  const [shorter, longer] = own.total < twin.total ? [own, twin] : [twin, own];
  const saved = savedBetween(longer, shorter);
  if (saved.ms === undefined) return richText('equally long');
  const name = isOneByOne(longer) && saved.lost === 0 ? 'Saved' : 'Difference';
  const text = richText(figure(name, saved.ms, `${duration(saved.ms)} ${name === 'Saved' ? 'saved' : 'less'}`));
  return saved.lost === 0 ? text : richText(text, ', ', figure('Results fewer', saved.lost, resultsFewer(saved.lost)));
}

const resultsFewer = (n: number) => `${count(n)} ${n === 1 ? 'result' : 'results'} fewer`;

function Total({ label, of, unknown }: { label: string; of: PolicyTotal | undefined; unknown: string }) {
  return (
    <p className="flex gap-2">
      <span className="min-w-[5.25rem] text-ink2">{label}</span>
      <span>
        <Value name={label} value={of?.total} text={of ? textOf(of) : unknown} className="font-semibold" />{' '}
        <span className="text-ink2">{of ? (of.measured ? 'measured' : 'predicted') : ''}</span>
      </span>
    </p>
  );
}
