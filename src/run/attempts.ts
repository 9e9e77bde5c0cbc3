import type { AttemptState, CallState } from './callState.ts';

/**
 * The attempts of a call: up to a leaf of them are an array that each event copies, more are a tree of such arrays.
 * One more, or one changed, copies a leaf and its ancestors and shares the rest, so that 40,000 attempts of one call
 * cost no more each than the first. `attempts` is an array all the same, made when it is first read: an own enumerable
 * accessor, which JSON and structured cloning turn into that array.
 */
export interface Attempts {
  readonly count: number;
  /** Children, or attempts where it is a leaf; all but the last are full. */
  readonly root: Node;
  /** Bits of an index below the root's own; 0 where the root is a leaf. */
  readonly shift: number;
  /** All of them, once somebody has asked. */
  array?: readonly AttemptState[];
}

type Node = readonly (Node | AttemptState)[];

const BITS = 5;
const WIDTH = 1 << BITS;

/** Not enumerable: neither copied nor cloned with the call. */
const TREE = Symbol('attempts');
type Long = CallState & { readonly [TREE]?: Attempts };

/** One for all calls: an accessor of its own for each would give each a hidden class of its own. */
const ACCESSOR = {
  enumerable: true,
  get(this: Long): readonly AttemptState[] {
    const tree = this[TREE] as Attempts;
    tree.array ??= (tree.root as unknown[]).flat(tree.shift / BITS) as AttemptState[];
    return tree.array;
  },
};

export function attemptsOf(call: CallState): Attempts {
  return (call as Long)[TREE] ?? { count: call.attempts.length, root: call.attempts, shift: 0 };
}

/** @param number from 1 */
export function attemptAt({ root, shift }: Attempts, number: number): AttemptState | undefined {
  // A root that is a leaf may be a copied call's, and longer.
  let node = root[(number - 1) >> shift];
  for (let bits = shift - BITS; bits >= 0; bits -= BITS) node = (node as Node)?.[((number - 1) >> bits) & (WIDTH - 1)];
  return node as AttemptState | undefined;
}

/** With this attempt in its place, which is at most one behind the last. */
export function attemptsWith({ count, root, shift }: Attempts, attempt: AttemptState): Attempts {
  const { attempt: number } = attempt;
  // A root that is full becomes the first child of a new one.
  const grows = number - 1 === WIDTH << shift;
  const above = grows ? shift + BITS : shift;
  return { count: Math.max(count, number), root: put(grows ? [root] : root, above, number - 1, attempt), shift: above };
}

function put(node: Node, shift: number, i: number, attempt: AttemptState): Node {
  const copy = node.slice();
  const at = i >> shift;
  copy[at] = shift === 0 ? attempt : put((node[at] as Node) ?? [], shift - BITS, i & ((1 << shift) - 1), attempt);
  return copy;
}

/** `call` is new and nobody else's; from now on it has these attempts. */
export function holding(call: CallState, attempts: Attempts): CallState {
  Object.defineProperty(call, TREE, { value: attempts });
  return Object.defineProperty(call, 'attempts', ACCESSOR);
}
