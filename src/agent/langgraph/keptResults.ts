import {
  Command,
  GraphInterrupt,
  isGraphInterrupt,
  type LangGraphRunnableConfig,
  Send,
  task,
} from '@langchain/langgraph';
import { isCommand as isCommandLike } from '../commit.ts';
import type { RequestedCall } from './requestedCalls.ts';
import type { NodeOutput } from './toolMessages.ts';

/** How a call ended: with its answer, or by what it threw to control the graph. */
export type CallEnd = { output: NodeOutput } | { thrown: unknown };

/** A call whose result the checkpoint does not hold. `context`: made in its task. */
export interface OpenCall<Context> {
  requested: RequestedCall;
  context: Context;
}

/**
 * The answers to calls that are tasks of LangGraph: what a call has returned is kept with the checkpoint, so that after an
 * interrupt it does not run again. `undefined` outside of a graph, and without a checkpointer.
 *
 * A task is known by its number, so the calls must come in the same order each time.
 *
 * @param contextOf called in each task of a call that has to run
 * @param run runs these calls; rejects if all of them are to reject
 */
export async function asTasks<Context>(
  calls: readonly RequestedCall[],
  config: LangGraphRunnableConfig,
  contextOf: () => Context,
  run: (open: readonly OpenCall<Context>[]) => Promise<readonly CallEnd[]>,
): Promise<NodeOutput[] | undefined> {
  const { __pregel_call, __pregel_checkpointer } = config.configurable ?? {};
  if (!__pregel_call || !__pregel_checkpointer) return undefined;
  const tasks = calls.map((requested) => new CallInTask(requested, contextOf));
  await Promise.all(tasks.map(({ decided }) => decided));
  const open = tasks.filter((task) => task.context !== undefined);
  await endAll(open, run);
  const results = await Promise.allSettled(tasks.map(({ result }) => result));
  const thrown: unknown[] = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const interrupts = thrown.filter(isGraphInterrupt);
  // Each question has an id of its own, so that all of them can be answered at once.
  if (interrupts.length > 0) throw new GraphInterrupt(interrupts.flatMap((one) => one.interrupts));
  if (thrown.length > 0) throw thrown[0];
  return results.map((one) => asStored((one as PromiseFulfilledResult<NodeOutput>).value));
}

/** A checkpointer gives back the fields of a Command and of its Sends, and messages as they were. */
function asStored(output: NodeOutput): NodeOutput {
  if (!isCommandLike(output) || output instanceof Command) return output;
  const { goto, ...fields } = output as ConstructorParameters<typeof Command>[0];
  const targets = goto === undefined ? [] : [goto].flat();
  return new Command({
    ...fields,
    goto: targets.map((one) => (typeof one === 'string' ? one : new Send(one.node, one.args))),
  });
}

async function endAll<Context>(
  tasks: readonly CallInTask<Context>[],
  run: (open: readonly OpenCall<Context>[]) => Promise<readonly CallEnd[]>,
): Promise<void> {
  if (tasks.length === 0) return;
  const open = tasks.map(({ requested, context }) => ({ requested, context: context as Context }));
  try {
    const ends = await run(open);
    for (const [key, task] of tasks.entries()) task.end(ends[key] as CallEnd);
  } catch (thrown) {
    for (const task of tasks) task.end({ thrown });
  }
}

class CallInTask<Context> {
  /** Resolves when it is known whether the call has to run. */
  readonly decided: Promise<void>;
  readonly result: Promise<unknown>;
  /** Set if the call has to run. */
  context: Context | undefined;
  private resolve = (_: unknown) => {};
  private reject = (_: unknown) => {};

  constructor(
    readonly requested: RequestedCall,
    contextOf: () => Context,
  ) {
    let decide = () => {};
    this.decided = new Promise((resolve) => {
      decide = resolve;
    });
    const ended = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    const { id, call } = requested;
    const inTask = task(call.name, async (_id: string) => {
      this.context = contextOf();
      decide();
      return ended;
    });
    this.result = inTask(id);
    this.result.then(decide, decide);
  }

  end(end: CallEnd): void {
    if ('output' in end) this.resolve(end.output);
    else this.reject(end.thrown);
  }
}
