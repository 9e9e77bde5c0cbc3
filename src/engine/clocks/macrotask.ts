/**
 * A turn of the event loop, as early as it can be had: `setImmediate` where there is one, else a
 * MessageChannel. Not `setTimeout(0)`: browsers clamp nested ones to 4 ms.
 */
export function macrotask(fire: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(fire);
  else postTurn(fire);
}

/** One turn, as a promise: every promise that could go on has gone on when it resolves. */
export function turn(): Promise<void> {
  return new Promise(macrotask);
}

/** A turn through the timer queue, for work that hides in `setTimeout(0)`. */
export function timerTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

let channel: MessageChannel | undefined;
let waiting: (() => void)[] = [];
/** The first that still waits. No `shift`: it moves all that is left, and 100,000 may wait. */
let head = 0;
/** Messages under way: one for each that waits, or a single one that finds nobody and closes the channel. */
let posted = 0;

/** An open port would keep its Worker's or test's process busy, so the channel closes after one idle turn. */
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
