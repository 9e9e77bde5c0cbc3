import { type RichText, richText } from '../../analysis/format/richText.ts';
import { disturbedBy } from '../../analysis/metrics/disturbance.ts';
import { type Baseline, baselineOf, type Proof, proofOf, type Segment, totalOf } from '../../analysis/metrics/proof.ts';
import { question } from '../../analysis/verdict/question.ts';
import type { PolicyFacts } from '../../analysis/verdict/verdict.lazy.ts';
import type { Verdict } from '../../analysis/verdict/verdict.ts';
import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { wasSteered } from '../../run/interventions.ts';
import type { PlainState } from '../../run/plainState.ts';
import { policyOf } from '../../run/policy.ts';
import { applyStrategy } from '../../run/strategies.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan, RunEvent } from '../../run/types.ts';
import { entryOfCall, plannedMs } from '../../tools/catalogue.ts';
import { selectAnswersHidden } from '../answers/answersHidden.ts';
import { plannedProof } from '../answers/plannedProof.ts';
import { memoizeLast } from '../memo.ts';
import { currentStrategy, samePolicy, sameWork, selectDocument, selectIsRunning } from '../plan/document.ts';
import { strategiesOf } from '../plan/strategies.ts';
import type { AppliedFinding, FanoutState, Path, Playhead, Prediction, RunRecord, StrategyName } from '../state.ts';
import { replayOf, stateAt } from './playhead.ts';

/**
 * What the views see, as functions of the state. The same state gives the same object, so a view that selects
 * one is drawn again only when it has changed. Nothing derived is stored.
 */

/** The folded log so far. One object per run, advanced in place: compare `length`, or the calls inside. */
export function foldOf({ log, length }: Pick<RunRecord, 'log' | 'length'>): RunState {
  return replayOf(log).after(length);
}

/** The run that the rows show: the one under way, else the newest of exactly this plan. */
export const selectShownRun = ofState(({ runs, history }): RunRecord | undefined => {
  const { plan } = history.present;
  const open = runs.find(({ phase }) => phase !== 'settled');
  return open ?? runs.find((run) => sameWork(run.plan, plan) && samePolicy(run.plan, plan));
});

/** `data-run`. */
export function selectRunPhase(state: FanoutState): 'idle' | 'running' | 'settled' {
  if (selectIsRunning(state)) return 'running';
  return selectShownRun(state) ? 'settled' : 'idle';
}

/** The call as it ran or runs; `undefined` before. */
export function selectRanCall(state: FanoutState, key: number): CallState | undefined {
  const run = selectShownRun(state);
  return run && foldOf(run).calls[placeOf(run, key)];
}

/** Where the plan's call stands in the run's log; -1 when it is not in it. Every drawn row selects it after every change. */
export function placeOf({ rerun }: RunRecord, key: number): number {
  if (!rerun) return key;
  const { keys } = rerun;
  let known = places.get(keys);
  if (!known) {
    known = new Map(keys.map((one, place) => [one, place]));
    places.set(keys, known);
  }
  return known.get(key) ?? -1;
}
const places = new WeakMap<readonly number[], Map<number, number>>();

/** Where the view stands in the run that is shown; `undefined` at its end. */
export function selectPlayhead(state: FanoutState): Playhead | undefined {
  return state.playhead && selectShownRun(state)?.id === state.playhead.runId ? state.playhead : undefined;
}

/** The call as it was at the playhead. */
export function selectCallAtPlayhead(state: FanoutState, key: number): CallState | undefined {
  const run = selectShownRun(state);
  const head = selectPlayhead(state);
  if (!run) return undefined;
  return (head ? stateAt(run, head) : foldOf(run)).calls[placeOf(run, key)];
}

/** The newest prediction, of the plan on the page or of the one before an edit; `undefined` while answers are hidden. */
export function selectNewestPrediction(state: FanoutState): Prediction | undefined {
  return selectAnswersHidden(state) ? undefined : state.prediction;
}

/** What the call is to take, drawn where its prediction is hidden. */
export function selectPlannedMs(state: FanoutState, key: number): Ms | undefined {
  const call = selectAnswersHidden(state) && !selectShownRun(state) ? selectDocument(state).plan.calls[key] : undefined;
  return call && plannedMs(call);
}

/**
 * The call as predicted. While a new prediction is on its way this is the last one of the same name: a ghost whose
 * end is dragged must not vanish under the pointer with each step.
 */
export function selectGhostCall(state: FanoutState, key: number): CallState | undefined {
  const run = selectShownRun(state);
  if (run?.rerun) return selectPrediction(state)?.calls[placeOf(run, key)];
  const now = selectDocument(state).plan.calls[key];
  const ghost = selectNewestPrediction(state)?.state.calls[key];
  return now && ghost?.id === now.id ? ghost : undefined;
}

/** The ghosts are those of a run that never ends. */
export function selectGhostStalls(state: FanoutState): boolean {
  const ghosts = selectShownRun(state)?.rerun ? selectPrediction(state) : selectNewestPrediction(state)?.state;
  return ghosts?.stalled ?? false;
}

/** The prediction of exactly the plan on the page, or of the calls that run again. */
export function selectPrediction(state: FanoutState): RunState | undefined {
  const again = selectShownRun(state)?.rerun;
  if (again) return selectAnswersHidden(state) ? undefined : again.ghost;
  const prediction = selectNewestPrediction(state);
  return prediction?.plan === selectDocument(state).plan ? prediction.state : undefined;
}

const predictedProofs = new WeakMap<RunState, { oneByOne: Baseline | undefined; proof: Proof }>();

/**
 * The proof's numbers as predicted; those of the last prediction while a new one is on its way. While answers are
 * hidden, what the plan itself tells.
 */
export function selectPredictedProof(state: FanoutState): Proof | undefined {
  if (selectAnswersHidden(state)) return plannedProof(selectDocument(state).plan);
  const again = selectShownRun(state)?.rerun;
  const prediction = again?.ghost ? { plan: again.plan, state: again.ghost } : state.prediction;
  if (!prediction) return undefined;
  const oneByOne = again ? undefined : selectOneByOne(state);
  const known = predictedProofs.get(prediction.state);
  if (known && known.oneByOne === oneByOne) return known.proof;
  const { plan } = prediction;
  const proof = proofOf({
    state: prediction.state,
    policy: policyOf(plan),
    pools: poolsOf(plan),
    oneByOne,
  });
  predictedProofs.set(prediction.state, { oneByOne, proof });
  return proof;
}

/** A strategy's predicted total, Infinity when something in it never ends. */
export function selectPredictedTotal(state: FanoutState, name: StrategyName): Ms | undefined {
  return predictedBaseline(state, name)?.total;
}

/** `undefined` while answers are hidden. */
function predictedBaseline(state: FanoutState, name: StrategyName): Baseline | undefined {
  const { totals } = state;
  if (!totals || selectAnswersHidden(state)) return undefined;
  return sameWork(totals.plan, selectDocument(state).plan) ? totals.byName[name] : undefined;
}

/** The one baseline of the page: the plan one by one, as measured, else as predicted. The same object each time. */
function selectOneByOne(state: FanoutState): Baseline | undefined {
  const run = selectStrategyRun(state, 'one-by-one');
  if (!run) return predictedBaseline(state, 'one-by-one');
  if (!baselines.has(run.log)) baselines.set(run.log, baselineOf(foldOf(run), true));
  return baselines.get(run.log);
}
const baselines = new WeakMap<readonly RunEvent[], Baseline | undefined>();

export interface StrategyView {
  name: StrategyName;
  chosen: boolean;
  n: number | undefined;
  predicted: Ms | undefined;
  /** The total of its last run over these calls that was not cut short. */
  measured: Ms | undefined;
}

/** The four strategies as the radio group shows them. */
export function selectStrategies(state: FanoutState): StrategyView[] {
  const settled = state.runs.filter(({ phase }) => phase === 'settled');
  return strategyMemo(selectDocument(state), state.totals, selectAnswersHidden(state), ...settled, () => {
    const doc = selectDocument(state);
    const chosen = currentStrategy(doc).kind;
    return Object.entries(strategiesOf(doc)).map(([key, strategy]) => {
      const name = key as StrategyName;
      return {
        name,
        chosen: chosen === strategy.kind,
        n: 'n' in strategy ? strategy.n : undefined,
        predicted: selectPredictedTotal(state, name),
        measured: measuredTotal(state, name),
      };
    });
  });
}
const strategyMemo = memoizeLast<StrategyView[]>();

function measuredTotal(state: FanoutState, name: StrategyName): Ms | undefined {
  const run = selectStrategyRun(state, name);
  return run && totalOf(foldOf(run));
}

function selectStrategyRun(state: FanoutState, name: StrategyName): RunRecord | undefined {
  const doc = selectDocument(state);
  return selectRunOf(state, { ...doc.plan, policy: applyStrategy(policyOf(doc.plan), strategiesOf(doc)[name]) });
}

/**
 * The newest settled run of this very plan that came to its own end without an intervention. Of failed calls that ran
 * again it is the first of them, which ran the whole plan.
 */
export function selectRunOf({ runs }: Pick<FanoutState, 'runs'>, plan: Plan): RunRecord | undefined {
  const run = runs.find((one) => one.phase === 'settled' && sameWork(one.plan, plan) && samePolicy(one.plan, plan));
  const whole = run && firstOf(run);
  return whole?.end === 'own' && !hadIntervention(whole) ? whole : undefined;
}

/** Of a run that has settled; it looks at every call, so once. */
function hadIntervention(run: RunRecord): boolean {
  let known = intervenedRuns.get(run.log);
  if (known === undefined) {
    known = wasSteered(foldOf(run));
    intervenedRuns.set(run.log, known);
  }
  return known;
}
const intervenedRuns = new WeakMap<readonly RunEvent[], boolean>();

/** The run of the whole plan, however often its failed calls ran again. */
function firstOf(run: RunRecord): RunRecord {
  return run.rerun ? firstOf(run.rerun.of) : run;
}

/** The measured proof of the run that is shown; `undefined` until it has settled. */
export const selectMeasuredProof = ofState((state): Proof | undefined => {
  const run = selectShownRun(state);
  if (run?.phase !== 'settled') return undefined;
  const oneByOne = run.rerun ? undefined : selectOneByOne(state);
  const predicted = selectPrediction(state);
  return measuredMemo(run.log, run.end, oneByOne, predicted, () =>
    proofOf({
      state: foldOf(run),
      policy: policyOf(run.plan),
      pools: poolsOf(run.plan),
      predictedMs: predicted && totalOf(predicted),
      oneByOne,
      end: endOf(run),
    }),
  );
});
const measuredMemo = memoizeLast<Proof>();

/** `undefined` when it ended by itself. */
function endOf({ end }: RunRecord): 'stopped' | 'killed' | undefined {
  if (end === undefined || end === 'own') return undefined;
  return end === 'stopped' || end === 'not loaded' ? 'stopped' : 'killed';
}

/** Lower bound and cost of the policy, measured or else predicted; `undefined` where the slowest call alone decides. */
export function selectPolicyFacts(state: FanoutState): PolicyFacts | undefined {
  const measured = selectMeasuredProof(state);
  const run = measured && selectShownRun(state);
  const proof = measured ?? selectPredictedProof(state);
  const { verdictModule } = state;
  return factsMemo(proof, verdictModule, () => {
    const source = run ?? selectNewestPrediction(state);
    if (!source || !proof || !verdictModule) return undefined;
    const { plan } = source;
    return verdictModule.policyFacts(
      'log' in source ? foldOf(source) : source.state,
      policyOf(plan),
      proof,
      poolsOf(plan),
    );
  });
}
const factsMemo = memoizeLast<PolicyFacts | undefined>();

/** The card's sentence while nothing runs: the question, or the verdict on the run that is shown. */
export function selectSentence(state: FanoutState): Verdict {
  const run = selectShownRun(state);
  const proof = selectMeasuredProof(state);
  const predicted = selectPredictedProof(state);
  const doc = selectDocument(state);
  const { guess, verdictModule, tooLarge, predictionProblem } = state;
  const allAtOnceMs = measuredTotal(state, 'all-at-once') ?? selectPredictedTotal(state, 'all-at-once');
  // After the end only late events still come, and what was abandoned is not running any more.
  const length = proof && run?.length;
  const applied = selectAppliedFinding(state);
  return sentenceMemo(
    doc.plan,
    run?.log,
    length,
    proof,
    predicted,
    guess,
    allAtOnceMs,
    verdictModule,
    applied,
    tooLarge,
    predictionProblem,
    () => {
      const policy = policyOf(doc.plan);
      const pools = poolsOf(doc.plan);
      if (predictionProblem !== undefined && !proof) return { sentence: richText(predictionProblem), notes: [] };
      if (!run || !proof || !verdictModule)
        return {
          sentence:
            applied?.sentence ??
            question(doc.plan.calls.length, predicted, { policy, pools, guessMs: guess, canTimeout: true }),
          notes: tooLarge === undefined ? [] : [[{ text: tooLarge }]],
        };
      const fold = foldOf(run);
      const verdict = verdictModule.verdict(fold, proof, {
        policy,
        pools,
        allAtOnceMs,
        guessMs: run.rerun ? undefined : guess,
        end: endOf(run),
        disturbedBy: disturbedBy(fold),
        rerun: run.rerun !== undefined,
        blocks({ key }) {
          const call = (run.rerun ?? run).plan.calls[key];
          return call !== undefined && entryOfCall(call)?.blocks === true;
        },
      });
      return { ...verdict, notes: [...verdict.notes, ...(predictionProblem ? [richText(predictionProblem)] : [])] };
    },
  );
}
const sentenceMemo = memoizeLast<Verdict>();

/** The critical path of the run on the screen, once it is shown and known. */
export function selectCriticalPath(state: FanoutState): Path | undefined {
  const path = state.criticalPath?.path;
  return path && selectSettledRun(state)?.id === path.runId ? path : undefined;
}

/** The run on the screen, once it has settled. */
export function selectSettledRun(state: FanoutState): RunRecord | undefined {
  const run = selectShownRun(state);
  return run?.phase === 'settled' ? run : undefined;
}

/** The applied finding that made the plan on the page. */
function selectAppliedFinding(state: FanoutState): AppliedFinding | undefined {
  const { appliedFinding } = state;
  const isHere = appliedFinding?.plan === selectDocument(state).plan && !selectAnswersHidden(state);
  return isHere ? appliedFinding : undefined;
}

/** What an applied finding predicted, beside what the run measured. */
export function selectAppliedFindingResult(state: FanoutState): RichText | undefined {
  const applied = selectAppliedFinding(state);
  const proof = applied && selectMeasuredProof(state);
  return findingResultMemo(applied, proof, () => {
    if (proof?.total === undefined || proof.cutShort || proof.steered) return undefined;
    return applied?.resultSentence(proof.total);
  });
}
const findingResultMemo = memoizeLast<RichText | undefined>();

/** Ids of the calls that are predicted never to end. */
export function selectEndlessIds(state: FanoutState): readonly string[] {
  const segments = selectPredictedProof(state)?.segments ?? NONE;
  return endlessMemo(segments, () => segments.filter((one) => one.duration === Infinity).map(({ id }) => id));
}
const endlessMemo = memoizeLast<string[]>();
const NONE: readonly Segment[] = [];

/** The calls of the last run are not those of the page any more. */
export function selectIsEditedSinceRun(state: FanoutState): boolean {
  return (
    state.runs.length > 0 &&
    !selectShownRun(state) &&
    !sameWork((state.runs[0] as RunRecord).plan, selectDocument(state).plan)
  );
}

const REDRAWN_MS = 100;
/** With fewer calls every event is counted at once: the next may come late, and the last must not be missing meanwhile. */
const MANY = 200;

/** Changes whenever what is counted over all calls is counted anew. */
export function redrawVersion({ at, seq, calls }: RunState): number {
  return calls.length > MANY ? Math.floor(at / REDRAWN_MS) : seq;
}

/** For a selector that every row uses: it is computed once for each state. */
function ofState<T>(answer: (state: FanoutState) => T): (state: FanoutState) => T {
  const last = memoizeLast<T>();
  return (state) => last(state, () => answer(state));
}

/** State as the run on the screen left it, or before a run: one message that requests the calls, and the calls pending. */
export function selectShownState(state: FanoutState): PlainState {
  const { plan } = selectDocument(state);
  const run = selectShownRun(state);
  // State changes with the run's last event, and not before.
  const committed = selectPlayhead(state) ? undefined : run?.committed;
  return committed ?? run?.rerun?.of.committed ?? beforeMemo(plan.calls, () => stateBefore(plan));
}
const beforeMemo = memoizeLast<PlainState>();

function stateBefore({ calls }: Plan): PlainState {
  const request = { type: 'ai', content: '', tool_calls: calls.map(({ id, name, args }) => ({ id, name, args })) };
  return {
    messages: calls.length > 0 ? [request] : [],
    pending_tools: calls.map(({ id, name, args }) => ({ id, tool_name: name, args })),
    results: {},
    errors: {},
  };
}
