import type { ToolCall } from '../../run/types.ts';
import { clip } from './format.ts';

/** A key that needs no quotes; at most so long that it is not cut. */
const BARE = /^[a-z_$][\w$]{0,99}$/i;

/** Longest text of a value in a row or a log line, in UTF-16 units. */
const SHOWN = 200;

/**
 * Formats any value as one line of at most `max` characters; never throws. Strings stay as they are except for line
 * breaks and tabs, undefined is "", 10n is "10" (as in the messages to an agent), everything else looks like JSON. The
 * cost is bounded by `max` and not by the size of the value.
 */
export function valueText(value: unknown, max = SHOWN): string {
  try {
    if (value === undefined) return '';
    if (typeof value === 'string') return clip(value, max);
    const printer = new Printer(max + 1);
    printer.print(value);
    return clip(printer.text, max);
  } catch {
    return 'unreadable value';
  }
}

/** A call's tool and what it is asked: `slow_tool “task 2”`, `search_flights {from: "OSL", to: "FCO"}`. */
export function requestText({ name, args, behavior }: Pick<ToolCall, 'name' | 'args' | 'behavior'>): string {
  const { query } = args;
  const asked = typeof query === 'string' && !behavior ? `“${valueText(query, 60)}”` : argumentsText(args);
  return `${valueText(name)} ${asked}`;
}

/** The same beside the call's id: without the tool where the id begins with it, `search_flights_2`. */
export function requestBesideId(call: Pick<ToolCall, 'id' | 'name' | 'args' | 'behavior'>): string {
  const { id, name, args, behavior } = call;
  const rest = behavior && id.startsWith(name) ? id.slice(name.length) : undefined;
  return rest !== undefined && /^(_\d+)?$/.test(rest) ? argumentsText(args) : requestText(call);
}

/** As JavaScript has it, `{from: "OSL"}`, on one line; cut as by `valueText`. */
function argumentsText(args: object): string {
  const printer = new Printer(SHOWN + 1, ' ');
  printer.print(args);
  return clip(printer.text, SHOWN);
}

/** Stops once it has printed `room` characters, which bounds depth and breadth. */
class Printer {
  text = '';
  readonly #room: number;
  readonly #gap: string;
  readonly #ancestors = new Set<object>();

  /** `gap`: a space between the members, which goes with keys that are as bare as they can be. */
  constructor(room: number, gap = '') {
    this.#room = room;
    this.#gap = gap;
  }

  print(value: unknown): void {
    if (typeof value === 'string') this.text += JSON.stringify(value.slice(0, this.#room));
    else if (typeof value === 'function') this.text += `function ${value.name}`.trim();
    else if (typeof value !== 'object' || value === null) this.text += String(value);
    else if (value instanceof Date) this.text += Number.isNaN(value.getTime()) ? 'no date' : value.toISOString();
    else if (value instanceof RegExp) this.text += String(value);
    else if (value instanceof Error) this.text += `${value.name}: ${value.message.slice(0, this.#room)}`;
    else if (this.#ancestors.has(value)) this.text += '[circular]';
    else {
      this.#ancestors.add(value);
      this.#members(value);
      this.#ancestors.delete(value);
    }
  }

  #members(value: object): void {
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      const items = value as ArrayLike<unknown>;
      this.#list('[', ']', items.length ?? 0, (i) => this.print(items[i]));
    } else if (value instanceof Map) {
      const entries = [...firstOf(value, this.#room)];
      this.#list('Map {', '}', entries.length, (i) => this.#pair(...(entries[i] as [unknown, unknown])));
    } else if (value instanceof Set) {
      const items = [...firstOf(value, this.#room)];
      this.#list('Set {', '}', items.length, (i) => this.print(items[i]));
    } else {
      const keys = Object.keys(value);
      this.#list('{', '}', keys.length, (i) => {
        const key = keys[i] as string;
        this.#pair(key, (value as Record<string, unknown>)[key]);
      });
    }
  }

  #pair(key: unknown, value: unknown): void {
    if (this.#gap && typeof key === 'string' && BARE.test(key)) this.text += key;
    else this.print(key);
    this.text += `:${this.#gap}`;
    this.print(value);
  }

  #list(open: string, close: string, length: number, item: (index: number) => void): void {
    this.text += open;
    for (let i = 0; i < length && this.text.length < this.#room; i++) {
      if (i > 0) this.text += `,${this.#gap}`;
      item(i);
    }
    this.text += close;
  }
}

function* firstOf<T>(items: Iterable<T>, most: number): Iterable<T> {
  let left = most;
  for (const item of items) {
    if (left-- === 0) return;
    yield item;
  }
}
