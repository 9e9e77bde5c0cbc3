import { deflateSync, Inflate } from 'fflate';
import * as z from 'zod/mini';
import { count } from '../../analysis/format/format.ts';
import { admitPlan } from '../../run/check/admitPlan.ts';
import { BOUNDS, MOST_CALLS } from '../../run/check/bounds.ts';
import { pack, unpack } from '../../run/file/jsonValues.ts';
import type { EquippedPlan } from '../../run/toolSettings.ts';
import type { Plan, ToolCall } from '../../run/types.ts';
import type { Shared } from '../state.ts';

/** More is for a file. */
const MOST_BYTES = 2_000_000;
/** No 2 MB become this long. */
const MOST_CHARS = 3_000_000;
export const MOST_NAME = 60;

const DEFAULTS = { atMost: 3, batchesOf: 2 } as const;

/** What most plans hold, so that a short one has little to say. It belongs to version 1 and never changes. */
const DICTIONARY_1 =
  '"retry":{"attempts":3,"baseMs":200,"factor":2,"maxMs":5000,"jitter":0.5},"recovery":"fallback","rate":{"starts' +
  '":1,"perMs":1000},"slotOnTimeout":"hold","deadlineMs":2000,"onError":"fail-fast-cancel","first-success","order' +
  '":"longest-first","priority","shortest-first","expectedMs":1000,"fallback":{"value":"cached","tool":"fast_tool' +
  '"}},"failures":2,"deaf":true,"spread":0.2},"p":{"limit":3,"batchSize":null,"timeoutMs":1000},"s":1,"n":"t":"lo' +
  'g","v":"0.25","f":"total","l":["h":["block_1","blocking_tool",{"query":"crunch","ms":800}],["hang_1","hanging_' +
  'tool",{"query":"search","ms":1000}],["flaky_1","flaky_tool",{"query":"weather"}],["error_1","failing_tool",{"q' +
  'uery":"fail"}],["fast_1","fast_tool",{"query":"task"}],["slow_1","slow_tool",{"query":"task"}],{"c":[["fast_1"' +
  ',"fast_tool",{"query":"task 1"}],["slow_1","slow_tool",{"query":"task 2"}],["fast_2","fast_tool",{"query":"tas' +
  'k 3"}],["error_1","slow_tool",{"query":"fail"}]],"s":1,"preset":"tutorial"}';

/** That of version 2, which never changes either: with what calls of one's own hold, the likeliest last. */
const DICTIONARY_2 =
  DICTIONARY_1 +
  '"id":"name":"url":"path":"text":"date":"2026-"limit":10,"user_id":"city":"query":"status":"ok","items":[{"total":n' +
  'ull,"true,"false,"get_weather","search_",{"behavior":{"kind":"blocking",{"kind":"hanging","deaf":false}}],{"behavi' +
  'or":{"kind":"flaky","failures":2,{"kind":"failing","ms":200,"error":"429 Too Many Requests"}}],"spread":0.2,"resul' +
  't":{"behavior":{"kind":"fast","ms":100,"result":"}}],["call_1","{"behavior":{"kind":"slow","ms":1000}}],["call_2",';

/** Short keys: what is not packed away here is in every link. */
const wire = z.object({
  c: z.array(z.tuple([z.unknown(), z.unknown(), z.unknown()], z.unknown())),
  p: z.optional(z.unknown()),
  /** Settings of the tools. */
  o: z.optional(z.unknown()),
  s: z.optional(z.unknown()),
  preset: z.optional(z.string().check(z.maxLength(60))),
  am: z.optional(z.int().check(z.minimum(1))),
  bo: z.optional(z.int().check(z.minimum(1))),
  n: z.optional(z.string().check(z.maxLength(MOST_NAME))),
  l: z.optional(z.tuple([z.string().check(z.maxLength(60)), z.int().check(z.minimum(0))])),
  t: z.optional(z.string().check(z.maxLength(30))),
  v: z.optional(z.string().check(z.maxLength(30))),
  f: z.optional(z.string().check(z.maxLength(30))),
  h: z.optional(z.array(z.string().check(z.maxLength(60))).check(z.maxLength(200))),
});
type Wire = z.infer<typeof wire>;

const DICTIONARIES = [DICTIONARY_1, DICTIONARY_2] as const;
const dictionaryOf = (version: number) => new TextEncoder().encode(DICTIONARIES[version - 1]);

/** From each version to the next: the first makes version 2 of version 1. */
type Upgrade = (old: unknown) => unknown;
const UPGRADES: readonly Upgrade[] = [ignoreBehaviors];
const VERSION = UPGRADES.length + 1;

/** The lowest that says it all, so that a page that knows only version 1 opens what it can. 2: calls have a behavior. */
const versionFor = ({ calls }: Plan): number => (calls.some(({ behavior }) => behavior) ? VERSION : 1);

/** A field of that name meant nothing in version 1. Changes `old`, which is read from a link for this alone. */
function ignoreBehaviors(old: unknown): unknown {
  const calls: unknown = (old as { c?: unknown } | null)?.c;
  if (Array.isArray(calls))
    for (const [, , , rest] of calls.filter(Array.isArray))
      if (typeof rest === 'object' && rest !== null) Reflect.deleteProperty(rest, 'behavior');
  return old;
}

/** What stands after `#plan=`, or why it is for a file. */
export function writePlanLink(shared: Shared): { text: string } | { problem: string } {
  const bytes = new TextEncoder().encode(JSON.stringify(pack(wireOf(shared))));
  if (bytes.length > MOST_BYTES) return { problem: 'a link holds 2 MB, and this plan is larger' };
  const version = versionFor(shared.plan);
  return { text: `${version}.${base64url(deflateSync(bytes, { level: 9, dictionary: dictionaryOf(version) }))}` };
}

function wireOf({ plan, preset, atMost, batchesOf, name, lesson, tab, speed, fit, hidden }: Shared): Partial<Wire> {
  const { calls, policy, seed, tools }: EquippedPlan = plan;
  return {
    c: calls.map(({ id, name, args, ...rest }) => [id, name, args, ...(Object.keys(rest).length > 0 ? [rest] : [])]),
    ...(policy !== undefined && { p: policy }),
    ...(tools !== undefined && { o: tools }),
    ...(seed !== undefined && { s: seed }),
    ...(preset !== '' && { preset }),
    ...(atMost !== DEFAULTS.atMost && { am: atMost }),
    ...(batchesOf !== DEFAULTS.batchesOf && { bo: batchesOf }),
    ...(name && { n: name }),
    ...(lesson && { l: [lesson.name, lesson.step] }),
    ...(tab !== undefined && { t: tab }),
    ...(speed !== undefined && { v: speed }),
    ...(fit !== undefined && { f: fit }),
    ...(hidden && hidden.length > 0 && { h: [...hidden] }),
  };
}

/** A sentence for the one who followed the link: what happened, and what to do. */
class LinkProblem extends Error {}
const AGAIN = 'Ask for the whole link again, or for the run as a file.';

/** What was shared, or why it cannot be read, in sentences. Never throws, whatever the text. */
export function readPlanLink(text: string): Shared | { problem: string } {
  try {
    const [, digits, data] = /^(\d{1,9})\.([\w-]*)$/.exec(text.slice(0, MOST_CHARS + 1)) ?? [];
    if (text.length > MOST_CHARS) throw new LinkProblem(`It is longer than any link of Fanout’s. ${AGAIN}`);
    if (digits === undefined || data === undefined) throw new LinkProblem(`It is not one of Fanout’s. ${AGAIN}`);
    const version = Number(digits);
    if (version > VERSION)
      throw new LinkProblem(
        `It is of version ${version}, from a newer Fanout, and this page reads version ${VERSION}. Reload the page for the newest Fanout.`,
      );
    if (version < 1) throw new LinkProblem(`Its version is ${version}, and the first was 1. ${AGAIN}`);
    return sharedOf(upgradeWire(parsed(data, version), version));
  } catch (thrown) {
    if (thrown instanceof LinkProblem) return { problem: thrown.message };
    return { problem: `It is damaged, or was cut short on its way. ${AGAIN}` };
  }
}

export function upgradeWire(old: unknown, version: number, chain: readonly Upgrade[] = UPGRADES): unknown {
  return chain.slice(version - 1).reduce((value, upgrade) => upgrade(value), old);
}

function parsed(data: string, version: number): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(inflated(bytesOf(data), dictionaryOf(version)));
  return unpack(JSON.parse(text));
}

/** Bit by bit: a few bytes may want to become gigabytes. */
function inflated(bytes: Uint8Array, dictionary: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  const stream = new Inflate({ dictionary }, (part) => {
    size += part.length;
    if (size > MOST_BYTES) throw new LinkProblem(`It holds more than 2 MB. ${AGAIN}`);
    parts.push(part);
  });
  const step = 1024;
  for (let at = 0; at < bytes.length; at += step) stream.push(bytes.subarray(at, at + step), at + step >= bytes.length);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function sharedOf(json: unknown): Shared {
  const form = wire.safeParse(json);
  if (!form.success) {
    const path = form.error.issues[0]?.path.join('.') ?? '';
    throw new LinkProblem(`It is damaged${path && ` at ${path}`}. ${AGAIN}`);
  }
  const { c, p, o, s, preset = '', am, bo, n, l, t, v, f, h } = form.data;
  if (c.length > MOST_CALLS)
    throw new LinkProblem(
      `It has ${count(c.length)} calls, and this page takes at most ${count(MOST_CALLS)}. Ask for a smaller plan.`,
    );
  const calls = c.map(([id, name, args, rest]) => ({ id, name, args, ...(rest as Partial<ToolCall>) }));
  const read: unknown = {
    calls,
    ...(p !== undefined && { policy: p }),
    ...(o !== undefined && { tools: o }),
    ...(s !== undefined && { seed: s }),
  };
  let plan: Plan;
  try {
    plan = admitPlan(read, { saved: true });
  } catch (cause) {
    throw new LinkProblem(`Its plan cannot be run: ${(cause as Error).message}. ${AGAIN}`);
  }
  const name = n && cleanName(n);
  return {
    plan,
    preset,
    atMost: Math.min(am ?? DEFAULTS.atMost, BOUNDS.count),
    batchesOf: Math.min(bo ?? DEFAULTS.batchesOf, BOUNDS.count),
    ...(name && { name }),
    ...(l && { lesson: { name: l[0], step: l[1] } }),
    ...(t !== undefined && { tab: t }),
    ...(v !== undefined && { speed: v }),
    ...(f !== undefined && { fit: f }),
    ...(h && h.length > 0 && { hidden: h }),
  };
}

/** One line of text that reads in one direction, without what cannot be seen. */
export function cleanName(text: string): string {
  return text
    .replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, MOST_NAME);
}

function base64url(bytes: Uint8Array): string {
  let binary = '';
  // In slices: the arguments of one call have an end.
  for (let at = 0; at < bytes.length; at += 0x2000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
}
