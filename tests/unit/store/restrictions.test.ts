import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsOf } from '../../../src/store/commands/commands.ts';
import { lessonCommands } from '../../../src/store/lessons/lessonCommands.ts';
import { writePlanLink } from '../../../src/store/link/planCodec.ts';
import { foundInLink } from '../../../src/store/open/readPlanLink.ts';
import { docOf } from '../../../src/store/plan/document.ts';
import { CONTROLS, type Control, classroomOf, controlsOf, wordsOf } from '../../../src/store/restrictions.ts';
import { embedCode, sharedOf } from '../../../src/store/share/sharing.ts';
import { startStore } from './startStore.ts';

const NAMES = Object.keys(CONTROLS) as Control[];
const controls = fc
  .record(
    Object.fromEntries(NAMES.map((name) => [name, fc.constantFrom('locked', 'hidden')])) as Record<
      Control,
      fc.Arbitrary<'locked' | 'hidden'>
    >,
    { requiredKeys: [] },
  )
  .map((some) => ({ ...some }));

const PLAN = { calls: [{ id: 'one', name: 'fast_tool', args: { query: 'x' } }], policy: {} };

function visit(hidden: readonly string[]) {
  const made = writePlanLink({ plan: PLAN, preset: '', atMost: 3, batchesOf: 2, hidden });
  if ('problem' in made) throw new Error(made.problem);
  return startStore({ hash: `#plan=${made.text}`, found: foundInLink(made.text) });
}

describe('a link for a class', () => {
  it('says each control again, whatever was chosen', () => {
    fc.assert(
      fc.property(controls, (some) => {
        expect(controlsOf(wordsOf(some))).toEqual(some);
      }),
      { seed: 5 },
    );
  });

  it('passes over words of a later version, and is none without any that it knows', () => {
    expect(controlsOf(['policy', 'add=', 'sound', 'share=quiet'])).toEqual({ policy: 'hidden', add: 'locked' });
    expect(classroomOf(['sound'])).toBeUndefined();
    expect(classroomOf(undefined)).toBeUndefined();
  });

  it.each(['', '='])('refuses what is hidden or locked, by whatever way it is asked for (%j)', (mark) => {
    const { store, actions } = visit(NAMES.map((name) => name + mark));
    const before = store.getState();
    actions.callAdded('slow');
    actions.callDuplicated(0);
    actions.callRemoved(0);
    actions.callEdited(0, { ...PLAN.calls[0], id: 'two' } as never);
    actions.rowOpened(0);
    actions.strategyChosen({ kind: 'one-by-one' });
    actions.policyChanged({ limit: 1 });
    actions.presetChosen('tutorial');
    actions.resetRequested();
    actions.twinToggled();
    actions.tabChosen('log');
    void actions.lessonRequested('order');
    expect(store.getState()).toBe(before);
  });

  it('leaves everything else in use', () => {
    const { store, actions, runner } = visit(['policy', 'add=']);
    actions.strategyChosen({ kind: 'one-by-one' });
    expect(docOf(store.getState()).plan.policy).toMatchObject({ limit: 1 });
    actions.rowOpened(0);
    expect(store.getState().editing).toBe(0);
    actions.rowOpened(undefined);
    expect(store.getState().editing).toBeUndefined();
    actions.runRequested();
    expect(runner.runs).toHaveLength(1);
  });

  it('says what it is, and ends with one’s own plan', async () => {
    const { store, actions } = visit(['add']);
    expect(store.getState().notice).toMatchObject({ action: 'back-to-my-plan' });
    expect(store.getState().notice?.text).toMatch(/for a class/);
    await actions.wentBackToOwnPlan();
    expect(store.getState().classroom).toBeUndefined();
    const { length } = docOf(store.getState()).plan.calls;
    actions.callAdded('fast');
    expect(docOf(store.getState()).plan.calls).toHaveLength(length + 1);
  });

  it('ends with another link', async () => {
    const { store, actions } = visit(['add']);
    await actions.linkFollowed('#preset=tutorial');
    expect(store.getState().classroom).toBeUndefined();
    expect(store.getState().fromLink).toBeUndefined();
  });

  it('takes the hidden ones out of the commands, and switches the locked ones off', () => {
    const { store } = visit(['policy', 'add=', 'presets', 'lessons=']);
    const commands = commandsOf(store.getState());
    expect(commands.filter(({ name }) => name.startsWith('Preset'))).toEqual([]);
    expect(commands.find(({ name }) => name === 'Add slow call')?.off).toBe(true);
    expect(commands.find(({ name }) => name === 'One by one')?.off).toBeFalsy();
    const [lesson] = lessonCommands([{ name: 'order', title: 'Order' }], store.getState());
    expect(lesson).toMatchObject({ name: 'Lesson: Order', off: true });
  });

  it('is shared on as it came, unless another choice is made', () => {
    const { store } = visit(['add=']);
    const state = store.getState();
    const along = { lesson: false, speed: false, view: false };
    expect(sharedOf(docOf(state), state, along).hidden).toEqual(['add=']);
    expect(sharedOf(docOf(state), state, { ...along, hidden: ['share'] }).hidden).toEqual(['share']);
  });
});

describe('the code to embed', () => {
  it('is one element, whatever the plan is called', () => {
    const code = embedCode('https://a.b/#plan=1.xyz', '"><script>alert(1)</script>');
    expect(code).toContain('src="https://a.b/#embed&amp;plan=1.xyz"');
    expect(code).not.toContain('<script');
    expect(code.match(/</g)).toHaveLength(2);
  });
});
