import type { RunState } from '../../run/fold.ts';
import type { Ms } from '../../run/types.ts';
import { valueText } from '../format/valueText.ts';
import { ownDuration } from '../metrics/proof.ts';
import { outcomeWord, resultText } from './callTable.ts';

const HEAD = ['id', 'tool', 'outcome', 'started (s)', 'duration (s)', 'result'];

/** The calls as cells, the first row the heads; times in seconds as plain numbers, so that a sheet can add them. */
function tableRows(state: RunState): string[][] {
  // flatMap passes over calls that are not queued yet.
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

/** What `Copy as table` copies: tab-separated, one call a line. No cell holds a tab or a line break. */
export function tableText(state: RunState): string {
  return tableRows(state)
    .map((cells) => cells.map(cell).join('\t'))
    .join('\n');
}

const FORMULA = /^[\s\u2068]*[=+\-@＝＋－＠﹢﹣﹦﹫]/;

/**
 * A cell of a table for other programs. A sheet takes what begins like a formula for one and runs it, so such a text
 * gets an apostrophe, which makes it text. Numbers stay numbers, negative ones too.
 */
export function cell(text: string): string {
  return FORMULA.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
}

function seconds(ms: Ms | undefined): string {
  if (ms === undefined) return '';
  return Number.isFinite(ms) ? (Math.round(ms) / 1000).toFixed(3) : 'no end';
}
