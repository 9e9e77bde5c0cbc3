// @ts-check
/** `npm run monkey -- --actions 5000 --seed 7`: random actions on the built page in Chromium. */
import { parseArgs } from 'node:util';
import { bin, cleanEnv, ensureBuilt, ensureInstalled, fail, findChromium, run } from './setup.mjs';

const { values } = parseArgs({
  options: {
    actions: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
  },
});
ensureInstalled();
if (!ensureBuilt()) fail('The page cannot be built.');
const env = {
  ...cleanEnv(),
  CHROMIUM_PATH: await findChromium(),
  FANOUT_MONKEY_ACTIONS: values.actions,
  FANOUT_MONKEY_SEED: values.seed,
};
const test = [
  'run',
  '--project',
  'journeys',
  'tests/journeys/monkey.test.ts',
  '--testTimeout',
  String(60_000 + 200 * Number(values.actions)),
];
process.exitCode = run(process.execPath, [bin('vitest'), ...test], env) ? 0 : 1;
