import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Row } from './table.ts';

/** Installed on demand: it has 200 dependencies that nothing else needs. Version 13 needs a newer Node. */
const LIGHTHOUSE = 'lighthouse@12.8.2';
const LEAST: Record<string, number> = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 };
const MOST_BYTES = 100_000_000;

interface Report {
  categories: Record<string, { title: string; score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { title: string; score: number | null; displayValue?: string }>;
  environment: { hostUserAgent: string };
}

/** Lighthouse's four scores of the first visit, on a slow phone and on a desktop, and the audits that cost points. */
export async function lighthouseRows(setting: {
  url: string;
  executablePath: string;
  args: readonly string[];
}): Promise<{ version: string; rows: Row[]; missed: string[] }> {
  const rows: Row[] = [];
  const missed: string[] = [];
  let version = '';
  for (const [device, preset] of [
    ['slow phone', []],
    ['desktop', ['--preset=desktop']],
  ] as const) {
    const { categories, audits, environment } = await report(setting, preset);
    version = environment.hostUserAgent.match(/Chrome\/(\S+)/)?.[1] ?? '';
    for (const [name, least] of Object.entries(LEAST)) {
      const category = categories[name];
      if (!category) throw new Error(`Lighthouse did not score ${name}`);
      rows.push({
        what: `${device}: ${category.title.toLowerCase()}`,
        unit: 'points',
        measured: Math.round((category.score ?? 0) * 100),
        budget: { kind: 'least', least },
      });
      for (const { id, weight } of category.auditRefs) {
        const audit = audits[id];
        if (audit && weight > 0 && audit.score !== null && audit.score < 0.9)
          missed.push(`${device}, ${name}: ${audit.title} (${audit.displayValue ?? audit.score})`);
      }
    }
  }
  return { version, rows, missed };
}

async function report(
  { url, executablePath, args }: { url: string; executablePath: string; args: readonly string[] },
  preset: readonly string[],
): Promise<Report> {
  const wanted = `--only-categories=${Object.keys(LEAST).join(',')}`;
  const { stdout } = await promisify(execFile)(
    'npx',
    [
      '--yes',
      LIGHTHOUSE,
      url,
      '--quiet',
      '--output=json',
      wanted,
      `--chrome-flags=${['--headless=new', ...args].join(' ')}`,
      ...preset,
    ],
    { env: { ...process.env, CHROME_PATH: executablePath }, maxBuffer: MOST_BYTES },
  );
  return JSON.parse(stdout) as Report;
}
