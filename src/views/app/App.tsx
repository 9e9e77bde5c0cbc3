import type { ComponentProps } from 'react';
import { useDeferredValue, useState } from 'react';
import { selectDocument } from '../../store/plan/document.ts';
import { selectRunPhase } from '../../store/run/selectors.ts';
import { useTimeAxis } from '../axis/useTimeAxis.ts';
import { FindingsSlot } from '../criticalPath/FindingsSlot.tsx';
import { InspectorPanel } from '../inspector/InspectorPanel.tsx';
import { ProofTracks } from '../proof/ProofTracks.tsx';
import { Sentence } from '../proof/Sentence.tsx';
import { RunBar } from '../run/RunBar.tsx';
import { SideBySideSlot } from '../sideBySide/SideBySideSlot.tsx';
import { Axis } from '../timeline/axis/Axis.tsx';
import { ConcurrencyStrip } from '../timeline/ConcurrencyStrip.tsx';
import type { FinishLine as FinishLinePart } from '../timeline/FinishLine.tsx';
import type { Playhead as PlayheadPart } from '../timeline/Playhead.tsx';
import { PhoneSearch } from '../timeline/RowsTools.tsx';
import { AddBar } from '../timeline/rows/AddBar.tsx';
import { Rows } from '../timeline/rows/Rows.tsx';
import { TopBar } from '../topbar/TopBar.tsx';
import { Control } from '../ui/Control.tsx';
import { deferredPart } from '../ui/deferred.tsx';
import { lazyOptional } from '../ui/lazy.tsx';
import { Region } from '../ui/regions/Region.tsx';
import { useFanout } from '../ui/useFanout.ts';
import { Announcer } from './Announcer.tsx';
import { NoticeBar } from './NoticeBar.tsx';

/** Loaded right after the first render; without them the buttons do the same. */
const Shortcuts = deferredPart('Shortcuts');
/** Shown from the first run on. */
const FinishLine = deferredPart<ComponentProps<typeof FinishLinePart>>('FinishLine');
const Playhead = deferredPart<ComponentProps<typeof PlayheadPart>>('Playhead');
const Stage = lazyOptional(() => import('../display/Stage.tsx').then((loaded) => loaded.Stage));
const Commands = lazyOptional(() => import('../commands/Commands.tsx').then((loaded) => loaded.Commands));
const PasteDialog = lazyOptional(
  () => import('../paste/PasteDialog.tsx').then((loaded) => loaded.PasteDialog),
  'Paste calls',
);
const YourPlans = lazyOptional(
  () => import('../topbar/YourPlans.tsx').then((loaded) => loaded.YourPlans),
  'Your plans',
);
/** Loaded when the pointer first enters the card, at the first zoom, or for a long plan: see `AxisTools`. */
const AxisTools = lazyOptional(() =>
  import('../timeline/axis/axisParts.ts').then(({ axisParts }) => axisParts.AxisTools),
);
const AxisFoot = lazyOptional(() =>
  import('../timeline/axis/axisParts.ts').then(({ axisParts }) => axisParts.AxisFoot),
);
const PolicyFlags = lazyOptional(() =>
  import('../timeline/policyFlags/PolicyFlags.tsx').then((loaded) => loaded.default),
);

/** The long text of a lesson. */
const LessonPanel = lazyOptional(() => import('../lessons/LessonPanel.tsx').then((loaded) => loaded.LessonPanel));
/** Far more rows than fit on the screen. */
const MANY = 40;

export function App() {
  const inLesson = useFanout(({ lesson }) => lesson !== undefined);
  const stage = useFanout((state) => state.displayMode);
  const commands = useFanout((state) => state.commands);
  const plans = useFanout((state) => state.plans);
  const pasting = useFanout((state) => state.pasting !== undefined);
  // What is below the rows renders after them, so that a slow phone can handle a touch in between.
  const below = useDeferredValue(true, false);
  return (
    <div className="page">
      {stage === 'alone' && (
        <Region what="The top bar">
          <TopBar />
        </Region>
      )}
      <main className="contents">
        <Region what="The notice">
          <NoticeBar />
        </Region>
        {stage !== 'presented' && (
          <Region what="The run bar">
            <RunBar />
          </Region>
        )}
        <Region what="The timeline">
          <Card alone={stage === 'alone'} />
        </Region>
        {stage === 'alone' && (
          <div className="lower">
            <Control name="inspector">
              {below ? (
                <Region what="The inspector">
                  <InspectorPanel />
                </Region>
              ) : (
                <div className="inspector" />
              )}
            </Control>
            <FindingsSlot />
          </div>
        )}
        {stage !== 'alone' && <Stage />}
        {inLesson && stage === 'alone' && <LessonPanel />}
      </main>
      {below && <Shortcuts />}
      {commands && <Commands />}
      {plans && <YourPlans />}
      {pasting && <PasteDialog />}
      <Region what="What is read aloud">
        <Announcer />
      </Region>
    </div>
  );
}

/**
 * The parts that do not depend on the axis, as constant elements: React skips them while the axis is zoomed and panned.
 */
const SENTENCE = (
  <Region what="The sentence">
    <Sentence />
  </Region>
);
const SEARCH = <PhoneSearch />;
const ADD = (
  <Region what="The bar below the rows">
    <AddBar />
  </Region>
);

/** Renders at each change of the axis, so everything that can be is kept outside of it. */
function Card({ alone }: { alone: boolean }) {
  const { axis, full, fit } = useTimeAxis();
  // Ghosts are not animated while the user changes the scale.
  const still = useFanout(({ dragging, zoom }) => dragging || zoom !== undefined);
  const limited = useFanout((state) => {
    const { timeoutMs, deadlineMs } = selectDocument(state).plan.policy ?? {};
    return timeoutMs != null || deadlineMs != null;
  });
  const ran = useFanout((state) => selectRunPhase(state) !== 'idle');
  const [near, setNear] = useState(false);
  const tools =
    useFanout((state) => state.zoom !== undefined || selectDocument(state).plan.calls.length > MANY) || near;
  return (
    <section
      className={`card ${still ? 'still' : ''}`}
      aria-label="Timeline"
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
    >
      <h1 className="sr-only">What happens when an agent calls several tools at once</h1>
      <section aria-label="Proof" className="flex-none">
        {SENTENCE}
        <Region what="The proof">
          <ProofTracks axis={axis} />
        </Region>
      </section>
      {SEARCH}
      <div className="chart relative">
        <Axis axis={axis} full={full} fit={fit} />
        <Region what="The list of calls">
          <Rows axis={axis} />
        </Region>
        {limited && <PolicyFlags axis={axis} />}
        {ran && <FinishLine axis={axis} />}
        {ran && <Playhead axis={axis} />}
        {tools && <AxisTools axis={axis} />}
      </div>
      <SideBySideSlot axis={axis} />
      {alone && ADD}
      <Region what="The concurrency chart">
        <ConcurrencyStrip axis={axis} />
      </Region>
      {tools && <AxisFoot axis={axis} full={full} />}
    </section>
  );
}
