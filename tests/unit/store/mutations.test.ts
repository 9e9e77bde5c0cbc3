import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { admitPlan } from '../../../src/run/check/admitPlan.ts';
import { unpack } from '../../../src/run/file/jsonValues.ts';
import type { Plan } from '../../../src/run/types.ts';
import { readLink } from '../../../src/store/link/hash.ts';
import { readPlanLink } from '../../../src/store/link/planCodec.ts';
import { handleHostMessage } from '../../../src/store/open/embed.ts';
import { openFileText } from '../../../src/store/open/readFile.ts';
import { openPlanLink } from '../../../src/store/open/readPlanLink.ts';
import { selectDocument } from '../../../src/store/plan/document.ts';
import type { OpenResult } from '../../../src/store/types.ts';
import { readPlan } from '../../../src/store/yourPlans/readPlan.ts';
import { frozen } from '../support/frozen.ts';
import { mutatedText, mutatedValue, randomFrom } from '../support/mutate.ts';
import { survive } from '../support/survive.ts';
import { startStore } from './startStore.ts';

/** A thousand of them, and FANOUT_RUNS times as many. */
const OF_EACH = 250 * Number(process.env.FANOUT_RUNS ?? 1);
/** Of those that open so many take every action of the page; the others are let in by the same check. */
const SURVIVORS = 3;

interface Opened {
  plan?: Plan | undefined;
  problem?: string | undefined;
}

const opened = (found: OpenResult): Opened => ('problem' in found ? found : { plan: found.doc.plan });

/** Each opens with a plan that can be let in again, or says in words why it does not. */
async function holdsFor(
  seed: number,
  sources: readonly string[],
  open: (text: string, random: () => number) => Opened,
) {
  const random = randomFrom(seed);
  const plans: Plan[] = [];
  let refused = 0;
  for (let turn = 0; turn < OF_EACH; turn++) {
    const source = sources[turn % sources.length] as string;
    const { plan, problem } = open(source, random);
    if (plan) {
      expect(admitPlan(plan, { saved: true })).toEqual(plan);
      plans.push(plan);
    } else {
      expect(problem).toMatch(/[a-z]{3}/);
      refused++;
    }
  }
  // Both happen: else nothing was mutated, or all of it too much.
  expect(plans.length).toBeGreaterThan(OF_EACH / 20);
  expect(refused).toBeGreaterThan(OF_EACH / 20);
  const step = Math.ceil(plans.length / SURVIVORS);
  for (let at = 0; at < plans.length; at += step) {
    const plan = plans[at] as Plan;
    expect(selectDocument((await survive(plan)).store.getState()).plan).toBe(plan);
  }
}

/** Short ones: each is opened many times. */
const short = (texts: readonly string[]) => texts.filter(({ length }) => length < 6000);

const mutatedJson = (text: string, random: () => number) =>
  random() < 0.4 ? mutatedText(text, random) : JSON.stringify(mutatedValue(JSON.parse(text), random));

describe('mutated', () => {
  const links = short(frozen('plan-links').flatMap(({ text }) => readLink(text).plan ?? []));

  test('links open, or say why not', () =>
    holdsFor(1, links, (text, random) => {
      if (random() < 0.2) return opened(openPlanLink(mutatedText(text, random)));
      const read = readPlanLink(text);
      if ('problem' in read) throw new Error(read.problem);
      const { calls, policy, seed, tools } = read.plan as Plan & { tools?: unknown };
      const wire = {
        c: calls.map(({ id, name, args, ...rest }) => [id, name, args, rest]),
        ...(policy && { p: policy }),
        ...(tools !== undefined && { o: tools }),
        ...(seed !== undefined && { s: seed }),
        am: read.atMost,
        h: ['run='],
      };
      const json = JSON.stringify(mutatedValue(wire, random), (_, one) => (typeof one === 'bigint' ? '7' : one));
      return opened(
        openPlanLink(`1.${Buffer.from(deflateSync(new TextEncoder().encode(json))).toString('base64url')}`),
      );
    }));

  test('run files open, or say why not', () =>
    holdsFor(2, short(frozen('run-files').map(({ text }) => text)), (text, random) =>
      opened(openFileText(mutatedJson(text, random), 'Opened')),
    ));

  const kept = frozen<{ name: string; kept: Record<string, string> }>('storage').flatMap(
    ({ kept: texts }) => texts['fanout.plan'] ?? [],
  );
  const stored = short(kept).filter((text) => !('problem' in readPlan(text)));

  test('stored plans open, or say why not', () =>
    holdsFor(3, stored, (text, random) => {
      const mutated = mutatedJson(text, random);
      const read = readPlan(mutated);
      const { store } = startStore({ texts: { plan: mutated } });
      if ('problem' in read) expect(store.getState().notice?.broken).toBe(mutated);
      return read;
    }));

  test('messages of the page around are answered', () =>
    holdsFor(4, stored, (text, random) => {
      const { plan } = unpack(JSON.parse(text)) as { plan: unknown };
      const message = mutatedValue({ fanout: 1, type: 'load', plan }, random) as { fanout?: unknown };
      const { store } = startStore({ hash: '#embed' });
      const answer = handleHostMessage(store, message);
      if (!('fanout' in message)) {
        expect(answer).toBeUndefined();
        return { problem: 'not for this page' };
      }
      if (answer?.type === 'refused') return { problem: answer.why };
      expect(answer?.type).toBe('loaded');
      return { plan: selectDocument(store.getState()).plan };
    }));
});
