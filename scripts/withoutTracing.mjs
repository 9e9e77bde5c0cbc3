// @ts-check
/**
 * Replaces LangChain's LangSmith client, a third of the run Worker's size, by an empty class. The page's CSP blocks its
 * requests and tracing is never on; LangChain constructs the client but calls nothing on it.
 *
 * @returns {import('vite').Plugin}
 */
export function withoutTracing() {
  return {
    name: 'fanout:without-tracing',
    enforce: 'pre',
    load: (id) => (id.endsWith('/langsmith/lib/client.mjs') ? 'export class Client {}' : undefined),
    // The rest of the package goes too: it does not declare its files free of side effects.
    transform: (_, id) => (id.includes('/node_modules/langsmith/') ? { moduleSideEffects: false } : undefined),
  };
}
