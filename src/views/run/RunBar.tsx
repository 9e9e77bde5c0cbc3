import { Minus, Plus } from 'lucide-react';
import { ownText } from '../../analysis/format/format.ts';
import { type Strategy, strategyLabel } from '../../run/strategies.ts';
import { selectAnswersHidden } from '../../store/answers/answersHidden.ts';
import { currentStrategy, selectDocument, selectIsRunning, selectIsShownRunning } from '../../store/plan/document.ts';
import { selectLimitSteps } from '../../store/run/runControl.ts';
import { type StrategyView, selectStrategies } from '../../store/run/selectors.ts';
import { PolicyBar } from '../policy/PolicyBar.tsx';
import { SideBySideButton } from '../sideBySide/SideBySideSlot.tsx';
import { Control } from '../ui/Control.tsx';
import { deferredPart } from '../ui/deferred.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';
import { useNarrow } from '../ui/useNarrow.ts';
import { RunButton } from './RunButton.tsx';

const PauseButton = deferredPart('PauseButton');
const PredictionsSwitch = deferredPart('PredictionsSwitch');

export function RunBar() {
  const narrow = useNarrow();
  const running = useFanout(selectIsShownRunning);
  // Which has no top bar.
  const embedded = useFanout(({ displayMode }) => displayMode !== 'alone');
  return (
    <div className="gutter relative flex flex-none flex-wrap items-stretch gap-x-2 gap-y-2.5 py-3 phone:gap-y-2 phone:py-2.5">
      {/* Stop and Pause take the place of Run, so that nothing beside them moves. */}
      <span className="run-slot">
        <RunButton />
        {running && <PauseButton />}
      </span>
      <Control name="strategies">
        <Strategies />
      </Control>
      <Control name="policy">
        <PolicyBar />
      </Control>
      {!narrow && <SideBySideButton className="self-center" />}
      {(narrow || embedded) && <PredictionsSwitch />}
    </div>
  );
}

function Strategies() {
  const views = useFanout(selectStrategies);
  const custom = useFanout((state) => currentStrategy(selectDocument(state)).kind === 'custom');
  return (
    <div
      className="mr-1.5 flex rounded-lg border border-line bg-sunk p-[3px] phone:mr-0 phone:w-full phone:flex-wrap"
      aria-label="Strategy"
      role="radiogroup"
    >
      {views.map((view) => (
        <StrategyChoice key={view.name} view={view} />
      ))}
      {custom && <span className="self-center px-3 text-ink2">Custom</span>}
    </div>
  );
}

function strategyFor({ name, n = 1 }: StrategyView, change = 0): Strategy {
  if (name === 'at-most') return { kind: 'at-most', n: Math.max(2, n + change) };
  if (name === 'batches') return { kind: 'batches', n: Math.max(1, n + change) };
  return { kind: name };
}

function StrategyChoice({ view }: { view: StrategyView }) {
  const { name, chosen, n, predicted, measured } = view;
  const { selectStrategy } = useActions();
  const running = useFanout(selectIsRunning);
  const label = strategyLabel(strategyFor(view));
  const calls = useFanout((state) => selectDocument(state).plan.calls.length);
  const smallest = name === 'at-most' ? 2 : 1;
  const largest = name === 'batches' ? Math.max(1, calls) : Number.POSITIVE_INFINITY;
  // During a run the stepper of the running strategy changes the run's limit and not the plan's.
  const live = running && chosen && name === 'at-most';
  const liveFewer = useFanout((state) => (live ? selectLimitSteps(state).fewer : undefined));
  const liveMore = useFanout((state) => (live ? selectLimitSteps(state).more : undefined));
  const { setLiveLimit } = useActions();
  const hidden = useFanout(selectAnswersHidden);
  const unpredicted = useFanout(({ predictionProblem }) => predictionProblem !== undefined);
  const total = measured ?? (unpredicted ? undefined : predicted);
  const unknown = hidden ? '?' : unpredicted ? 'not predicted' : '…';
  const text = total === undefined ? unknown : ownText(total, measured !== undefined);
  return (
    <div
      className={`flex items-start rounded-md pr-2 phone:flex-1 phone:flex-col phone:pr-0 ${chosen ? 'bg-panel shadow-[0_0_0_1px_var(--line),0_1px_2px_#0000001a]' : ''}`}
    >
      <label className="relative block rounded-md py-1 pr-1.5 pl-3.5 leading-[1.125rem] has-focus-visible:outline-2 has-focus-visible:outline-accent phone:px-1.5 phone:text-small">
        <input
          type="radio"
          name="strategy"
          className="absolute inset-0 cursor-pointer appearance-none rounded-md outline-none"
          aria-label={label}
          checked={chosen}
          aria-disabled={running}
          onChange={() => selectStrategy(strategyFor(view))}
        />
        <span className={`block whitespace-nowrap ${chosen ? 'font-[560] text-ink' : 'text-ink2'}`}>{label}</span>
        <span
          className={`flex items-center gap-1.5 whitespace-nowrap text-small phone:gap-1 ${measured === undefined ? 'text-ink2' : 'text-ink'}`}
        >
          <i
            aria-hidden
            className={`h-[0.4375rem] w-[0.625rem] flex-none rounded-[2px] border-[1.5px] ${measured === undefined ? 'border-ink3' : 'border-accent bg-accent'}`}
          />
          <span className="sr-only">
            {measured !== undefined ? 'measured' : hidden ? 'hidden' : !unpredicted && 'predicted'}
          </span>
          <Value name={label} value={total} text={text} className="" />
        </span>
      </label>
      {n !== undefined && (
        <span className={`mt-1 flex ${chosen ? 'phone:w-full phone:justify-center' : 'phone:hidden'}`}>
          <Step
            what="Fewer"
            of={label}
            off={live ? liveFewer === undefined : running || n <= smallest}
            onPress={() => (live ? setLiveLimit(liveFewer ?? 1) : selectStrategy(strategyFor(view, -1)))}
          >
            <Minus size={12} aria-hidden />
          </Step>
          <Step
            what="More"
            of={label}
            off={live ? liveMore === undefined : running || n >= largest}
            onPress={() => (live ? setLiveLimit(liveMore ?? null) : selectStrategy(strategyFor(view, 1)))}
          >
            <Plus size={12} aria-hidden />
          </Step>
        </span>
      )}
    </div>
  );
}

function Step(props: { what: string; of: string; off: boolean; onPress: () => void; children: React.ReactNode }) {
  const { what, of, off, onPress, children } = props;
  return (
    <button
      type="button"
      className="grid size-6 place-items-center phone:h-8 phone:w-9 rounded text-ink2 hover:bg-sunk hover:text-ink aria-disabled:opacity-40"
      aria-label={`${what}: ${of}`}
      aria-disabled={off}
      onClick={() => !off && onPress()}
    >
      {children}
    </button>
  );
}
