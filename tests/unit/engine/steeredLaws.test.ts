import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { RunController } from '../../../src/engine/controller.ts';
import type { Plan } from '../../../src/run/types.ts';
import {
  type Act,
  ALL,
  acts,
  LIVELY,
  moments,
  type Pools,
  perform,
  plans,
  pools,
  toolsWith,
} from '../support/arbitraries.ts';
import { type Driven, drive } from '../support/drive.ts';
import { expectLawful, ofType } from '../support/laws.ts';
import { keyed, Watch } from '../support/overlap.ts';
import {
  expectErrorPolicy,
  expectLimitAtStarts,
  expectPauses,
  expectRate,
  expectRetries,
  expectTimeLimits,
} from '../support/policyLaws.ts';
import { property } from '../support/property.ts';
import { expectNothingUnhandled } from '../support/unhandled.ts';

/** By then somebody stops a run that cannot end by itself. */
const STOP_AT = 5000;

interface Steering {
  /** At moments of the run. */
  at: (readonly [number, Act])[];
  /** By the listener, on the event of that number. */
  on: (readonly [number, Act])[];
}

const steering: fc.Arbitrary<Steering> = fc.record({
  at: fc.array(fc.tuple(moments, acts), { maxLength: 5 }),
  on: fc.array(fc.tuple(fc.nat(50), acts), { maxLength: 3 }),
});

interface Steered extends Driven {
  plan: Plan;
  watch: Watch;
  /** Bodies with a timer of their own that ran on when the run had settled. */
  bodies: number;
}

async function steer(plan: Plan, asked: Pools, { at, on }: Steering): Promise<Steered> {
  const watch = new Watch(toolsWith(asked));
  const abort = new AbortController();
  const withKeys = keyed(plan);
  let bodies = 0;
  const stop = () => abort.abort();
  const by = (act: Act) => (controller: RunController) => perform(act, controller, stop);
  const driven = await drive(withKeys, {
    tools: watch.tools,
    signal: abort.signal,
    onSettled: () => {
      bodies = watch.timers;
    },
    acts: [...at.map(([moment, act]) => [moment, by(act)] as const), [STOP_AT, stop]],
    onEvent: ({ seq }, _, controller) => {
      for (const [number, act] of on) if (number === seq) by(act)(controller);
    },
  });
  return { ...driven, plan: withKeys, watch, bodies };
}

const seen = new Map<string, Promise<Steered>>();
function steered([plan, asked, how]: [Plan, Pools, Steering]): Promise<Steered> {
  const key = JSON.stringify([plan, asked, how]);
  const one = seen.get(key) ?? steer(plan, asked, how);
  seen.set(key, one);
  return one;
}

const anything = fc.tuple(plans({ kinds: ALL }), pools(), steering);
const lively = fc.tuple(plans({ kinds: LIVELY }), pools(), steering);

expectNothingUnhandled();

describe('whatever is done to a run, at whatever moment, from wherever', () => {
  property(
    'one outcome and one `settled` a call; one end; the listener heard the whole log',
    anything,
    async (shape) => {
      const { run, plan, heard } = await steered(shape);
      expectLawful(run, plan);
      expect(ofType(heard, 'runSettled')).toHaveLength(1);
      // In the order of its making, but for events that a listener makes: it hears those before it is done with the first.
      expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, seq) => seq));
      expect(heard.slice(0, run.events.length)).toEqual(run.events);
    },
  );

  property(
    'limits, rate, pauses, attempts and failure policy are kept',
    anything,
    async (shape) => {
      const { run, plan } = await steered(shape);
      expectLimitAtStarts(run.events, plan);
      expectRate(run.events, plan.policy?.rate ?? null);
      expectPauses(run.events);
      expectRetries(
        run.events.filter((event) => !isSkip(event)),
        plan,
      );
      expectErrorPolicy(run.events, plan);
    },
    {
      failedOnce: [
        // A listener paused again on `resumed`, and the gate opened nevertheless.
        { seed: 20_260_401 },
      ],
    },
  );

  property('no attempt outlives its timeout, nothing the deadline', lively, async (shape) => {
    const { run, plan, watch } = await steered(shape);
    expectTimeLimits(run.events, plan, watch.tools);
  });

  property('no timer of the engine is left, and no listener on the caller’s signal', anything, async (shape) => {
    const { pending, bodies, signal } = await steered(shape);
    expect(pending).toBe(bodies);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  property('abandoned work that ends is heard of once, the rest of it never', lively, async (shape) => {
    const { heard, watch, run } = await steered(shape);
    expect(watch.running.size).toBe(0);
    const late = ofType(heard, 'late').map(({ key, attempt }) => `${key}:${attempt}`);
    expect(new Set(late).size).toBe(late.length);
    const keys = new Set(late.map((id) => Number(id.split(':')[0])));
    for (const { abandoned, key } of run.outcomes) if (abandoned) expect(keys.has(key)).toBe(true);
    expect(heard.slice(run.events.length).every(({ type }) => type === 'late')).toBe(true);
  });

  property('the same again: the identical log', anything, async ([plan, asked, how]) => {
    const again = await steer(structuredClone(plan), asked, how);
    expect(again.run).toEqual((await steered([plan, asked, how])).run);
  });
});

const isSkip = (event: { type: string; kind?: string }) => event.type === 'settled' && event.kind === 'skipped';
