import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PHONE } from '../../../src/views/ui/useNarrow.ts';

const THEME = 'src/views/styles/theme.css';
const read = (path: string) => readFileSync(path, 'utf8').replace(/\/\*.*?\*\//gs, '');
const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((path) => `src/${path}`);
const sheets = files.filter((path) => path.endsWith('.css'));

const variants = new Map(
  [...read(THEME).matchAll(/@custom-variant ([\w-]+) \(@media (.*)\);/g)].map(([, name, media]) => [name, media]),
);
const layers = /@layer ([^;]+);/.exec(read('src/views/styles/layers.css'))?.[1]?.split(', ');

/** What stands before each block of a sheet that is in no other block. */
function preludes(css: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let since = 0;
  for (const { 0: mark, index } of css.matchAll(/[{};]/g)) {
    if (mark === '{' && depth === 0) found.push(css.slice(since, index).trim());
    depth += mark === '{' ? 1 : mark === '}' ? -1 : 0;
    since = index + 1;
  }
  return found;
}

describe('a breakpoint', () => {
  it('that scripts use is that of the sheets', () => {
    expect(variants.get('phone')).toBe(PHONE);
  });

  it('has a name, and is spelled in theme.css alone', () => {
    expect(variants.size).toBeGreaterThan(5);
    const spelled = /@media[^{]*\b(width|height)\b|(?<![\w-])(min|max)-\[[^\]]+\]:|'\([^']*\bwidth\b.*\)'/g;
    const found = files
      .filter((path) => /\.(css|tsx?)$/.test(path) && path !== THEME && path !== 'src/views/ui/useNarrow.ts')
      .flatMap((path) => (read(path).match(spelled) ?? []).map((text) => `${path}: ${text}`));
    expect(found).toEqual([]);
  });
});

describe('each rule of a sheet', () => {
  it.each(sheets)('is in a layer that layers.css orders: %s', (path) => {
    // Blocks that take no part in the cascade.
    const apart = /^@(font-face|keyframes \w[\w-]*|theme inline)$/;
    const others = preludes(read(path)).filter((prelude) => !apart.test(prelude));
    expect(others.filter((prelude) => !layers?.some((layer) => prelude === `@layer ${layer}`))).toEqual([]);
  });
});
