import { chromium } from 'playwright';
import { PRESET_MENU } from '../src/lessons/allPresets.ts';
import { proof } from './page.ts';
import { median } from './statistics.ts';

export interface PresetRow {
  name: string;
  title: string;
  about: string;
  /** Totals in ms. */
  predicted: number;
  measured: number;
}

const PATIENCE_MS = 30_000;

/** Runs every preset except the stress presets `times` times in the built page; `measured` is the median. */
export async function presetRows(setting: {
  url: string;
  executablePath: string;
  args: readonly string[];
  times: number;
  onRow(row: PresetRow): void;
}): Promise<{ version: string; rows: PresetRow[] }> {
  const { url, executablePath, args, times, onRow } = setting;
  const browser = await chromium.launch({ executablePath, args: [...args] });
  const rows: PresetRow[] = [];
  try {
    for (const { name, title, about } of PRESET_MENU.filter(({ group }) => group !== 'Stress')) {
      // A new context, so that nothing of the previous preset still runs.
      const context = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      const loaded = page.waitForEvent('worker', (worker) => /engine\.worker/.test(worker.url()));
      await page.goto(`${url}#preset=${name}`);
      await loaded;
      await page.waitForSelector('html[data-prediction=ready]', { state: 'attached' });
      // The idle work after opening must not overlap the runs.
      await page.waitForTimeout(1000);
      const totals: number[] = [];
      let predicted = Number.NaN;
      for (let i = 0; i < times; i++) {
        await page.getByRole('button', { name: 'Run', exact: true }).click();
        await page.waitForSelector('html[data-run=settled]', { state: 'attached' });
        const total = await proof(page, 'Total');
        // The page's own prediction, which the ghosts show too.
        predicted = total - (await proof(page, 'Overhead'));
        totals.push(total);
      }
      await context.close();
      const row = { name, title, about, predicted, measured: median(totals) };
      rows.push(row);
      onRow(row);
    }
    return { version: browser.version(), rows };
  } finally {
    await browser.close();
  }
}

/** The relative deviation from the prediction, e.g. 0.03 for 3 % longer. */
export function offBy({ predicted, measured }: PresetRow): number {
  return (measured - predicted) / predicted;
}

export function presetTable(rows: readonly PresetRow[]): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(3)} s`;
  const percent = (share: number) => `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)} %`;
  const cells = [
    ['preset', 'what is in it', 'predicted', 'measured', 'difference'],
    ...rows.map((row) => [
      `${row.title}, \`#preset=${row.name}\``,
      row.about,
      seconds(row.predicted),
      seconds(row.measured),
      percent(offBy(row)),
    ]),
  ];
  const widths = (cells[0] as string[]).map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const isNumber = (column: number) => column > 1;
  const lines = cells.map((line) =>
    line.map((cell, column) =>
      isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    ),
  );
  const rule = widths.map((width, column) => (isNumber(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [lines[0] as string[], rule, ...lines.slice(1)].map((line) => `| ${line.join(' | ')} |`).join('\n');
}
