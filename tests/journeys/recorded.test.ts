import { expect } from 'vitest';
import { RECORDED } from '../../src/tools/recorded.ts';
import { recordedFile } from '../unit/support/recordedRun.ts';
import { button, journey, phase, predicted, proof, row, rowNames, strategy, tab } from './steps.ts';

journey(
  'a run of tools that the page does not have shows what happened, and what cannot be',
  async ({ page, open }) => {
    await open();
    await page.getByLabel('Open a trace or run').setInputFiles({
      name: 'agent.json',
      mimeType: 'application/json',
      buffer: Buffer.from(await recordedFile()),
    });
    await phase(page, 'settled');
    await predicted(page);
    expect(await proof(page, 'Total')).toBe(1200);
    expect(await proof(page, 'Sum')).toBe(2300);
    expect(await proof(page, 'Slowest')).toBe(1200);
    expect(await page.locator('data[data-name="Speed-up"][value]').count()).toBe(0);
    expect(await rowNames(page)).toHaveLength(3);
    await page.getByText(RECORDED).first().waitFor();
    const run = button(page, 'Run');
    expect(await run.getAttribute('aria-disabled')).toBe('true');
    expect(await run.getAttribute('title')).toBe(RECORDED);

    await row(page, 'toolu_3').locator('.row-tail').click();
    const details = page.getByRole('region', { name: 'Details' });
    await details.getByText('"command": "npm test"').waitFor();
    await details.getByText('"status": "error"').waitFor();
    await button(page, 'Previous call').click();
    await details.getByText('Grep is done').first().waitFor();

    await tab(page, 'Log').click();
    await page.getByText('exit code 1').first().waitFor();
    await tab(page, 'Metrics').click();
    await page.getByText(/^The whole run: three calls in 1\.200 s\./).waitFor();
    await tab(page, 'Code').click();
    await page.getByRole('tabpanel').getByText('web_fetch').first().waitFor();
    await tab(page, 'Compare').click();
    await page.getByText(`These cannot all be predicted: ${RECORDED}`).waitFor();
    expect(await button(page, 'Predict 30').getAttribute('aria-disabled')).toBe('true');

    await page.getByRole('button', { name: 'Side by side' }).first().click();
    await page.getByText(`It cannot be predicted: ${RECORDED}`).waitFor();
    await page.getByRole('button', { name: /^Why/ }).first().click();
    await page.getByText(`What would save time could not be predicted: ${RECORDED}`).waitFor();

    // Under another policy nothing is known of it.
    await strategy(page, 'One by one').check();
    await predicted(page);
    expect(await proof(page, 'Total')).toBeUndefined();
    expect(await strategy(page, 'One by one').locator('xpath=..').textContent()).toContain('not predicted');
  },
);
