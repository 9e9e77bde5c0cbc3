import type { RunState } from '../../run/fold.ts';
import type { Ms } from '../../run/types.ts';
import { valueText } from '../format/valueText.ts';
import { ownDuration } from '../metrics/proof.ts';
import { outcomeWord, resultText } from './callTable.ts';

const HEAD = ['id', 'tool', 'outcome', 'started (s)', 'duration (s)', 'result'];

/**
 * The calls as rows of cells below a header row. Times are plain numbers in seconds, so that a spreadsheet can add them
 * up.
 */
function tableRows(state: RunState): string[][] {
  // flatMap skips the holes of calls that are not queued yet.
  const rows = state.calls.flatMap((call) => [
    [
      valueText(call.id),
      valueText(call.name),
      outcomeWord(call),
      seconds(call.attempts[0]?.startedAt),
      seconds(call.attempts.length > 0 ? ownDuration(call, state.stalled) : undefined),
      resultText(call),
    ],
  ]);
  return [HEAD, ...rows];
}

/** The text of `Copy as table`: tab-separated, one call a line. No cell contains a tab or a line break. */
export function tableText(state: RunState): string {
  return tableRows(state)
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
