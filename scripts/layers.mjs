// @ts-check
/**
 * The layers of src/ as a table, and the guard that enforces it: who may import what, which globals a layer must not
 * touch, what the page must never load, no import cycles between files or folders (type imports count), a type name
 * once, and at most 15 files in a folder. `npm test` runs it; alone it is `node scripts/layers.mjs`. tests/unit/layers.test.ts plants a
 * violation of each rule.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame', 'requestIdleCallback'];
/** Globals of layers that take time only from a Clock that is passed in. */
const TIME = [...TIMERS, 'performance', 'MessageChannel', 'Date'];
/** Globals of layers that may parse and format dates, but not read the current time. */
const NOW = [...TIMERS, 'performance', 'Date.now', 'new Date()'];
const CHANCE = ['Math.random', 'crypto'];
const NETWORK = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'];
const PAGE = ['window', 'document', 'navigator', 'localStorage', 'sessionStorage', 'indexedDB', ...NETWORK];

/** The folders of the analysis that turn results into text and positions. Views get the results from the store. */
const PRESENTING = ['format', 'report', 'timeline', 'log', 'verdict'].map((name) => `src/analysis/${name}/`);

/** Maximum number of files directly in a folder. */
const MOST_FILES = 15;

/**
 * @typedef {object} Layer
 * @property {string} at its folder (ends in /) or file
 * @property {string[]} [may] where it may import values from, besides itself: layers, files or folders (src/...), packages
 * @property {string[]} [types] further places that it may import types from
 * @property {string[]} [never] forbidden globals, and forbidden members written `Object.member`
 * @property {{ at: string, may?: string[], globals?: string[] }[]} [but] exceptions: files with further permissions
 * @property {string[]} [leaves] files that import nothing of their own layer but other leaves, not even a type
 * @property {string[]} [order] its folders: each imports only from those before it
 */

/** @type {Record<string, Layer>} */
export const LAYERS = {
  run: {
    at: 'src/run/',
    never: [...NOW, ...CHANCE, ...PAGE],
    // The reader of run files and their schema.
    but: [
      { at: 'src/run/file/runFile.ts', may: ['zod'] },
      { at: 'src/run/file/runFileSchema.ts', may: ['zod'] },
    ],
  },
  engine: {
    at: 'src/engine/',
    may: ['run'],
    never: [...TIME, ...CHANCE, ...PAGE],
    but: [
      { at: 'src/engine/clocks/realClock.ts', globals: TIME },
      { at: 'src/engine/clocks/virtualClock.ts', globals: TIME },
      { at: 'src/engine/clocks/macrotask.ts', globals: TIME },
      { at: 'src/engine/random.ts', globals: CHANCE },
    ],
  },
  tools: { at: 'src/tools/', may: ['run'], types: ['engine'], never: [...TIME, ...CHANCE, ...PAGE] },
  // Before `agent`, whose folder it is in and which may not import it.
  langgraphNode: {
    at: 'src/agent/langgraph/',
    may: ['run', 'engine', 'agent', '@langchain/core', '@langchain/langgraph'],
    never: [...NOW, ...CHANCE, ...PAGE],
  },
  agent: {
    at: 'src/agent/',
    may: ['run', 'engine', 'tools', '@langchain/core', 'zod'],
    never: [...NOW, ...CHANCE, ...PAGE],
  },
  analysis: {
    at: 'src/analysis/',
    may: ['run'],
    never: [...NOW, ...CHANCE, ...PAGE],
    order: ['format', 'metrics', 'report', 'timeline', 'log', 'criticalPath', 'findings', 'verdict'],
  },
  traces: { at: 'src/traces/', may: ['run'], never: [...NOW, ...CHANCE, ...PAGE] },
  code: {
    at: 'src/code/',
    may: ['run', 'src/tools/arguments.ts', 'src/tools/catalogue.ts', 'src/tools/expected.ts', 'src/tools/kinds.ts'],
    never: [...NOW, ...CHANCE, ...PAGE],
  },
  lessons: { at: 'src/lessons/', may: ['run'], types: ['engine'], never: [...NOW, ...CHANCE, ...PAGE] },
  runner: { at: 'src/runner/', may: ['run', 'engine', 'tools', 'agent', 'analysis', 'traces'] }, // agent: see FAR
  store: {
    at: 'src/store/',
    may: [
      'run',
      'analysis',
      'lessons',
      'src/runner/client.ts',
      'src/tools/catalogue.ts',
      'src/tools/kinds.ts',
      'zustand/vanilla',
    ],
    types: ['engine', 'runner'],
    never: NETWORK,
    leaves: ['src/store/state.ts', 'src/store/inspector/tabs.ts'],
    but: [
      { at: 'src/store/link/planCodec.ts', may: ['fflate', 'zod'] },
      { at: 'src/store/open/readFile.ts', may: ['traces'] },
      { at: 'src/store/paste/readPaste.ts', may: ['traces'] },
      // Fetches the page as one file, from the page's folder.
      { at: 'src/store/share/offlinePage.ts', globals: ['fetch'] },
    ],
  },
  views: {
    at: 'src/views/',
    may: [
      'store',
      'src/tools/catalogue.ts',
      'src/tools/kinds.ts',
      ...PRESENTING,
      'src/run/strategies.ts',
      'src/run/check/bounds.ts',
      'src/run/callTiming.ts',
      'lessons',
      'react',
      'react-dom',
      'zustand',
      'lucide-react',
      '@tanstack/react-virtual',
      '@radix-ui/*',
    ],
    types: ['run', 'engine', 'tools', 'analysis', 'traces', 'runner'],
    never: NETWORK,
    but: [
      { at: 'src/views/inspector/charts/', may: ['recharts'] },
      { at: 'src/views/inspector/code/', may: ['code', 'shiki'] },
      { at: 'src/views/lessons/', may: ['marked', 'qr'] },
      { at: 'src/views/share/', may: ['qr'] },
    ],
  },
  // The service worker, and its registration by the page.
  offline: { at: 'src/offline/', types: ['store'] },
  page: { at: 'src/main.tsx', may: ['*'] },
  library: { at: 'src/index.ts', may: ['run', 'engine', 'analysis'] },
  langgraph: { at: 'src/langgraph.ts', may: ['langgraphNode'], types: ['run', 'engine'] },
  langchain: { at: 'src/langchain.ts', may: ['agent', 'src/run/distinctIds.ts'], types: ['run', 'engine'] },
};

/**
 * What a file must not import, directly or indirectly. A Worker is a separate entry: it is not
 * reached by `new URL('./x.worker.ts', import.meta.url)`. `lazy` = not even by import().
 *
 * @type {{ from: string, never: string[], lazy: boolean, why: string }[]}
 */
export const FAR = [
  ...['src/main.tsx', 'src/runner/client.ts', 'src/runner/plan.worker.ts'].map((from) => ({
    from,
    never: ['agent', '@langchain/*'],
    lazy: true,
    why: 'LangChain is loaded by the run Worker alone',
  })),
  ...['src/runner/run.worker.ts', 'src/langchain.ts'].map((from) => ({
    from,
    never: ['@langchain/langgraph'],
    lazy: true,
    why: 'LangGraph is the third entry of the library',
  })),
  { from: 'src/main.tsx', never: ['recharts'], lazy: false, why: 'charts are loaded when first shown' },
  {
    from: 'src/main.tsx',
    never: ['src/tools/kinds.ts'],
    lazy: false,
    why: 'what a tool does is loaded with the editor',
  },
  { from: 'src/main.tsx', never: ['code', 'shiki'], lazy: false, why: 'code is written when first shown' },
  { from: 'src/index.ts', never: ['agent', '@langchain/*'], lazy: true, why: 'LangChain is the second entry' },
];

/**
 * @typedef {object} Import
 * @property {string} target a path in the project (src/...) or a package's specifier
 * @property {'static' | 'lazy' | 'worker' | 'type'} kind
 * @property {number} line
 */

/**
 * @param {Iterable<[string, string]>} files path from the project's root with `/`, and text
 * @returns {string[]} a sentence for each violation, starting with `path:line`; empty = clean
 */
export function checkLayers(files) {
  /** @type {string[]} */
  const found = [];
  /** @type {Map<string, Import[]>} */
  const graph = new Map();
  for (const [path, text] of files) {
    const layer = layerOf(path);
    if (!layer) {
      found.push(`${path}:1 belongs to no layer of scripts/layers.mjs`);
      continue;
    }
    const { imports, globals } = read(path, text, found);
    graph.set(path, imports);
    const { may = [], types = [], never = [], but = [] } = /** @type {Layer} */ (LAYERS[layer]);
    const exceptions = but.filter(({ at }) => within(path, at));
    const mayValues = [...may, ...exceptions.flatMap((exception) => exception.may ?? [])];
    const mayTouch = exceptions.flatMap((exception) => exception.globals ?? []);
    for (const { target, kind, line } of imports) {
      if (layerOf(target) === layer || mayValues.some((what) => is(target, what))) continue;
      const asType = types.some((what) => is(target, what));
      if (asType && kind === 'type') continue;
      const hint = asType ? ` but by \`import type\`` : '';
      found.push(`${path}:${line} ${layer} may not import ${target}${hint}`);
    }
    for (const { name, line } of globals)
      if (never.includes(name) && !mayTouch.includes(name))
        found.push(`${path}:${line} ${layer} may not touch ${name}`);
  }
  for (const rule of FAR) {
    const way = wayTo(graph, rule);
    if (way) found.push(`${rule.from}:1 must not reach ${way.at(-1)}: ${rule.why} (${way.join(' > ')})`);
  }
  for (const cycle of cycles(graph)) found.push(`${cycle[0]}:1 import cycle: ${cycle.join(' > ')}`);
  const between = cycles(folderGraph(graph)).map((cycle) => cycle.join(' > '));
  // Cycles within one folder have been reported as cycles of files.
  for (const cycle of new Set(between.filter((one) => one.includes('/ '))))
    found.push(`${cycle.split(' ')[0]}:1 cycle of folders: ${cycle}`);
  for (const layer of Object.values(LAYERS)) found.push(...misplaced(graph, layer));
  return found;
}

/**
 * @param {Iterable<string>} paths of all files of src/, styles and texts included
 * @returns {string[]} a sentence for each folder that holds too many
 */
export function checkFolders(paths) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const path of paths) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(
      ([folder, count]) => `${folder}/ holds ${count} files, and a folder holds at most ${MOST_FILES}: make subfolders`,
    );
}

/**
 * @param {Iterable<[string, string]>} files path and text
 * @returns {string[]} a sentence for each name that more than one type, interface or class has
 */
export function checkTypeNames(files) {
  /** @type {Map<string, string[]>} */
  const places = new Map();
  for (const [path, text] of files)
    for (const [, name = ''] of text.matchAll(/^(?:export )?(?:abstract )?(?:interface|type|class) (\w+)/gm))
      places.set(name, [...(places.get(name) ?? []), path]);
  return [...places]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${paths.at(-1)}:1 declares the type ${name}, which ${paths[0]} declares too`);
}

/**
 * Violations of `leaves` and `order`: leaves that import from their own layer, and imports against the order of folders.
 *
 * @param {Map<string, Import[]>} graph
 * @param {Layer} layer
 */
function misplaced(graph, { at, leaves = [], order = [] }) {
  /** @type {string[]} */
  const found = [];
  const placeOf = (/** @type {string} */ path) => order.findIndex((folder) => path.startsWith(`${at}${folder}/`));
  for (const [path, imports] of graph) {
    if (!within(path, at)) continue;
    for (const { target, line } of imports) {
      if (!within(target, at)) continue;
      if (leaves.includes(path) && !leaves.includes(target))
        found.push(`${path}:${line} is a leaf and may not import ${target}`);
      const place = placeOf(path);
      if (place >= 0 && placeOf(target) > place)
        found.push(
          `${path}:${line} ${order[place]} may not import ${target}: ${order[placeOf(target)]} comes after it`,
        );
    }
  }
  return found;
}

/**
 * The imports between folders. A file at the root of its layer counts as a folder: such files are shared by the layer's
 * folders or compose them. So does a leaf, which can be part of no cycle. Dynamic imports do not count.
 *
 * @param {Map<string, Import[]>} graph
 */
function folderGraph(graph) {
  /** @param {string} path */
  const nodeOf = (path) => {
    const { at, leaves = [] } = LAYERS[layerOf(path) ?? ''] ?? {};
    if (!at?.endsWith('/') || leaves.includes(path)) return path;
    return posix.dirname(path) === at.slice(0, -1) ? path : `${posix.dirname(path)}/`;
  };
  /** @type {Map<string, Import[]>} */
  const folders = new Map();
  for (const [path, imports] of graph) {
    const node = nodeOf(path);
    const edges = folders.get(node) ?? [];
    for (const one of imports) {
      const target = nodeOf(one.target);
      if (target !== node && graph.has(one.target)) edges.push({ ...one, target });
    }
    folders.set(node, edges);
  }
  return folders;
}

/** @param {string} path */
const layerOf = (path) => Object.keys(LAYERS).find((layer) => within(path, /** @type {Layer} */ (LAYERS[layer]).at));

/** @param {string} path @param {string} at */
const within = (path, at) => (at.endsWith('/') ? path.startsWith(at) : path === at);

/**
 * @param {string} target
 * @param {string} what a layer, a file or folder, a package (with all its subpaths), `@scope/*`, or `*`
 */
function is(target, what) {
  if (what === '*') return true;
  const layer = LAYERS[what];
  if (layer) return within(target, layer.at);
  if (what.startsWith('src/')) return within(target, what);
  if (what.endsWith('/*')) return target.startsWith(what.slice(0, -1));
  return target === what || target.startsWith(`${what}/`);
}

/**
 * A breadth-first search, so that the reported chain of imports is the shortest.
 *
 * @param {Map<string, Import[]>} graph
 * @param {{ from: string, never: string[], lazy: boolean }} rule
 */
function wayTo(graph, { from, never, lazy }) {
  const seen = new Set([from]);
  const ways = [[from]];
  for (const way of ways)
    for (const { target, kind } of graph.get(/** @type {string} */ (way.at(-1))) ?? []) {
      if (seen.has(target) || !(kind === 'static' || (lazy && kind === 'lazy'))) continue;
      seen.add(target);
      ways.push([...way, target]);
      if (never.some((what) => is(target, what))) return [...way, target];
    }
  return undefined;
}

/**
 * Cycles of imports, including type imports: files that import each other's types cannot be read, moved or tested alone
 * either. Dynamic imports do not count.
 *
 * @param {Map<string, Import[]>} graph
 */
function cycles(graph) {
  /** @type {string[][]} */
  const found = [];
  const done = new Set();
  /** @param {string} path @param {string[]} way */
  const visit = (path, way) => {
    const start = way.indexOf(path);
    if (start >= 0) found.push([...way.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    for (const { target, kind } of graph.get(path) ?? [])
      if (kind === 'static' || kind === 'type') visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

/**
 * A file's imports, and every global and `Object.member` that it references. A name that the file declares
 * is not a global; `globalThis.x`, `self.x` and `window.x` are x.
 *
 * @param {string} path
 * @param {string} text
 * @param {string[]} found where parse errors go
 */
function read(path, text, found) {
  const { program, errors } = parseSync(path, text);
  for (const error of errors) found.push(`${path}:1 cannot be read: ${error.message}`);
  /** @type {Import[]} */
  const imports = [];
  /** @type {{ name: string, line: number }[]} */
  const references = [];
  /** @type {{ name: string, line: number }[]} */
  const members = [];
  /** @type {Set<string>} */
  const declared = new Set();
  /** @param {any} pattern */
  const bind = (pattern) => {
    for (const name of names(pattern)) declared.add(name);
  };
  /** @param {any} node */
  const lineOf = (node) => text.slice(0, node.start).split('\n').length;
  /** @param {any} source @param {Import['kind']} kind */
  const add = (source, kind) => {
    const line = lineOf(source);
    if (typeof source.value !== 'string') found.push(`${path}:${line} an import must name its file in plain text`);
    else imports.push({ target: resolve(path, source.value), kind, line });
  };
  /** @param {any} node @param {any} parent @param {string} as the parent's field that holds the node */
  const visit = (node, parent, as) => {
    switch (node.type) {
      case 'ImportDeclaration':
        for (const { local } of node.specifiers) declared.add(local.name);
        return add(node.source, node.importKind === 'type' ? 'type' : 'static');
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        if (node.source) return add(node.source, node.exportKind === 'type' ? 'type' : 'static');
        break;
      case 'ImportExpression':
        add(node.source, 'lazy');
        break;
      case 'TSImportType':
        add(node.source, 'type');
        break;
      case 'NewExpression':
        if (node.callee.name === 'URL' && node.arguments[1]?.object?.type === 'MetaProperty')
          add(node.arguments[0], 'worker');
        if (node.callee.name === 'Date' && node.arguments.length === 0)
          members.push({ name: 'new Date()', line: lineOf(node) });
        break;
      case 'VariableDeclarator':
        bind(node.id);
        if (node.id.type === 'ObjectPattern' && node.init?.type === 'Identifier')
          for (const { key } of node.id.properties) if (key?.name) member(node.init.name, key.name, node);
        break;
      case 'CatchClause':
        if (node.param) bind(node.param);
        break;
      case 'MemberExpression': {
        const name = node.computed ? node.property.value : node.property.name;
        if (node.object.type === 'Identifier' && typeof name === 'string') member(node.object.name, name, node);
        break;
      }
      case 'Identifier':
        if (!isKey(parent, as)) references.push({ name: node.name, line: lineOf(node) });
    }
    if (Array.isArray(node.params)) node.params.forEach(bind);
    if (node.id?.type === 'Identifier') bind(node.id);
    for (const key in node) {
      const child = node[key];
      for (const one of Array.isArray(child) ? child : [child])
        if (typeof one?.type === 'string') visit(one, node, key);
    }
  };
  /** @param {string} object @param {string} name @param {any} node */
  const member = (object, name, node) =>
    members.push({
      name: ['globalThis', 'self', 'window'].includes(object) ? name : `${object}.${name}`,
      line: lineOf(node),
    });

  visit(program, undefined, '');
  return { imports, globals: [...references.filter(({ name }) => !declared.has(name)), ...members] };
}

/** @param {any} parent @param {string} as */
const isKey = (parent, as) => (as === 'key' || as === 'property') && !parent.computed;

/**
 * @param {any} pattern what stands left of `=`, or a parameter
 * @returns {string[]} the names that it declares
 */
function names(pattern) {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((/** @type {any} */ one) => names(one.value ?? one.argument));
    case 'ArrayPattern':
      return pattern.elements.flatMap(names);
    case 'AssignmentPattern':
      return names(pattern.left);
    case 'RestElement':
      return names(pattern.argument);
    case 'TSParameterProperty':
      return names(pattern.parameter);
    default:
      return [];
  }
}

/**
 * @param {string} path of the importing file
 * @param {string} specifier
 */
function resolve(path, specifier) {
  const plain = specifier.replace(/\?.*$/, '');
  if (plain.startsWith('.')) return posix.join(posix.dirname(path), plain);
  return plain.startsWith('/src/') ? plain.slice(1) : plain;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @returns {string[]} every file of src/, from the project's root with `/` */
export function paths() {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** @returns {[string, string][]} the code of src/ */
export function sources() {
  return paths()
    .filter((path) => /(?<!\.d)\.tsx?$/.test(path))
    .map((path) => [path, readFileSync(join(root, path), 'utf8')]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = sources();
  const found = [...checkLayers(files), ...checkTypeNames(files), ...checkFolders(paths())];
  for (const violation of found) console.log(violation);
  console.log(`${files.length} files, ${found.length} violations`);
  process.exitCode = found.length > 0 || files.length === 0 ? 1 : 0;
}
