import { predict } from '../../../src/engine/predict.ts';
import { writeRunFile } from '../../../src/run/file/runFile.ts';
import type { Plan } from '../../../src/run/types.ts';

/** Tools of an agent elsewhere; how long each took is in its arguments. */
export const RECORDED_PLAN: Plan = {
  calls: [
    { id: 'toolu_1', name: 'web_fetch', args: { url: 'https://example.org/a', took: 1200 } },
    { id: 'toolu_2', name: 'Grep', args: { pattern: 'TODO', took: 300 } },
    { id: 'toolu_3', name: 'Bash', args: { command: 'npm test', took: 800, failed: true } },
  ],
};

/** A run file whose tools the page does not have: they ran for 1.2, 0.3 and 0.8 s, and the last failed. */
export async function recordedFile(plan: Plan = RECORDED_PLAN): Promise<string> {
  const names = [...new Set(plan.calls.map(({ name }) => name))];
  const tools = names.map((name) => ({
    name,
    async invoke({ took = 100, failed }: { took?: number; failed?: boolean }, ctx: { clock: Clock }) {
      await new Promise<void>((done) => void ctx.clock.after(took, done));
      if (failed) throw new Error('exit code 1');
      return `${name} is done`;
    },
  }));
  return writeRunFile(await predict(plan, { tools: tools as never }));
}

interface Clock {
  after(ms: number, fire: () => void): unknown;
}
