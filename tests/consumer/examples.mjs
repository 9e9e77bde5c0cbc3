// @ts-check
/** Runs the README's examples against the built library, as somebody who installed it would: see the step `lib`. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @param {string} name */
function printed(name) {
  return execFileSync(process.execPath, [`examples/${name}`], { encoding: 'utf8', timeout: 30_000 });
}

/** What stands between the README's fences is what runs. */
const readme = readFileSync('README.md', 'utf8');
for (const name of ['deaf.mjs', 'agent.mjs'])
  assert.ok(
    readme.includes(readFileSync(`examples/${name}`, 'utf8').trim()),
    `README.md shows examples/${name} as it is`,
  );

const deaf = printed('deaf.mjs');
assert.match(deaf, /^Oslo 3 Oslo: yesterday 7 degrees timed out after 150 ms$/m);
// A machine that stalls for 50 ms lets a query time out too; then its second attempt answers.
for (const city of ['Bergen', 'Rome', 'Bonn', 'Lima'])
  assert.match(deaf, new RegExp(`^${city} [12] ${city}: 9 degrees $`, 'm'));
assert.ok(Number(/^(\d+) ms$/m.exec(deaf)?.[1]) >= 349, 'two timeouts of 150 ms and a backoff of 50 ms');

const graph = printed('graph.mjs');
assert.match(graph, /^Executed 3 tools in \d+\.\d\d seconds$/m);
assert.match(graph, /sha: '[0-9a-f]{64}'/);
assert.match(graph, /none: .Error: ENOENT/);

// The log: attempts that failed are tried again, the tool that hangs is cut off, the call that asks is no failure.
const agent = printed('agent.mjs');
assert.match(agent, /weather_1 attempt 1 failed .*: the weather service is down; next attempt in 0\.05 s$/m);
assert.match(agent, /weather_1 succeeded on attempt 2 .*: Oslo: 9 degrees$/m);
assert.match(agent, /traffic_1 timed out on attempt 2 .*, still running$/m);
assert.match(agent, /museums_1 failed on attempt 2 .*: Oslo is not in the guide$/m);
const [before, after] = agent.split('Book a train to Oslo?\n');
assert.match(before ?? '', /book_1 cancelled .*: it interrupted the graph$/m);
// With one Send per call only the call that asked runs again.
assert.equal(after?.match(/_1 attempt/g)?.length, 1);
assert.match(after ?? '', /book_1 succeeded .*: booked: Oslo$/m);
assert.match(after ?? '', /^tool: booked: Oslo\nai: Pack a jumper\.$/m);
