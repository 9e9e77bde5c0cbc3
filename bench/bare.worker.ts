/**
 * The baseline of the page's runs: `Promise.all` in a module Worker, with no engine, no events and no messages but
 * the answer. Over sleeps made of `setTimeout` alone, or over the LangChain tools that the page runs.
 */
import { simulatedLangChainTools } from '../src/agent/simulatedTools.ts';
import type { BareAnswer, BareRequest } from './messages.ts';

const slow = simulatedLangChainTools.find(({ name }) => name === 'slow_tool');

const BODIES: Record<BareRequest['over'], (ms: number, key: number) => Promise<unknown>> = {
  sleeps: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  tools: (ms, key) => Promise.resolve(slow?.invoke({ query: `task ${key + 1}`, ms })),
};

addEventListener('message', ({ data }: MessageEvent<BareRequest>) => void answer(data));

async function answer({ over, latencies }: BareRequest): Promise<void> {
  const start = performance.now();
  await Promise.all(latencies.map(BODIES[over]));
  postMessage({ total: performance.now() - start } satisfies BareAnswer);
}
