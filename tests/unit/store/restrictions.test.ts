import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectCommands } from '../../../src/store/commands/commands.ts';
import { lessonCommands } from '../../../src/store/lessons/lessonCommands.ts';
import { writePlanLink } from '../../../src/store/link/planCodec.ts';
import { openPlanLink } from '../../../src/store/open/readPlanLink.ts';
import { selectDocument } from '../../../src/store/plan/document.ts';
import { classroomOf, controlsOf, wordsOf } from '../../../src/store/restrictions.ts';
import { embedCode, sharedOf } from '../../../src/store/share/sharing.ts';
import { CONTROLS, type Control } from '../../../src/store/state.ts';
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
  return startStore({ hash: `#plan=${made.text}`, found: openPlanLink(made.text) });
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
    actions.addCall('slow');
    actions.duplicateCall(0);
    actions.removeCall(0);
    actions.editCall(0, { ...PLAN.calls[0], id: 'two' } as never);
    actions.openRow(0);
    actions.selectStrategy({ kind: 'one-by-one' });
    actions.changePolicy({ limit: 1 });
    actions.selectPreset('tutorial');
    actions.resetPlan();
    actions.toggleSideBySide();
    actions.selectTab('log');
    void actions.openLesson('order');
    expect(store.getState()).toBe(before);
  });

  it('leaves everything else in use', () => {
    const { store, actions, runner } = visit(['policy', 'add=']);
    actions.selectStrategy({ kind: 'one-by-one' });
    expect(selectDocument(store.getState()).plan.policy).toMatchObject({ limit: 1 });
    actions.openRow(0);
    expect(store.getState().editing).toBe(0);
    actions.openRow(undefined);
    expect(store.getState().editing).toBeUndefined();
    actions.startRun();
    expect(runner.runs).toHaveLength(1);
  });

  it('says what it is, and ends with one’s own plan', async () => {
    const { store, actions } = visit(['add']);
    expect(store.getState().notice).toMatchObject({ action: 'back-to-my-plan' });
    expect(store.getState().notice?.text).toMatch(/for a class/);
    await actions.restoreOwnPlan();
    expect(store.getState().restrictions).toBeUndefined();
    const { length } = selectDocument(store.getState()).plan.calls;
    actions.addCall('fast');
    expect(selectDocument(store.getState()).plan.calls).toHaveLength(length + 1);
  });

  it('ends with another link', async () => {
    const { store, actions } = visit(['add']);
    await actions.openLink('#preset=tutorial');
    expect(store.getState().restrictions).toBeUndefined();
    expect(store.getState().fromLink).toBeUndefined();
  });

  it('takes the hidden ones out of the commands, and switches the locked ones off', () => {
    const { store } = visit(['policy', 'add=', 'presets', 'lessons=']);
    const commands = selectCommands(store.getState());
    expect(commands.filter(({ name }) => name.startsWith('Preset'))).toEqual([]);
    expect(commands.find(({ name }) => name === 'Add slow call')?.off).toBe(true);
    expect(commands.find(({ name }) => name === 'One by one')?.off).toBeFalsy();
    const [lesson] = selectCommands(store.getState(), lessonCommands([{ name: 'order', title: 'Order' }]));
    expect(lesson).toMatchObject({ name: 'Lesson: Order', off: true });
  });

  it('is shared on as it came, unless another choice is made', () => {
    const { store } = visit(['add=']);
    const state = store.getState();
    const along = { lesson: false, speed: false, view: false };
    expect(sharedOf(selectDocument(state), state, along).hidden).toEqual(['add=']);
    expect(sharedOf(selectDocument(state), state, { ...along, hidden: ['share'] }).hidden).toEqual(['share']);
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
