import { readFileSync } from 'node:fs';
import { ToolNode as LangGraphToolNode } from '@langchain/langgraph/prebuilt';
import { describe, expect, it } from 'vitest';
import { ToolNode } from '../../../../src/langgraph.ts';
import { CASES } from '../../../toolNode/cases.ts';
import { compared } from '../../../toolNode/table.ts';

describe.each(CASES)('ToolNode, $title', ({ cases }) => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, { run, sees, intended }) => {
    expect(await run(ToolNode)).toEqual(intended ? intended.sees : sees);
  });

  const theirs = cases.map((one) => [`${one.name}${one.intended ? ' (not so)' : ''}`, one] as const);
  it.each(theirs)("LangGraph's node: %s", async (_, { run, sees, intended }) => {
    expect(await run(LangGraphToolNode)).toEqual(sees);
    expect(intended?.sees).not.toEqual(sees);
  });
});

it('docs/langgraph-toolnode.md has what both nodes do; npm run compare-toolnode -- --write', async () => {
  const { version } = JSON.parse(readFileSync('node_modules/@langchain/langgraph/package.json', 'utf8'));
  const { text, wrong } = await compared(CASES, { theirs: LangGraphToolNode, ours: ToolNode }, version);
  expect(wrong).toEqual([]);
  expect(readFileSync('docs/langgraph-toolnode.md', 'utf8')).toBe(text);
});
