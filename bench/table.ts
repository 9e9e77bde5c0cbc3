/** One row of the results table. */
export interface Row {
  what: string;
  unit: 'ms' | 'kB' | 'MB' | '%' | 'nodes' | 'points' | 'ratio';
  measured: number;
  /** The baseline, measured in the same run. */
  baseline?: { name: string; measured: number };
  /** `ratio`: maximum of measured / baseline; `below`: that ratio must be under 1; `value`: maximum of measured; `least`: minimum of measured. Absent: for information only. */
  budget?: { kind: 'ratio' | 'value'; most: number } | { kind: 'below' } | { kind: 'least'; least: number };
}

export function ratioOf({ measured, baseline }: Row): number | undefined {
  return baseline && baseline.measured > 0 ? measured / baseline.measured : undefined;
}

export function isOver(row: Row): boolean {
  const { budget, measured } = row;
  if (!budget) return false;
  if (budget.kind === 'least') return !(measured >= budget.least);
  if (budget.kind === 'value') return !(measured <= budget.most);
  const ratio = ratioOf(row) ?? Number.NaN;
  return budget.kind === 'below' ? !(ratio < 1) : !(ratio <= budget.most);
}

const HEAD = ['what', 'measured', 'baseline', '', 'ratio', 'budget', ''];

/** The rows as one text table, with a title line before each part. */
export function tableOf(parts: readonly { title: string; rows: readonly Row[] }[]): string {
  const lines = [HEAD, ...parts.flatMap(({ title, rows }) => [['', `== ${title}`], ...rows.map(cellsOf)])];
  const widths = HEAD.map((_, column) =>
    Math.max(...lines.filter((cells) => cells.length > 2).map((cells) => cells[column]?.length ?? 0)),
  );
  const numeric = new Set([1, 2, 4]);
  return lines
    .map((cells) => {
      if (cells.length === 2) return `\n${cells[1]}`;
      const padded = cells.map((cell, column) =>
        numeric.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      );
      return padded.join('  ').trimEnd();
    })
    .join('\n');
}

function cellsOf(row: Row): string[] {
  const { what, unit, measured, baseline, budget } = row;
  const ratio = ratioOf(row);
  return [
    what,
    textOf(measured, unit),
    baseline ? textOf(baseline.measured, unit) : '',
    baseline?.name ?? '',
    ratio === undefined ? '' : `${ratio.toFixed(2)}x`,
    budgetText(row),
    budget ? (isOver(row) ? 'OVER' : 'ok') : '',
  ];
}

function budgetText({ budget, unit }: Row): string {
  if (!budget) return '';
  if (budget.kind === 'below') return 'faster';
  if (budget.kind === 'least') return `>= ${budget.least}`;
  return budget.kind === 'ratio' ? `<= ${budget.most}x` : `<= ${textOf(budget.most, unit, 0)}`;
}

function textOf(value: number, unit: Row['unit'], digits?: number): string {
  switch (unit) {
    case 'ratio':
      return value.toFixed(Number.isInteger(value) ? 0 : 4);
    case 'points':
    case 'nodes':
      return value.toLocaleString('en');
    case '%':
      return `${value.toFixed(0)} %`;
    case 'ms':
      return `${value.toFixed(digits ?? (value < 100 ? 2 : 1))} ms`;
    case 'kB':
    case 'MB':
      return `${value.toFixed(digits ?? (unit === 'kB' ? 1 : 2))} ${unit}`;
  }
}
