import { execute } from 'fanout';

const pause = (clock, ms) => new Promise((done) => clock.after(ms, done));
const deaf = { name: 'deaf', invoke: () => new Promise(() => {}) }; // never ends, hears no signal
const cache = { name: 'cache', invoke: ({ city }) => `${city}: yesterday 7 degrees` };
const query = {
  name: 'query',
  limit: 2, // a pool of two connections
  invoke: ({ city }, { clock }) => pause(clock, 100).then(() => `${city}: 9 degrees`),
};
const pool = ['Bergen', 'Rome', 'Bonn', 'Lima'].map((city) => ({ id: city, name: 'query', args: { city } }));
const oslo = { id: 'Oslo', name: 'deaf', args: { city: 'Oslo' }, fallback: { tool: 'cache' } };

const run = await execute(
  {
    calls: [oslo, ...pool],
    policy: {
      timeoutMs: 150,
      retry: { attempts: 2, baseMs: 50, factor: 2, maxMs: 1000, jitter: 0 },
      recovery: 'fallback',
    },
  },
  { tools: [deaf, cache, query] },
);
for (const { id, value, attempts, recovered = '' } of run.outcomes) console.log(id, attempts, value, recovered);
console.log(`${Math.round(run.makespan)} ms`);
process.exit(0); // the deaf tool is still running
