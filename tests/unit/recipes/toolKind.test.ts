import { describe, expect, it } from 'vitest';
import { KIND_CODE } from '../../../src/code/kindCode.ts';
import { predict } from '../../../src/engine/predict.ts';
import { CATALOGUE, type CatalogueEntry } from '../../../src/tools/catalogue.ts';
import { KINDS, type ToolDefinition } from '../../../src/tools/kinds.ts';
import { simulated } from '../../../src/tools/simulated.ts';
import { sleep } from '../../../src/tools/sleep.ts';

const LATE = { kind: 'late', tool: 'late_tool', ms: 30, idPrefix: 'late', query: 'late' } as unknown as CatalogueEntry;
const DEFINITION: ToolDefinition = {
  ...KINDS.fast,
  async body({ query }, ctx, ms) {
    await sleep(ctx, 2 * ms);
    return `Late: ${query}`;
  },
};

describe('a kind of call', () => {
  it('is a tool from its entry and its definition alone', async () => {
    const plan = { calls: [{ id: 'late_1', name: 'late_tool', args: { query: 'q' } }] };
    const { outcomes } = await predict(plan, { tools: [simulated(LATE, DEFINITION)] });
    expect(outcomes).toMatchObject([{ kind: 'succeeded', value: 'Late: q', settledAt: 60 }]);
    const refused = await predict(
      { calls: [{ id: 'a', name: 'late_tool', args: {} }] },
      { tools: [simulated(LATE, DEFINITION)] },
    );
    expect(refused.outcomes).toMatchObject([{ kind: 'rejected' }]);
  });

  it('is in each list of kinds, and its names are its own', () => {
    const kinds: string[] = CATALOGUE.map(({ kind }) => kind);
    expect(Object.keys(KINDS).sort()).toEqual([...kinds].sort());
    expect(Object.keys(KIND_CODE).sort()).toEqual([...kinds].sort());
    for (const name of ['kind', 'tool', 'idPrefix'] as const)
      expect(new Set(CATALOGUE.map((entry) => entry[name])).size).toBe(CATALOGUE.length);
  });

  it('has words of its own in the editor, and takes there what its arguments or its behavior have', () => {
    expect(new Set(Object.values(KINDS).map(({ words }) => words)).size).toBe(CATALOGUE.length);
    const argument = {
      takes: 'ms',
      varies: 'spread',
      failures: 'failures',
      deaf: 'deaf',
      code: 'code',
      retryAfter: 'retryAfterMs',
    } as const;
    for (const { editor, fields } of Object.values(KINDS))
      for (const field of editor)
        if (field !== 'result' && field !== 'error') expect(fields.map(({ name }) => name)).toContain(argument[field]);
  });

  it.each(CATALOGUE)('of kind $kind reads in its code only arguments that it has', ({ kind }) => {
    const { reads, always } = KIND_CODE[kind];
    for (const name of reads) expect(KINDS[kind].fields.map((field) => field.name as string)).toContain(name);
    for (const name of always) expect(reads).toContain(name);
  });
});
