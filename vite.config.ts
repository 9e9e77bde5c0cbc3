import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { leanIcons } from './scripts/leanIcons.mjs';
import { withoutTracing } from './scripts/withoutTracing.mjs';

/** What the page may do is its own files, nothing else: nothing inline, nothing evaluated, no other host. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Only in the build: the development server injects scripts and styles of its own. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'fanout:content-security-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
          injectTo: 'head-prepend',
        },
      ],
    },
  };
}

/** What the page's entry reaches without `import()`. */
const firstScreen = new Set<string>();

/** Filled before the files are made. */
function findFirstScreen(): Plugin {
  return {
    name: 'fanout:first-screen',
    apply: 'build',
    buildEnd() {
      const reach = (id: string): void => {
        if (firstScreen.has(id)) return;
        firstScreen.add(id);
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) reach(imported);
      };
      for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry) reach(id);
    },
  };
}

export default defineConfig({
  // Relative addresses: the built page works from any sub-path.
  base: './',
  plugins: [react(), tailwindcss(), leanIcons(), contentSecurityPolicy(), findFirstScreen()],
  build: {
    target: 'baseline-widely-available',
    // Files stay files: a font or an icon inlined as data would count against the first screen and the policy.
    assetsInlineLimit: 0,
    // Every browser of the target preloads modules itself. The names of what parts share would weigh on the first screen,
    // for one round trip less at a part's first use; styles must be there before the part is.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_, files) => files.filter((file) => file.endsWith('.css')),
    },
    // In one file: each part that a later one shares with it would be a file of its own, and a dozen small files
    // pack worse than one.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'page', test: (id) => firstScreen.has(id) }] } },
    },
  },
  // Emitted as assets/engine.worker-HASH.js, run.worker-... and plan.worker-...; scripts/size.mjs knows them by name.
  worker: { format: 'es', plugins: () => [withoutTracing()] },
});
