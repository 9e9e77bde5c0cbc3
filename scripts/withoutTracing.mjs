// @ts-check
/**
 * LangChain brings a client that sends what runs to LangSmith: a third of the run Worker. The page's policy lets nothing
 * out, and tracing is never on here: an empty one stands in its place. LangChain makes one, and asks it nothing.
 *
 * @returns {import('vite').Plugin}
 */
export function withoutTracing() {
  return {
    name: 'fanout:without-tracing',
    enforce: 'pre',
    load: (id) => (id.endsWith('/langsmith/lib/client.mjs') ? 'export class Client {}' : undefined),
    // What is around the client goes with it: the package does not say that its files do nothing when they are loaded.
    transform: (_, id) => (id.includes('/node_modules/langsmith/') ? { moduleSideEffects: false } : undefined),
  };
}
