/**
 * The entry of both Workers, which differ by name, so that the shared engine is loaded over the network once. Each posts
 * `ready` when it listens; messages posted before are lost.
 */
const role = self.name === 'run' ? import('./run.worker.ts') : import('./plan.worker.ts');
// A rejected promise does not reach the page; an error thrown from a timer does.
role.catch((thrown) =>
  setTimeout(() => {
    throw thrown;
  }),
);
