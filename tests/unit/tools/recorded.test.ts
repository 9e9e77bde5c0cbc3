import { expect, it } from 'vitest';
import { LESSON_TOOL_NAMES } from '../../../src/tools/lessonTools.ts';
import { isRecorded } from '../../../src/tools/recorded.ts';

it.each<[boolean, string[]]>([
  [false, []],
  [false, ['fast_tool', 'no_such_tool']],
  [false, [...LESSON_TOOL_NAMES]],
  [true, ['no_such_tool']],
  [true, ['search_tool', 'web_fetch']],
])('a plan is recorded: %s, with %j', (recorded, names) => {
  expect(isRecorded({ calls: names.map((name, i) => ({ id: `c${i}`, name, args: {} })) })).toBe(recorded);
});
