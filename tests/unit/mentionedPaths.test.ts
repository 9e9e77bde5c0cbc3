import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`);

const CODE = ['src', 'scripts'].flatMap(filesIn).filter((path) => /\.(tsx?|mjs|css|md)$/.test(path));
const DOCS = ['README.md', ...filesIn('docs').filter((path) => path.endsWith('.md'))];
const NAMES = new Set(['src', 'scripts', 'tests', 'examples'].flatMap(filesIn).map((path) => basename(path)));

/** A path from the project's root; `*` and `<format>` stand for something. */
const PATH = /(?<![\w./@-])(?:src|docs|scripts|tests|examples)\/[\w./-]*\w(?![\w*<])/g;
/** A file named without its folder. */
const NAME = /(?<![\w./@*<>-])[a-zA-Z]\w*(?:\.(?:lazy|worker|test))?\.(?:tsx?|mjs|css)(?!\w)/g;

const comments = (text: string) => text.match(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g)?.join('\n') ?? '';

const cases = [...DOCS, ...CODE].map((path) => {
  const text = readFileSync(path, 'utf8');
  return { path, text: path.endsWith('.md') ? text : comments(text) };
});

it('the text names files at all', () => {
  expect(cases.flatMap(({ text }) => text.match(PATH) ?? []).length).toBeGreaterThan(40);
  expect(cases.flatMap(({ text }) => text.match(NAME) ?? []).length).toBeGreaterThan(20);
});

it('every path that the documents and comments name exists', () => {
  const missing = cases.flatMap(({ path, text }) =>
    (text.match(PATH) ?? []).filter((named) => !existsSync(named)).map((named) => `${path}: ${named}`),
  );
  expect(missing).toEqual([]);
});

it('every file that they name without its folder exists', () => {
  const missing = cases
    // A dated decision keeps the names of its day.
    .filter(({ path }) => !path.startsWith('docs/adr/'))
    .flatMap(({ path, text }) =>
      (text.match(NAME) ?? []).filter((named) => !NAMES.has(named)).map((named) => `${path}: ${named}`),
    );
  expect(missing).toEqual([]);
});
