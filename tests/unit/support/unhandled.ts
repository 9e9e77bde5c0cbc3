import { afterAll, beforeAll, expect } from 'vitest';

/** No test of this file leaves a rejection that nobody handles. */
export function expectNothingUnhandled(): void {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  beforeAll(() => {
    process.on('unhandledRejection', note);
  });
  afterAll(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
}
