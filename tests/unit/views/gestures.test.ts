import { describe, expect, it } from 'vitest';
import { GESTURES } from '../../../src/views/axis/gestures.ts';
import { keySheetOf } from '../../../src/views/commands/keyCommands.ts';

const sheet = keySheetOf();
const table = (head: string[], rows: (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const GESTURES_AND_KEYS = [...sheet.axis.map((entry) => ({ on: 'anywhere', ...entry })), ...GESTURES];

const TEXT = `# Keys and gestures

Made from what the key sheet (\`?\`) shows: the commands of src/store/commands/, src/views/axis/axisCommands.ts and
src/views/axis/gestures.ts. A test compares it with them
(\`npx vitest run --project unit tests/unit/views/gestures.test.ts -u\` writes it anew), and finds no two that conflict:
no input means two things in one place, and a key that works anywhere has no other meaning.
Keys are left alone while one types, and where the focused element uses the key itself.

## The time axis

${table(
  ['where', 'input', 'what it does'],
  GESTURES_AND_KEYS.map(({ on, input, does }) => [on, input, does]),
)}

## All other keys

${table(
  ['key', 'what it does'],
  sheet.page.map(({ input, does }) => [input, does]),
)}
`;

/** `Shift + wheel, wheel to the side` are two inputs for one thing. */
const inputs = GESTURES_AND_KEYS.flatMap(({ on, input }) =>
  input.split(/, | and /).map((one) => ({ on, one: one.toLowerCase() })),
);

describe('gestures', () => {
  it('are all in docs/gestures.md', async () => {
    await expect(TEXT).toMatchFileSnapshot('../../../docs/gestures.md');
  });

  it('mean one thing in one place', () => {
    const known = inputs.map(({ on, one }) => `${on}: ${one}`);
    expect(known.filter((one, i) => known.indexOf(one) !== i)).toEqual([]);
  });

  it('that work anywhere have no other meaning, neither here nor in the list of keys', () => {
    const anywhere = sheet.axis.map(({ input }) => input.toLowerCase());
    const elsewhere = inputs.filter(({ on }) => on !== 'anywhere').map(({ one }) => one);
    expect(anywhere.filter((key) => elsewhere.includes(key))).toEqual([]);
    // Escape ends what is open, whatever it is.
    const others = sheet.page.map(({ input }) => input.toLowerCase()).filter((key) => key !== 'esc');
    expect(anywhere.filter((key) => others.includes(key))).toEqual([]);
  });
});
