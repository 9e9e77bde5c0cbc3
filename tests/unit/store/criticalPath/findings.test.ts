import { describe, expect, it, vi } from 'vitest';
import { findingsOf } from '../../../../src/analysis/findings/findings.ts';
import { plainText } from '../../../../src/analysis/format/richText.ts';
import { predict } from '../../../../src/engine/predict.ts';
import type { Plan } from '../../../../src/run/types.ts';
import { runCommand } from '../../../../src/store/commands/command.ts';
import { selectCommands } from '../../../../src/store/commands/commands.ts';
import {
  applyFinding,
  causeLines,
  followFindings,
  highlightEvidence,
  selectApplyProblem,
  selectFindings,
} from '../../../../src/store/criticalPath/findings.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { classroomOf } from '../../../../src/store/restrictions.ts';
import { selectAppliedFindingResult, selectCriticalPath, selectSentence } from '../../../../src/store/run/selectors.ts';
import { withExpected } from '../../../../src/tools/expected.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import * as edits from '../../../../src/tools/whatIf.ts';
import { answerAsks } from '../planWorker.ts';
import { answerPrediction, runThrough, type Started, settled } from '../startStore.ts';

const go = (plan: Plan) => predict(withExpected(plan), { tools });

async function answer({ runner }: Started): Promise<void> {
  const { id, topic, plans } = runner.asks.at(-1) as (typeof runner.asks)[number];
  if (topic !== 'findings' || !plans[0]) throw new Error('no question about findings');
  const found = await findingsOf(plans[0], await go(plans[0]), edits, go);
  runner.listener.answered({ id, answers: [found], done: true });
}

async function start(hash = '#preset=priorities') {
  const started = await settled({ hash });
  const unfollow = followFindings(started.store);
  const state = () => started.store.getState();
  const first = () => {
    const finding = selectFindings(state())?.result?.findings[0];
    if (!finding) throw new Error('nothing was found');
    return finding;
  };
  return { ...started, unfollow, state, first };
}

describe('findings of the plan on the page', () => {
  it('are asked for once, when its prediction is there', async () => {
    const started = await start();
    expect(selectFindings(started.state())).toBeUndefined();
    await answer(started);
    expect(started.first().action).toBe('Start all at once');
    started.actions.selectRow(1);
    expect(started.runner.asks).toHaveLength(1);
  });

  it('are of no other plan, and are asked for again after an edit', async () => {
    const started = await start();
    await answer(started);
    started.actions.addCall('slow');
    expect(selectFindings(started.state())).toBeUndefined();
    expect(started.runner.asks).toHaveLength(1);
    await answerPrediction(started);
    expect(started.runner.asks).toHaveLength(2);
    expect(started.runner.asks[1]?.plans).toEqual([selectDocument(started.state()).plan]);
  });

  it('are let go with the panel, and say why when there are none', async () => {
    const started = await start();
    const { id } = started.runner.asks[0] as (typeof started.runner.asks)[number];
    started.unfollow();
    expect(started.runner.asks.at(-1)).toMatchObject({ topic: 'findings', plans: [] });
    const again = await start();
    again.runner.listener.answered({ id, answers: [], done: true, problem: 'no' });
    expect(selectFindings(again.state())?.problem).toBe('no');
  });

  it('light their rows while they are pointed at', async () => {
    const started = await start();
    await answer(started);
    highlightEvidence(started.store, started.first());
    expect([...(started.state().highlightedRows ?? [])]).toEqual(started.first().keys);
    highlightEvidence(started.store, undefined);
    expect(started.state().highlightedRows).toBeUndefined();
  });
});

describe('an applied finding', () => {
  it('edits the plan in one step of undo, and promises', async () => {
    const started = await start();
    await answer(started);
    const before = selectDocument(started.state());
    applyFinding(started.store, started.first());
    expect(selectDocument(started.state()).plan.policy).toEqual({ order: 'priority' });
    expect(plainText(selectSentence(started.state()).sentence)).toBe(
      'Predicted 0.40 s, 0.80 s less: press Run to prove it.',
    );
    expect(selectAppliedFindingResult(started.state())).toBeUndefined();
    started.actions.undo();
    expect(selectDocument(started.state())).toBe(before);
    expect(plainText(selectSentence(started.state()).sentence)).not.toContain('promise');
  });

  it('is held against the run that proves it', async () => {
    const started = await start();
    await answer(started);
    applyFinding(started.store, started.first());
    await answerPrediction(started);
    await runThrough(started);
    expect(plainText(selectAppliedFindingResult(started.state()) ?? [])).toBe('0.800 s less, promised 0.800 s. ');
  });

  it('moves the stepper with the limit, and keeps the other settings', async () => {
    const started = await start('#preset=priorities');
    await answer(started);
    const raised = selectFindings(started.state())?.result?.findings.find(({ action }) => action.startsWith('Raise'));
    if (raised) applyFinding(started.store, raised);
    expect(selectDocument(started.state())).toMatchObject({
      atMost: 3,
      plan: { policy: { limit: 3, order: 'priority' } },
    });
  });

  it('changes calls and nothing beside them', async () => {
    const started = await start('#preset=slow-neighbour');
    await answer(started);
    const before = selectDocument(started.state()).plan;
    applyFinding(started.store, started.first());
    const after = selectDocument(started.state()).plan;
    expect(after.calls[5]?.args.ms).toBe(1000);
    expect(after.calls.slice(0, 5)).toEqual(before.calls.slice(0, 5));
    expect(after.policy).toEqual(before.policy);
  });

  it('stands in the list of commands once the run and why are there, the best first, and off where it is locked', async () => {
    const started = await start();
    await answer(started);
    const applies = () => selectCommands(started.state()).filter(({ name }) => name.startsWith('Apply: '));
    expect(applies()).toEqual([]);
    await runThrough(started);
    expect(applies()).toEqual([]);
    started.store.setState({ criticalPath: {} });
    expect(applies().map(({ name }) => name)[0]).toMatch(/^Apply: Start all at once, 0\.[78]\d s less$/);
    expect(applies().length).toBeGreaterThan(1);
    started.store.setState({ restrictions: classroomOf(['policy=']) });
    expect(applies()[0]?.off).toBe(true);
    started.store.setState({ restrictions: undefined });
    const [best] = applies();
    if (best) runCommand(started.store, best.command);
    expect(selectDocument(started.state()).plan.policy?.limit ?? null).toBeNull();
    expect(applies()).toEqual([]);
  });

  it('does nothing once the plan is another', async () => {
    const started = await start();
    await answer(started);
    const stale = started.first();
    started.actions.addCall('fast');
    const { plan } = selectDocument(started.state());
    applyFinding(started.store, stale);
    expect(selectDocument(started.state()).plan).toBe(plan);
  });
});

describe('a finding that cannot be applied', () => {
  const locked = (started: Started, words: readonly string[]) =>
    started.store.setState({ restrictions: classroomOf(words) });

  it('says that what it changes is locked for a class, and changes nothing', async () => {
    const started = await start();
    await answer(started);
    const { plan } = selectDocument(started.state());
    expect(selectApplyProblem(started.state(), started.first())).toBeUndefined();
    for (const words of [['policy='], ['policy']]) {
      locked(started, words);
      expect(selectApplyProblem(started.state(), started.first())).toBe('Locked by the teacher');
      applyFinding(started.store, started.first());
      expect(selectDocument(started.state()).plan).toBe(plan);
    }
    locked(started, ['rows=', 'add=']);
    expect(selectApplyProblem(started.state(), started.first())).toBeUndefined();
  });

  it.each([
    [{ calls: [] }, ['rows='], ['policy=']],
    [{ policy: {} }, ['policy='], ['rows=']],
    [{ tools: {} }, ['rows='], ['share=']],
    [{ tools: {} }, ['policy='], ['share=']],
  ])('is one that changes %j, where %j is locked and not where %j is', async (change, off, on) => {
    const started = await start();
    const finding = { change } as never;
    locked(started, off);
    expect(selectApplyProblem(started.state(), finding)).toBeDefined();
    locked(started, on);
    expect(selectApplyProblem(started.state(), finding)).toBeUndefined();
  });

  it('says so while something runs', async () => {
    const started = await start();
    await answer(started);
    const first = started.first();
    started.actions.startRun();
    expect(selectApplyProblem(started.state(), first)).toMatch(/when it has ended/);
  });
});

describe('where the time went', () => {
  it('adds up to the total, in words', async () => {
    const started = await start();
    answerAsks(started);
    await started.actions.toggleCriticalPath();
    const path = await vi.waitUntil(() => selectCriticalPath(started.state()));
    const causes = causeLines(path);
    expect(causes.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(1200, 6);
    expect(causes.map(({ figure }) => figure.text)).toEqual(['0.80 s waiting for a free slot', '0.40 s running']);
  });
});
