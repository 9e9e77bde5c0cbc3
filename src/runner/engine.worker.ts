/**
 * Both Workers are this file, told apart by their names, so that what they share, the engine, comes over the wire
 * once. Each says `ready` when it listens: what is posted before is lost.
 */
const role = self.name === 'run' ? import('./run.worker.ts') : import('./plan.worker.ts');
// A promise that fails tells nobody; an error reaches the page.
role.catch((thrown) =>
  setTimeout(() => {
    throw thrown;
  }),
);
