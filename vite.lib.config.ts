import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { dependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;

/** The library: `dist-lib/`, ES modules. scripts/library.mjs runs it and adds the types. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist-lib',
    target: 'es2023',
    minify: false,
    lib: {
      // Each file at the root of src/ but the page's main.tsx is an entry; `exports` of package.json has the same list.
      entry: readdirSync(new URL('src', import.meta.url))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `src/${name}`),
      formats: ['es'],
    },
    rolldownOptions: {
      external: Object.keys({ ...dependencies, ...peerDependencies }).map((name) => new RegExp(`^${name}(/|$)`)),
      output: { chunkFileNames: 'shared/[name].js' },
    },
  },
});
