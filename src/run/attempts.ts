import type { AttemptState, CallState } from './callState.ts';

/**
 * The attempts of a call as a persistent vector (Bagwell's tree, as in Clojure). Up to 32 attempts are one array that each
 * event copies; more are a tree of such arrays. Adding or changing an attempt copies a leaf and its ancestors and shares
 * the rest, so that each of 40,000 attempts costs no more than the first. `CallState.attempts` is still an array, built
 * on first read: an own enumerable accessor, which JSON and structured cloning turn into that array.
 */
export interface Attempts {
  readonly count: number;
  /** Child nodes, or attempts if it is a leaf; all children but the last are full. */
  readonly root: Node;
  /** Number of index bits below the root's; 0 if the root is a leaf. */
  readonly shift: number;
  /** All attempts, cached on first read. */
  array?: readonly AttemptState[];
}

type Node = readonly (Node | AttemptState)[];

const BITS = 5;
const WIDTH = 1 << BITS;

/** Key of the tree; not enumerable, so that it is neither spread nor cloned with the call. */
const TREE = Symbol('attempts');
type Long = CallState & { readonly [TREE]?: Attempts };

/** Shared by all calls: a separate accessor for each would give each call its own hidden class in V8. */
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
  // A root that is a leaf may belong to a copied call and be longer than 32.
  let node = root[(number - 1) >> shift];
  for (let bits = shift - BITS; bits >= 0; bits -= BITS) node = (node as Node)?.[((number - 1) >> bits) & (WIDTH - 1)];
  return node as AttemptState | undefined;
}

/** A copy with this attempt at its index, which is at most one past the last. */
export function attemptsWith({ count, root, shift }: Attempts, attempt: AttemptState): Attempts {
  const { attempt: number } = attempt;
  // A full root becomes the first child of a new root.
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

/** Sets the attempts of `call` in place; `call` must be new and not shared. */
export function withAttempts(call: CallState, attempts: Attempts): CallState {
  Object.defineProperty(call, TREE, { value: attempts });
  return Object.defineProperty(call, 'attempts', ACCESSOR);
}
