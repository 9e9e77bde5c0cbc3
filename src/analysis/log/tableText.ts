import type { RunState } from '../../run/fold.ts';
import type { Ms, ToolCall } from '../../run/types.ts';
import { valueText } from '../format/valueText.ts';
import { ownDuration } from '../metrics/proof.ts';
import { outcomeWord, resultText } from './callTable.ts';

const HEAD = ['id', 'tool', 'outcome', 'started (s)', 'duration (s)', 'result'];
const ARGUMENTS = 'arguments';

/**
 * The calls as rows of cells below a header row. Times are plain numbers in seconds, so that a spreadsheet can add them
 * up. Where a call has a behavior, the arguments of all calls are a column too, as JSON.
 */
function tableRows(state: RunState, requests: readonly ToolCall[]): string[][] {
  const hasOwn = requests.some(({ behavior }) => behavior);
  // flatMap skips the holes of calls that are not queued yet.
  const rows = state.calls.flatMap((call, i) => [
    [
      valueText(call.id),
      valueText(call.name),
      ...(hasOwn ? [argumentsOf(requests[i])] : []),
      outcomeWord(call),
      seconds(call.attempts[0]?.startedAt),
      seconds(call.attempts.length > 0 ? ownDuration(call, state.stalled) : undefined),
      resultText(call),
    ],
  ]);
  return [hasOwn ? HEAD.toSpliced(2, 0, ARGUMENTS) : HEAD, ...rows];
}

/** Unlike `valueText` never cut, so that it can be read again. What cannot be seen is escaped as JSON escapes it. */
function argumentsOf(call: ToolCall | undefined): string {
  const text = JSON.stringify(call?.args ?? {}, (_, one) => (typeof one === 'bigint' ? String(one) : one));
  return text.replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The text of `Copy as table`: tab-separated, one call a line. No cell contains a tab or a line break.
 *
 * @param requests the plan's calls, one for each of `state.calls`. Without them there is no column of arguments.
 */
export function tableText(state: RunState, requests: readonly ToolCall[] = []): string {
  return tableRows(state, requests)
    .map((cells) => cells.map(cell).join('\t'))
    .join('\n');
}

const FORMULA = /^[\s\u2068]*[=+\-@＝＋－＠﹢﹣﹦﹫]/;

/**
 * A cell of a table for other programs. Spreadsheets evaluate a text that begins like a formula (formula injection); an
 * apostrophe in front keeps it a text. Numbers, negative ones too, stay as they are.
 */
export function cell(text: string): string {
  return FORMULA.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
}

function seconds(ms: Ms | undefined): string {
  if (ms === undefined) return '';
  return Number.isFinite(ms) ? (Math.round(ms) / 1000).toFixed(3) : 'no end';
}
