// @ts-check
/**
 * Builds dist/fanout-offline.html: the whole page in one file that runs without a server. It contains scripts, styles,
 * fonts, the icon and both Workers. Its CSP allows nothing else: each script and style by hash, Workers from blobs.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build, parseSync } from 'vite';
import { leanIcons } from './leanIcons.mjs';
import { root } from './setup.mjs';
import { withoutTracing } from './withoutTracing.mjs';

/** The file's name in dist/. */
export const ONE_FILE = 'fanout-offline.html';

export async function buildOneFile() {
  const worker = text(
    await bundle('src/runner/engine.worker.ts', { plugins: [withoutTracing()], format: 'iife' }),
    '.js',
  );
  const parts = await bundle('index.html', { plugins: [react(), tailwindcss(), leanIcons(), workerFrom(worker)] });
  const html = assemble(text(parts, '.html'), text(parts, '.js'), text(parts, '.css'));
  writeFileSync(join(root, 'dist', ONE_FILE), html);
}

/**
 * @param {string} input
 * @param {{ plugins?: import('vite').PluginOption[], format?: 'es' | 'iife' }} how
 */
async function bundle(input, { plugins = [], format = 'es' }) {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    base: './',
    publicDir: false,
    plugins,
    build: {
      write: false,
      target: 'baseline-widely-available',
      assetsInlineLimit: Number.POSITIVE_INFINITY,
      cssCodeSplit: false,
      modulePreload: false,
      chunkSizeWarningLimit: 10_000,
      // Dynamically imported modules are in the same file and still run only when they are imported.
      rolldownOptions: {
        input: join(root, input),
        output: { codeSplitting: false, format },
        // A classic script has no import.meta; the code that reads it for the page's address loads nothing here.
        ...(format === 'iife' && { transform: { define: { 'import.meta': '{}' } } }),
      },
    },
  });
  return /** @type {import('vite').Rolldown.RolldownOutput} */ (result).output;
}

/**
 * Replaces the creation of the Workers, so that they start from the code in the page: as classic scripts, since Chromium
 * starts no module Worker from a `file:` page.
 *
 * @param {string} code
 * @returns {import('vite').Plugin}
 */
function workerFrom(code) {
  const id = 'virtual:fanout-worker';
  const made = "new URL('./engine.worker.ts', import.meta.url), { type: 'module',";
  return {
    name: 'fanout:worker-in-one-file',
    enforce: 'pre',
    resolveId: (source) => (source === id ? id : undefined),
    load: (source) =>
      source === id
        ? `const code = ${JSON.stringify(code)};\nexport default URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));`
        : undefined,
    transform(text, file) {
      if (!file.endsWith('/src/runner/client.ts')) return undefined;
      if (!text.includes(made)) this.error(`${made} is not in ${file} any more`);
      return `import fanoutWorker from '${id}';\n${text.replaceAll(made, 'fanoutWorker, {')}`;
    },
  };
}

/**
 * @param {import('vite').Rolldown.RolldownOutput['output']} parts
 * @param {string} ending
 */
function text(parts, ending) {
  const found = parts.filter(({ fileName }) => fileName.endsWith(ending));
  const [part] = found;
  if (!part || found.length > 1)
    throw new Error(
      `One ${ending} was expected, and the build made: ${parts.map(({ fileName }) => fileName).join(', ')}`,
    );
  return part.type === 'chunk' ? part.code : String(part.source);
}

/** @param {string} html @param {string} script @param {string} style */
function assemble(html, script, style) {
  // The code must not contain the end tag of its element or a comment start. In strings and expressions `\x3c` is `<`.
  const code = script.replace(/<(?=\/script|!--)/gi, '\\x3c');
  if (parseSync('page.js', code).errors.length > 0)
    throw new Error('The script says `<!--` or `</script` outside of a string');
  // HTML normalises carriage returns to line feeds, which would change the hash.
  if (/\r|\0/.test(code + style) || /<\/style/i.test(style))
    throw new Error('The code cannot stand in a page as it is');
  // Layers are ordered by their first mention, and the sheets are joined in the order of their imports.
  const layers = layersIn(readFileSync(join(root, 'src/views/styles/layers.css'), 'utf8'));
  const order = layersIn(style).filter((layer) => layers.includes(layer));
  if (order.join() !== layers.join())
    throw new Error(
      `The layers come in the order ${order}, and layers.css says ${layers}: src/main.tsx imports style.css first`,
    );
  const icon = readFileSync(join(root, 'public/favicon.svg')).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src ${hash(code)}`,
    `style-src ${hash(style)}`,
    'worker-src blob:',
    'img-src data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  /** @type {[RegExp, string][]} */
  const changes = [
    [/<script type="module"[^>]*><\/script>/, ''],
    [/<link rel="stylesheet"[^>]*>/, `<style>${style}</style>`],
    // Files beside the page do not exist here.
    [/<link rel="icon"[^>]*>/, `<link rel="icon" href="data:image/svg+xml;base64,${icon}" />`],
    [/<head>/, `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`],
    [/<\/body>/, `<script type="module">${code}</script>\n  </body>`],
  ];
  let page = html.replace(
    /\s*<(link rel="(manifest|apple-touch-icon)"|meta (property="og:|name="twitter:))[^>]*>/g,
    '',
  );
  for (const [from, to] of changes) {
    if (!from.test(page)) throw new Error(`${from} is not in the page that was built`);
    page = page.replace(from, () => to);
  }
  return page;
}

/** @param {string} style @returns {string[]} the names of its layers, in the order of their first mention */
function layersIn(style) {
  const lines = [...style.replace(/\/\*.*?\*\//gs, '').matchAll(/@layer\s+([^{;]+)/g)];
  return [...new Set(lines.flatMap(([, names = '']) => names.split(',').map((name) => name.trim())))];
}

/** @param {string} text */
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
