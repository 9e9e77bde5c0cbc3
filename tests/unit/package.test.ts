import { expect, it } from 'vitest';
import { checkFiles } from '../../scripts/library.mjs';
import { root } from '../../scripts/setup.mjs';

const manifest = { exports: { '.': { default: './dist-lib/index.js' }, './package.json': './package.json' } };
const files = {
  'package.json': '{}',
  LICENSE: 'MIT',
  'dist-lib/index.js': 'export {}',
  'dist-lib/run/fold.d.ts': 'export {}',
};
const found = (more: Record<string, string>, size = 1000) =>
  checkFiles(new Map(Object.entries({ ...files, ...more })), manifest, size);

it('a package of the library, its types and the texts about it is clean', () => {
  expect(found({})).toEqual([]);
});

it.each([
  // file, text, what is reported
  ['src/index.ts', '', 'src/index.ts does not belong in the tarball'],
  ['dist-lib/index.js.map', '{}', 'dist-lib/index.js.map does not belong in the tarball'],
  ['dist-lib/langchain.js', '', 'dist-lib/langchain.js is not in "exports"'],
  ['dist-lib/index.js', '//# sourceMappingURL=index.js.map', 'dist-lib/index.js contains sourceMappingURL'],
  ['dist-lib/index.js', '//#region node_modules/fflate/x.js', 'dist-lib/index.js contains node_modules/'],
  ['README.md', `see ${root}/docs`, `README.md contains ${root}/`],
])('%s with %j is reported', (name, text, fault) => {
  expect(found({ [name]: text })).toEqual([fault]);
});

it('a package that has grown large is reported', () => {
  expect(found({}, 1_000_000)).toEqual([expect.stringMatching(/^the tarball has 1000000 bytes/)]);
});
