import { defineConfig } from 'vite';

/** The public library: `dist-lib/`, ES modules. Its types come from `tsc -p tsconfig.lib.json`. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist-lib',
    target: 'es2023',
    minify: false,
    lib: {
      entry: { index: 'src/index.ts', langchain: 'src/langchain.ts', langgraph: 'src/langgraph.ts' },
      formats: ['es'],
    },
    rolldownOptions: {
      external: [/^@langchain\//, /^zod(\/|$)/],
      output: { chunkFileNames: 'shared/[name].js' },
    },
  },
});
