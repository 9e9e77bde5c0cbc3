import axe from 'axe-core';
import type { Page } from 'playwright';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The current violations reported by axe: rule and element. */
export async function faults(page: Page, ...wrongHere: string[]): Promise<string[]> {
  // Evaluated by Playwright, because the page's CSP forbids injected scripts.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const rules = Object.fromEntries(wrongHere.map((rule) => [rule, { enabled: false }]));
  return await page.evaluate(
    async ([tags, exceptions]) => {
      const { axe: checker } = window as unknown as { axe: typeof import('axe-core') };
      const { violations } = await checker.run(document, {
        runOnly: { type: 'tag', values: tags },
        rules: exceptions,
        resultTypes: ['violations'],
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary?.split('\n')[1]?.trim()}`),
      );
    },
    [TAGS, rules] as const,
  );
}
