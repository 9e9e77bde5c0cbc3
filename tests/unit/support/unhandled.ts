import { afterAll, beforeAll, expect } from 'vitest';

/** Fails if a test of the file leaves an unhandled rejection. */
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
