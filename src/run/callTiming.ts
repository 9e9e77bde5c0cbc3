import type { ToolCall } from './types.ts';

/** A simulated call's duration in ms and how far it varies: fields of its behavior, or arguments of the page's own tools. */
export interface CallTiming {
  ms?: number;
  spread?: number;
}

/** What a plan has in these fields: arguments may be of any type. */
export function timingOf({
  behavior,
  args,
}: Pick<ToolCall, 'behavior' | 'args'>): Readonly<Record<keyof CallTiming, unknown>> {
  const { ms, spread } = (behavior ?? args) as Partial<Record<keyof CallTiming, unknown>>;
  return { ms, spread };
}

export function withTiming(call: ToolCall, timing: CallTiming): ToolCall {
  const { behavior, args } = call;
  return behavior ? { ...call, behavior: { ...behavior, ...timing } } : { ...call, args: { ...args, ...timing } };
}
