import * as z from 'zod/mini';

/**
 * The form of version 1. Fields stand in the order in which the engine writes them, so that a file that was
 * read is written again byte for byte. Whether the events make sense together is for the fold to judge.
 */
const whole = z.int().check(z.minimum(0));
const ms = z.number().check(z.minimum(0));
const fact = { seq: whole, at: ms };
const ofCall = { key: whole };
const ofAttempt = { key: whole, attempt: z.int().check(z.minimum(1)) };
const error = z.optional(z.object({ name: z.string(), message: z.string() }));

const event = z.discriminatedUnion('type', [
  z.object({ ...fact, type: z.literal('runStarted'), calls: whole }),
  z.object({
    ...fact,
    type: z.literal('queued'),
    ...ofCall,
    id: z.string(),
    name: z.string(),
    batch: z.optional(whole),
  }),
  z.object({ ...fact, type: z.literal('ready'), ...ofCall }),
  z.object({ ...fact, type: z.literal('started'), ...ofAttempt }),
  z.object({
    ...fact,
    type: z.literal('attemptEnded'),
    ...ofAttempt,
    result: z.enum(['succeeded', 'failed', 'timedOut', 'cancelled']),
    error,
    backoffMs: z.optional(ms),
  }),
  z.object({ ...fact, type: z.literal('partial'), ...ofAttempt, value: z.unknown() }),
  z.object({
    ...fact,
    type: z.literal('settled'),
    ...ofCall,
    kind: z.enum(['succeeded', 'failed', 'timedOut', 'cancelled', 'skipped', 'rejected']),
    value: z.optional(z.unknown()),
    error,
    reason: z.optional(z.string()),
    recovered: z.optional(z.string()),
    abandoned: z.optional(z.boolean()),
  }),
  z.object({ ...fact, type: z.literal('late'), ...ofAttempt, result: z.enum(['succeeded', 'failed']), error }),
  z.object({ ...fact, type: z.literal('limitChanged'), limit: z.nullable(z.int().check(z.minimum(1))) }),
  z.object({ ...fact, type: z.literal('paused') }),
  z.object({ ...fact, type: z.literal('resumed') }),
  z.object({ ...fact, type: z.literal('batchOpened'), batch: whole, keys: z.array(whole) }),
  z.object({
    ...fact,
    type: z.literal('warning'),
    code: z.enum(['duplicate-id', 'missing-id', 'listener-threw', 'timer-threw']),
    message: z.string(),
    key: z.optional(whole),
  }),
  z.object({
    ...fact,
    type: z.literal('disturbed'),
    cause: z.enum(['late-timer', 'hidden-tab', 'long-task']),
    durationMs: ms,
  }),
  z.object({ ...fact, type: z.literal('runSettled'), makespan: ms, stalled: z.optional(z.boolean()) }),
]);

export const fileSchema = z.object({
  savedAt: z.optional(z.string()),
  /** Validated by admitPlan. */
  plan: z.unknown(),
  events: z.array(event),
});
