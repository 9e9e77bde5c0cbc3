import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predict } from '../../../../src/engine/predict.ts';
import { presetOf } from '../../../../src/lessons/allPresets.ts';
import { checkSettings } from '../../../../src/run/check/checkSettings.ts';
import { PlanError } from '../../../../src/run/check/planError.ts';
import { readRunFile, writeRunFile } from '../../../../src/run/file/runFile.ts';
import { type EquippedPlan, poolsOf, settingsOf } from '../../../../src/run/toolSettings.ts';
import { readPlanLink, writePlanLink } from '../../../../src/store/link/planCodec.ts';
import { withCall, withoutCall } from '../../../../src/store/plan/callEdits.ts';
import { samePolicy, sameWork } from '../../../../src/store/plan/document.ts';
import { withPolicy } from '../../../../src/store/plan/policyChips.ts';
import { remarkOn } from '../../../../src/store/plan/policyForm.ts';
import { planUnder } from '../../../../src/store/plan/policyNames.ts';
import {
  toolChanged,
  toolChipsOf,
  toolDraftOf,
  toolSettingsOf,
  withSettings,
} from '../../../../src/store/plan/toolForm.ts';
import { rerunPlan } from '../../../../src/store/run/rerunFailed.ts';
import { selectShownRun } from '../../../../src/store/run/selectors.ts';
import { formatPlan } from '../../../../src/store/storage.ts';
import { readPlan } from '../../../../src/store/yourPlans/readPlan.ts';
import { equipped } from '../../../../src/tools/equipped.ts';
import { simulatedTools } from '../../../../src/tools/simulated.ts';
import { property } from '../../support/property.ts';
import { answerPrediction, newest, runThrough, settled, startStore } from '../startStore.ts';

const call = (id: string, name = 'slow_tool') => ({ id, name, args: { query: 'x' } });
const plan: EquippedPlan = {
  calls: [call('a'), call('b', 'fast_tool'), call('c')],
  tools: { slow_tool: { limit: 1, timeoutMs: 1500 } },
};

describe('what is typed for all calls of a tool', () => {
  const read = (toolTimeout: string, toolLimit: string) => {
    const problems: Record<string, string> = {};
    return { settings: toolSettingsOf({ toolTimeout, toolLimit }, problems), problems };
  };

  it.each([
    ['', '', {}],
    ['0.5 s', ' 2 ', { timeoutMs: 500, limit: 2 }],
    ['250', '', { timeoutMs: 250 }],
  ])('%j and %j are taken', (timeout, limit, settings) =>
    expect(read(timeout, limit)).toEqual({ settings, problems: {} }),
  );

  it.each([
    ['0', '', 'toolTimeout', 'Expected milliseconds from 0.001 to 2,147,483,647, got "0".'],
    ['soon', '', 'toolTimeout', 'Expected milliseconds from 0.001 to 2,147,483,647, got "soon".'],
    ['', '1.5', 'toolLimit', 'Expected a whole number from 1 to 1,000,000, got "1.5".'],
    ['', '0', 'toolLimit', 'Expected a whole number from 1 to 1,000,000, got "0".'],
  ])('%j and %j are refused at the field', (timeout, limit, field, problem) =>
    expect(read(timeout, limit).problems).toEqual({ [field]: problem }),
  );

  property(
    'comes back as it was',
    fc.record(
      { timeoutMs: fc.integer({ min: 1, max: 9e5 }), limit: fc.integer({ min: 1, max: 99 }) },
      { requiredKeys: [] },
    ),
    (settings) => {
      expect(toolSettingsOf(toolDraftOf(settings), {})).toEqual(settings);
    },
  );
});

describe('a plan with settings for its tools', () => {
  it('carries them through every edit, and loses them only with the last', () => {
    const edited = [withCall(plan, call('d')), withoutCall(plan, 0), withPolicy(plan, { limit: 2 })] as EquippedPlan[];
    for (const one of edited) expect(one.tools).toEqual(plan.tools);
    expect(withSettings(plan, 'slow_tool', {})).toEqual({ calls: plan.calls });
    expect(withSettings(plan, 'slow_tool', { limit: 1, timeoutMs: 1500 })).toBe(plan);
  });

  it('is written alike however it came about', () => {
    const bare = { calls: plan.calls };
    const one = withSettings(withSettings(bare, 'slow_tool', { limit: 1 }), 'fast_tool', { limit: 2 });
    const other = withSettings(withSettings(bare, 'fast_tool', { limit: 2 }), 'slow_tool', { limit: 1 });
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  it('is the same work under another policy; the tutorial’s defaults have none', () => {
    const without: EquippedPlan = { calls: plan.calls };
    expect(sameWork(plan, without)).toBe(true);
    expect(samePolicy(plan, without)).toBe(false);
    expect(samePolicy(plan, structuredClone(plan))).toBe(true);
    const doc = { plan, preset: '', atMost: 3, batchesOf: 2 };
    expect((planUnder(doc, 'one-by-one') as EquippedPlan).tools).toBe(plan.tools);
    expect(samePolicy(planUnder(doc, 'defaults'), without)).toBe(true);
  });

  it('is stored, and read as it was; settings that no engine would take are refused with their place', () => {
    const stored = { plan, preset: '', atMost: 3, batchesOf: 2 };
    expect(readPlan(formatPlan(stored))).toEqual(stored);
    const broken = formatPlan({ ...stored, plan: { ...plan, tools: { slow_tool: { limit: 0 } } } as EquippedPlan });
    expect(readPlan(broken)).toEqual({ problem: expect.stringContaining('tools.slow_tool.limit') });
  });

  it('is in a link, and read as it was; a link with settings that no engine would take is refused', () => {
    const shared = { plan, preset: '', atMost: 3, batchesOf: 2 };
    const link = (one: EquippedPlan) => (writePlanLink({ ...shared, plan: one }) as { text: string }).text;
    expect(readPlanLink(link(plan))).toMatchObject({ plan });
    expect(readPlanLink(link({ ...plan, tools: { slow_tool: { limit: 0 } } }))).toEqual({
      problem: expect.stringContaining('tools.slow_tool.limit'),
    });
  });

  it.each([[7], [[]], [{ a: 1 }], [{ a: { timeoutMs: 'x' } }], [{ a: { limit: 1.5 } }]])(
    '%j are no settings',
    (tools) => expect(() => checkSettings({ calls: [], tools } as unknown as EquippedPlan)).toThrow(PlanError),
  );

  it('of a tool that is named like something every object has are none', () => {
    expect(settingsOf(plan, 'constructor')).toEqual({});
    expect(poolsOf(plan)).toEqual({ slow_tool: 1 });
  });

  it('is run by tools that keep them: one at a time, and the other tool beside it', async () => {
    const { outcomes, makespan } = await predict(plan, { tools: equipped(simulatedTools, plan) });
    expect(outcomes.map(({ startedAt }) => startedAt)).toEqual([0, 0, 1000]);
    expect(makespan).toBe(2000);
    const byName = Object.fromEntries(simulatedTools.map((tool) => [tool.name, tool]));
    expect((await predict(plan, { tools: equipped(byName, plan) })).makespan).toBe(2000);
    expect(equipped(simulatedTools, { calls: [] })).toBe(simulatedTools);
    const cut = { ...plan, tools: { slow_tool: { timeoutMs: 300 } } };
    expect((await predict(cut, { tools: equipped(simulatedTools, cut) })).makespan).toBe(300);
  });

  it('is in the run file, whose version says so; a plan without them is still of version 1', async () => {
    const run = await predict(plan, { tools: equipped(simulatedTools, plan) });
    const text = writeRunFile(run);
    expect(text).toContain('"version":2');
    expect(readRunFile(text).plan).toEqual(run.plan);
    const bare = await predict({ calls: plan.calls }, { tools: simulatedTools });
    expect(writeRunFile(bare)).toContain('"version":1');
    expect(() => readRunFile(text.replace('"limit":1', '"limit":0'))).toThrow(/tools\.slow_tool\.limit/);
  });

  it('runs its failed calls again with them', async () => {
    const started = await settled({ texts: { plan: formatPlan({ plan, preset: '', atMost: 3, batchesOf: 2 }) } });
    expect((rerunPlan(newest(started), [0]) as EquippedPlan).tools).toEqual(plan.tools);
  });
});

describe('the store', () => {
  it('changes them in one step of undo each, keeps the runs of the same calls, and takes nothing while a run goes on', async () => {
    const started = startStore();
    const { store, actions } = started;
    const tools = () => (store.getState().history.present.plan as EquippedPlan).tools;
    await answerPrediction(started);
    await runThrough(started);
    toolChanged(store, 'slow_tool', { limit: 1 }, 'edit-1');
    toolChanged(store, 'slow_tool', { limit: 12 }, 'edit-1');
    expect(tools()).toEqual({ slow_tool: { limit: 12 } });
    expect(selectShownRun(store.getState())).toBeUndefined();
    expect(store.getState().runs).toHaveLength(1);
    actions.undo();
    expect(tools()).toBeUndefined();
    expect(selectShownRun(store.getState())).toBe(newest(started));
    actions.startRun();
    toolChanged(store, 'slow_tool', { limit: 1 });
    expect(tools()).toBeUndefined();
  });
});

describe('the chips', () => {
  it('are one for each that is set, with the row where it is changed', () => {
    expect(toolChipsOf(plan).map(({ text, name, row }) => [text, name, row])).toEqual([
      ['slow_tool: timeout 1.50 s', 'Timeout of slow_tool', 0],
      ['slow_tool: at most 1', 'Limit of slow_tool', 0],
    ]);
    expect(toolChipsOf({ calls: [], tools: { gone: { limit: 2 } } })).toMatchObject([{ row: -1 }]);
    expect(toolChipsOf({ calls: [] })).toEqual([]);
  });

  it('nothing is said to be without effect for want of a limit where a tool has one', () => {
    const pool = presetOf('pool-of-connections')?.plan as EquippedPlan;
    expect(remarkOn('order', { ...pool, policy: { order: 'longest-first' } })).toBeUndefined();
    expect(remarkOn('slotOnTimeout', { ...plan, policy: { slotOnTimeout: 'hold' } })).toBeUndefined();
  });
});

describe('Run over a wrong text', () => {
  it('does not run, counts, and runs again when it is mended or stands beside another policy', async () => {
    const started = startStore();
    const { store, actions, runner } = started;
    await answerPrediction(started);
    runner.listener.engineReady();
    actions.changePolicy({ timeoutMs: 500 });
    actions.setPolicyProblem({ setting: 'timeoutMs', problem: 'Timeout (ms): no' });
    actions.startRun();
    actions.startRun();
    expect([runner.runs.length, store.getState().rejectedRunRequests]).toEqual([0, 2]);
    actions.undo();
    actions.startRun();
    expect([runner.runs.length, store.getState().rejectedRunRequests]).toEqual([1, 2]);
  });

  it('counts for a row’s draft, too', async () => {
    const started = startStore();
    started.actions.setDraftProblem('slow_1: no');
    started.actions.startRun();
    expect([started.runner.runs.length, started.store.getState().rejectedRunRequests]).toEqual([0, 1]);
    started.actions.setDraftProblem(undefined);
    started.actions.startRun();
    expect(started.runner.runs).toHaveLength(1);
  });
});
