import fc from 'fast-check';
import { expect } from 'vitest';
import { leaveLesson, openLesson } from '../../../../src/store/lessons/lesson.ts';
import { writePlanLink } from '../../../../src/store/link/planCodec.ts';
import { readLinkedPlan, restorePlan } from '../../../../src/store/open/openPlan.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import type { PlanDocument } from '../../../../src/store/state.ts';
import { memoryStorage } from '../../../../src/store/storage.ts';
import { isOwnSetAside, ownKey } from '../../../../src/store/yourPlans/setAside.ts';
import { savedPlans } from '../../../../src/store/yourPlans/yourPlans.ts';
import { property } from '../../support/property.ts';
import { type Started, startStore } from '../startStore.ts';

/** What people do, in any order. */
type Step =
  | { do: 'edit' | 'rename' | 'undo' | 'redo' | 'back' | 'reload' | 'fresh' | 'lesson' | 'leave' | 'reset' }
  | { do: 'preset'; name: string }
  | { do: 'link' | 'visit'; hash: string }
  | { do: 'restore'; at: number };

const linkTo = (id: string, hidden: readonly string[] = []) => {
  const plan = { calls: [{ id, name: 'fast_tool', args: { query: id } }], seed: 1 };
  const written = writePlanLink({ plan, preset: '', atMost: 3, batchesOf: 2, hidden });
  return `#plan=${(written as { text: string }).text}`;
};
const HASHES = [linkTo('A'), linkTo('B'), linkTo('C', ['beside']), '#preset=straggler', '#preset=tutorial&fresh'];

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Step>({ do: 'edit' }) },
    {
      weight: 7,
      arbitrary: fc
        .constantFrom('rename', 'undo', 'redo', 'back', 'reload', 'fresh', 'lesson', 'leave', 'reset')
        .map((what) => ({ do: what }) as Step),
    },
    { weight: 1, arbitrary: fc.constantFrom('tutorial', 'straggler').map((name): Step => ({ do: 'preset', name })) },
    { weight: 3, arbitrary: fc.constantFrom(...HASHES).map((hash): Step => ({ do: 'link', hash })) },
    { weight: 2, arbitrary: fc.constantFrom(...HASHES).map((hash): Step => ({ do: 'visit', hash })) },
    { weight: 2, arbitrary: fc.nat(9).map((at): Step => ({ do: 'restore', at })) },
  ),
  // Fewer than would fill the list.
  { minLength: 4, maxLength: 11 },
);

/** The plan's content alone. */
const textOf = ({ plan, name }: Pick<PlanDocument, 'plan' | 'name'>) =>
  JSON.stringify([plan.calls, plan.policy, plan.seed, name]);

/** As a person counts plans: an edit goes on with the plan that is there, all else brings another. */
class Model {
  /** What each plan was last edited to. */
  readonly works = new Map<number, string>();
  private readonly lines = new Map<string, number>();
  private readonly made = new Set<string>();
  private count = 0;

  edited(before: string, after: string): void {
    const line = this.lines.get(before) ?? this.count++;
    this.lines.set(before, line);
    this.lines.set(after, line);
    this.made.add(after);
    this.works.set(line, after);
  }

  /** Undo and redo within a plan: that is what the person wants it to be. */
  went(before: string, after: string): void {
    const line = this.lines.get(after);
    if (line === undefined || this.lines.get(before) !== line) return;
    if (this.made.has(after)) this.works.set(line, after);
    else this.works.delete(line);
  }

  /** What nobody has edited is another plan each time it is opened. */
  opened(text: string): void {
    if (!this.made.has(text)) this.lines.delete(text);
  }
}

/** No two edits make the same. */
let edits = 0;

async function take(step: Step, { actions, store, storage }: Started): Promise<Started | undefined> {
  switch (step.do) {
    case 'edit': {
      const { plan } = selectDocument(store.getState());
      store.internals.editPlan({
        ...plan,
        calls: [...plan.calls, { id: `own ${edits++}`, name: 'slow_tool', args: {} }],
      });
      return undefined;
    }
    case 'rename':
      store.internals.renamePlan(`name ${edits++}`);
      return undefined;
    case 'undo':
      actions.undo();
      return undefined;
    case 'redo':
      actions.redo();
      return undefined;
    case 'reset':
      actions.resetPlan();
      return undefined;
    case 'preset':
      actions.selectPreset(step.name);
      return undefined;
    case 'link':
      await actions.openLink(step.hash);
      return undefined;
    case 'fresh':
      await actions.openLink('#fresh');
      return undefined;
    case 'visit':
      return startStore({ storage, hash: step.hash, found: await readLinkedPlan(step.hash) });
    case 'reload':
      return startStore({ storage });
    case 'lesson':
      await openLesson(store, 'batches');
      return undefined;
    case 'leave':
      leaveLesson(store);
      return undefined;
    case 'restore': {
      const plan = savedPlans(storage)[step.at];
      if (plan) restorePlan(store, plan);
      return undefined;
    }
    case 'back':
      await actions.restoreOwnPlan();
      return undefined;
  }
}

const storedText = (text: string | null) => (text === null ? undefined : textOf(JSON.parse(text)));

property(
  'every plan that somebody has edited is on the page, in its history or among their plans; the way back leads to their own',
  steps,
  async (all) => {
    const storage = memoryStorage();
    let started: Started = startStore({ storage });
    const model = new Model();
    /** The page shows what a link holds, and nobody has edited it. */
    let linked = false;
    /** One's own plan before the links. */
    let before: string | undefined;
    const shown = () => textOf(selectDocument(started.store.getState()));

    for (const step of all) {
      const { notice, lesson } = started.store.getState();
      const doc = selectDocument(started.store.getState());
      const [was, slot] = [textOf(doc), storedText(storage.read('plan'))];
      const offered = notice?.action === 'back-to-my-plan';
      started = (await take(step, started)) ?? started;
      const other = !lesson && selectDocument(started.store.getState()) !== doc;

      const goes = step.do === 'undo' || step.do === 'redo';
      if (goes && !lesson) model.went(was, shown());
      if ((step.do === 'edit' || step.do === 'rename') && !lesson) model.edited(was, shown());
      else if (!goes && selectDocument(started.store.getState()) !== doc) model.opened(shown());
      if (step.do === 'fresh' || ('hash' in step && step.hash.includes('fresh'))) before ??= slot;
      else if (
        linked &&
        other &&
        !('hash' in step) &&
        !['back', 'restore', 'reload', 'lesson'].includes(step.do) &&
        !goes
      )
        before ??= slot;
      if (step.do === 'back' && offered) {
        // Somebody in a class without a plan of their own gets the tutorial.
        expect(shown()).toBe(before ?? slot ?? shown());
        before = undefined;
      }
      if (step.do === 'restore' && other && shown() === before) before = undefined;
      // They may lead to one's own plan and away from it, too.
      if (goes) before = isOwnSetAside(storage) ? storedText(storage.read(ownKey(storage))) : undefined;
      else expect(isOwnSetAside(storage)).toBe(before !== undefined);
      if ('hash' in step || step.do === 'fresh') linked = true;
      else if (step.do === 'reload' || (other && step.do !== 'lesson')) linked = false;

      const kept = new Set([
        ...savedPlans(storage).map(({ text }) => storedText(text)),
        storedText(storage.read('plan')),
      ]);
      const state = started.store.getState();
      for (const { past, present, future } of [state.history, ...(state.lesson ? [state.lesson.own.history] : [])])
        for (const doc of [...past, present, ...future]) kept.add(textOf(doc));
      for (const work of model.works.values()) expect(kept).toContain(work);
    }
  },
  { runs: 200 },
);
