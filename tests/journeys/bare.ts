import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS } from '../../scripts/setup.mjs';

/**
 * A Chromium without Playwright around it, spoken to over a pipe. Playwright tells each of its pages that it has the
 * focus, and such a page is never hidden; here the tab behind another one really is.
 */
export interface BareChromium extends AsyncDisposable {
  tab(url: string): Promise<BareTab>;
}

export interface BareTab {
  evaluate<T>(expression: string): Promise<T>;
  /** Every other tab is hidden by it. */
  bringToFront(): Promise<void>;
}

interface Answer {
  id?: number;
  result?: { targetId?: string; sessionId?: string; result?: { value?: unknown } };
  error?: { message: string };
}

export function startBare(): BareChromium {
  const profile = mkdtempSync(join(tmpdir(), 'fanout-bare-'));
  const path = process.env.CHROMIUM_PATH || chromium.executablePath();
  const flags = ['--remote-debugging-pipe', `--user-data-dir=${profile}`];
  const child = spawn(path, [...CHROMIUM_FLAGS, ...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [to, from] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  let text = '';
  from.setEncoding('utf8');
  from.on('data', (chunk: string) => {
    const parts = (text + chunk).split('\0');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const answer = JSON.parse(part) as Answer;
      if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
    }
  });

  function send(method: string, params: object = {}, sessionId?: string): Promise<NonNullable<Answer['result']>> {
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (result) resolve(result);
        else reject(new Error(`${method}: ${error?.message}`));
      });
      to.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  }

  return {
    async tab(url) {
      const { targetId } = await send('Target.createTarget', { url });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      return {
        async evaluate<T>(expression: string) {
          const params = { expression, awaitPromise: true, returnByValue: true };
          return (await send('Runtime.evaluate', params, sessionId)).result?.value as T;
        },
        bringToFront: async () => void (await send('Page.bringToFront', {}, sessionId)),
      };
    },
    async [Symbol.asyncDispose]() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      void send('Browser.close').catch(() => {});
      await gone;
      // Its helpers may still be writing.
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
