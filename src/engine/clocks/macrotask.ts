/**
 * Calls `fire` in the next macrotask: with `setImmediate` where it exists, else with a MessageChannel. Not with
 * `setTimeout(0)`, which browsers clamp to 4 ms when nested.
 */
export function macrotask(fire: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(fire);
  else postTurn(fire);
}

/** Resolves in the next macrotask, after all pending microtasks have run. */
export function turn(): Promise<void> {
  return new Promise(macrotask);
}

/** Resolves after a turn of the timer queue, so that work in `setTimeout(0)` has run. */
export function timerTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

let channel: MessageChannel | undefined;
let waiting: (() => void)[] = [];
/** Index of the first waiting callback. `shift` would move the rest of the array, and 100,000 may wait. */
let head = 0;
/** Messages posted and not received: one for each waiting callback, or a single one that closes the idle channel. */
let posted = 0;

/** An open port keeps the process of a test alive, so the channel closes after one idle turn. */
function postTurn(fire: () => void): void {
  waiting.push(fire);
  if (posted < waiting.length - head) post();
}

function post(): void {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = onTurn;
  }
  posted++;
  channel.port2.postMessage(null);
}

function onTurn(): void {
  posted--;
  const fire = waiting[head++];
  if (!fire) {
    waiting = [];
    head = 0;
    channel?.port1.close();
    channel = undefined;
    return;
  }
  if (posted === 0) post();
  fire();
}
