/**
 * The baseline of the page's runs: `Promise.all` in a module Worker, without engine, events, or messages except the
 * result. Runs either plain `setTimeout` sleeps or the LangChain tools of the page.
 */
import { simulatedLangChainTools } from '../src/agent/adapter/simulatedTools.ts';
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
