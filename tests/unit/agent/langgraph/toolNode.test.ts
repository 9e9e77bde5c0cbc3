import { ToolNode as LangGraphToolNode } from '@langchain/langgraph/prebuilt';
import { describe, expect, it } from 'vitest';
import { ToolNode } from '../../../../src/langgraph.ts';
import { CASES } from '../../../toolNode/cases.ts';

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
