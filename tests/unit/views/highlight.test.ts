import { describe, expect, it } from 'vitest';
import { codeOf, TARGETS } from '../../../src/code/generateCode.ts';
import { LONG, tokensOf } from '../../../src/views/inspector/code/highlight.ts';
import { fast, slow } from '../analysis/runs.ts';

const coloured = (lines: readonly string[], language: 'typescript' | 'python') => [...tokensOf(lines, language)].flat();
const textsOf = (lines: ReturnType<typeof coloured>) => lines.map((line) => line.map(({ text }) => text).join(''));

describe('the colours of code', () => {
  it.each(TARGETS)('leave every line of $title as it is, long ones too', ({ name, language }) => {
    const calls = [fast('a'), { ...slow('b'), args: { query: `it's "${'x'.repeat(10_000)}\\` } }];
    const lines = codeOf({ calls, policy: { limit: 2, timeoutMs: 50 } }, name).text.split('\n');
    expect(textsOf(coloured(lines, language))).toEqual(lines);
  });

  it('go on from piece to piece', () => {
    const body = Array.from({ length: 20 }, (_, i) => `word ${i} import`);
    const lines = ['"""', ...body, '"""', 'import json'];
    const names = coloured(lines, 'python').map((line) => new Set(line.map(({ name }) => name)));
    for (const of of names.slice(0, -1)) expect([...of]).not.toContain('keyword');
    expect([...(names.at(-1) ?? [])]).toContain('keyword');
  });

  it('know the strings of a line that no grammar is asked about', () => {
    const text = `{ id: 'it\\'s', query: "${'x'.repeat(LONG)}" },`;
    expect(coloured([text], 'typescript')).toEqual([
      [
        { text: '{ id: ', name: undefined },
        { text: "'it\\'s'", name: 'string-expression' },
        { text: ', query: ', name: undefined },
        { text: `"${'x'.repeat(LONG)}"`, name: 'string-expression' },
        { text: ' },', name: undefined },
      ],
    ]);
  });

  it('come for a hundred queries of 100,000 letters without a space', () => {
    const calls = Array.from({ length: 100 }, (_, i) => ({
      ...fast(`call_${i}`),
      args: { query: 'x'.repeat(100_000) },
    }));
    const lines = codeOf({ calls }, 'fanout').text.split('\n');
    expect(coloured(lines, 'typescript')).toHaveLength(lines.length);
  });
});
