import { docOf } from '../store/doc.ts';
import { runPhase } from '../store/selectors.ts';
import { InspectorPanel } from './inspector/InspectorPanel.tsx';
import { quietly } from './lazily.tsx';
import { ProofTracks } from './proof/ProofTracks.tsx';
import { Sentence } from './proof/Sentence.tsx';
import { Announcer } from './shell/Announcer.tsx';
import { NoticeBar } from './shell/NoticeBar.tsx';
import { RunBar } from './shell/RunBar.tsx';
import { TopBar } from './shell/TopBar.tsx';
import { useShortcuts } from './shell/useShortcuts.ts';
import { AddBar } from './timeline/AddBar.tsx';
import { Axis } from './timeline/Axis.tsx';
import { ConcurrencyStrip } from './timeline/ConcurrencyStrip.tsx';
import { FinishLine } from './timeline/FinishLine.tsx';
import { Rows } from './timeline/Rows.tsx';
import { TwinSlot } from './twin/TwinSlot.tsx';
import { useFanout } from './useFanout.ts';
import { useTimeAxis } from './useTimeAxis.ts';

/** Come with the first run, and the first policy that has a time limit. */
const Stage = quietly(() => import('./stage/Stage.tsx').then((loaded) => loaded.Stage));
const Commands = quietly(() => import('./shell/Commands.tsx').then((loaded) => loaded.Commands));
const Playhead = quietly(() => import('./timeline/Playhead.tsx').then((loaded) => loaded.Playhead));
const PolicyLines = quietly(() => import('./timeline/PolicyLines.tsx').then((loaded) => loaded.default));

export function App() {
  const { axis, fit } = useTimeAxis();
  const still = useFanout(({ dragging }) => dragging);
  const limited = useFanout((state) => {
    const { timeoutMs, deadlineMs } = docOf(state).plan.policy ?? {};
    return timeoutMs != null || deadlineMs != null;
  });
  const ran = useFanout((state) => runPhase(state) !== 'idle');
  useShortcuts();
  const stage = useFanout((state) => state.stage);
  const commands = useFanout((state) => state.commands);
  return (
    <div className="page">
      {stage === 'alone' && <TopBar />}
      <main className="contents">
        <NoticeBar />
        {stage !== 'presented' && <RunBar />}
        <section className={`card ${still ? 'still' : ''}`} aria-label="Timeline">
          <h1 className="sr-only">What happens when an agent calls several tools at once</h1>
          <section aria-label="Proof" className="flex-none">
            <Sentence />
            <ProofTracks axis={axis} />
          </section>
          <div className="chart relative">
            <Axis axis={axis} fit={fit} />
            <Rows axis={axis} />
            <FinishLine axis={axis} />
            {ran && <Playhead axis={axis} />}
            {limited && <PolicyLines axis={axis} />}
          </div>
          <TwinSlot axis={axis} />
          {stage === 'alone' && <AddBar />}
          <ConcurrencyStrip axis={axis} />
        </section>
        {stage === 'alone' && <InspectorPanel />}
        {stage === 'presented' && <Stage />}
      </main>
      {commands && <Commands />}
      <Announcer />
    </div>
  );
}
