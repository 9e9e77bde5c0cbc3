import '../../lessons/allPresets.ts';
import { admitPlan } from '../../run/check/admitPlan.ts';
import { PlanError, show } from '../../run/check/planError.ts';
import type { Ms } from '../../run/types.ts';
import { selectIsRunning } from '../plan/document.ts';
import { foldOf, selectMeasuredProof, selectShownRun } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';
import type { FanoutStore } from '../types.ts';

/**
 * The messages between an embedded page and the page around it, by postMessage. Every message carries `fanout: 1`,
 * the version. Nothing that comes in runs anything: a plan is shown, and a person presses Run. docs/embedding.md.
 */
export type HostMessage =
  | { fanout: 1; type: 'ready' }
  | { fanout: 1; type: 'loaded'; calls: number }
  /** `why`: what was expected and what came, in words. */
  | { fanout: 1; type: 'refused'; why: string }
  /** A run has come to its end or was stopped; times in ms. */
  | {
      fanout: 1;
      type: 'settled';
      total: Ms | null;
      sum: Ms | null;
      slowest: { id: string; duration: Ms } | null;
      speedUp: number | null;
      outcomes: { id: string; name: string; kind: string; startedAt: Ms | null; settledAt: Ms }[];
    };

/** Loads the plan of the message and returns the reply; `undefined` for a message that is not for this page. */
export function handleHostMessage(store: FanoutStore, message: unknown): HostMessage | undefined {
  try {
    if (typeof message !== 'object' || message === null || !('fanout' in message)) return undefined;
    return load(store, message as Record<string, unknown>);
  } catch (thrown) {
    // Whatever the message is made of, its sender gets a reply.
    return refusal(
      `The message cannot be read. ${thrown instanceof Error ? thrown.message : 'Something in it throws.'}`,
    );
  }
}

function load(store: FanoutStore, { fanout, type, plan, preset }: Record<string, unknown>): HostMessage {
  if (fanout !== 1)
    return refusal(`This page speaks version 1 of the messages, and this one is version ${word(fanout)}.`);
  if (type !== 'load') return refusal(`Expected the type "load", got ${word(type)}.`);
  if (selectIsRunning(store.getState())) return refusal('A run is under way. Load the plan when it has settled.');
  const before = store.getState().history.present;
  if (typeof preset === 'string') {
    if (store.getState().restrictions?.controls.presets)
      return refusal('The link of this page has locked its presets.');
    store.actions.selectPreset(preset);
    const { present } = store.getState().history;
    if (present.preset !== preset) return refusal(`There is no preset named ${word(preset)}.`);
    return { fanout: 1, type: 'loaded', calls: present.plan.calls.length };
  }
  try {
    const own = admitPlan(plan);
    store.internals.editPlan(own);
    if (store.getState().history.present === before) return refusal('The plan could not be shown.');
    return { fanout: 1, type: 'loaded', calls: own.calls.length };
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown;
    return refusal(`The plan cannot be loaded. ${thrown.message}`);
  }
}

/** The newest settled run in numbers; `undefined` until there is one. */
function settledMessage(state: FanoutState): HostMessage | undefined {
  const run = selectShownRun(state);
  const proof = selectMeasuredProof(state);
  if (!run || !proof) return undefined;
  const { slowest } = proof;
  return {
    fanout: 1,
    type: 'settled',
    total: finite(proof.total),
    sum: finite(proof.sum),
    slowest: slowest ? { id: slowest.id, duration: slowest.duration } : null,
    speedUp: finite(proof.speedUp),
    outcomes: foldOf(run).calls.flatMap(({ outcome }) =>
      outcome
        ? [
            {
              id: outcome.id,
              name: outcome.name,
              kind: outcome.kind,
              startedAt: outcome.startedAt ?? null,
              settledAt: outcome.settledAt,
            },
          ]
        : [],
    ),
  };
}

/** Posts `ready`, replies to the host's messages, and posts each run that settles, until the returned function is called. */
export function exchangeHostMessages(
  store: FanoutStore,
  host: { post(message: HostMessage): void; listen(heard: HostMessageListener): () => void },
) {
  const ended = host.listen((message) => {
    const answer = handleHostMessage(store, message);
    if (!answer) return;
    if (answer.type === 'refused') store.setState({ notice: { text: `From the page around this one: ${answer.why}` } });
    host.post(answer);
  });
  let posted = selectShownRun(store.getState())?.id;
  const forgotten = store.subscribe((state) => {
    const run = selectShownRun(state);
    if (run?.phase !== 'settled' || run.id === posted) return;
    const message = settledMessage(state);
    if (!message) return;
    posted = run.id;
    host.post(message);
  });
  host.post({ fanout: 1, type: 'ready' });
  return () => {
    ended();
    forgotten();
  };
}

type HostMessageListener = (message: unknown) => void;

const refusal = (why: string): HostMessage => ({ fanout: 1, type: 'refused', why });

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);

/** Never throws: an object may have any `toString`. */
function word(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return show(String(value).slice(0, 40));
}
