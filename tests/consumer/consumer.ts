/** Type-checked against the built library, as somebody who installed it would: see the step `lib` of scripts/test.mjs. */
import { execute, predict, type Run, type Tool } from 'fanout';
import { parallelExecutor } from 'fanout/langchain';

const wait: Tool = {
  name: 'wait',
  invoke: (_args, { clock }) => new Promise<void>((resolve) => clock.after(100, resolve)),
};

export async function twice(): Promise<[Run, Run]> {
  const plan = { calls: [{ id: 'wait_1', name: 'wait', args: {} }] };
  return [await predict(plan, { tools: [wait] }), await execute(plan, { tools: [wait] })];
}

export const node: (state: never) => Promise<unknown> = parallelExecutor;
