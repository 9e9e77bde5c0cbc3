import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

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

export default defineConfig({
  // Relative addresses: the built page works from any sub-path.
  base: './',
  plugins: [react(), tailwindcss(), contentSecurityPolicy()],
  build: {
    target: 'baseline-widely-available',
    // Files stay files: a font or an icon inlined as data would count against the first screen and the policy.
    assetsInlineLimit: 0,
    // Every browser of the target preloads modules itself.
    modulePreload: { polyfill: false },
  },
  // Emitted as assets/run.worker-HASH.js; scripts/size.mjs knows them by that name.
  worker: { format: 'es' },
});
