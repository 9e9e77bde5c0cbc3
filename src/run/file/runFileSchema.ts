import * as z from 'zod/mini';

/**
 * The form of every version: each has only added fields. They stand in the order in which the engine writes them, so
 * that a file that was read is written again byte for byte. Whether the events make sense together is the fold's part.
 */
const whole = z.int().check(z.minimum(0));
const ms = z.number().check(z.minimum(0));
const fact = { seq: whole, at: ms };
const ofCall = { key: whole };
const ofAttempt = { key: whole, attempt: z.int().check(z.minimum(1)) };

interface ErrorForm {
  name: string;
  message: string;
  code?: string | undefined;
  status?: number | undefined;
  cause?: ErrorForm | undefined;
  errors?: ErrorForm[] | undefined;
}
const errorForm: z.ZodMiniType<ErrorForm> = z.object({
  name: z.string(),
  message: z.string(),
  code: z.optional(z.string()),
  status: z.optional(z.int().check(z.minimum(100), z.maximum(599))),
  cause: z.optional(z.lazy(() => errorForm)),
  errors: z.optional(z.array(z.lazy(() => errorForm))),
});
const error = z.optional(errorForm);

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
  z.object({ ...fact, type: z.literal('started'), ...ofAttempt, poolMs: z.optional(ms) }),
  z.object({
    ...fact,
    type: z.literal('attemptEnded'),
    ...ofAttempt,
    result: z.enum(['succeeded', 'failed', 'timedOut', 'cancelled']),
    error,
    timeoutMs: z.optional(ms),
    backoffMs: z.optional(ms),
    notRetried: z.optional(z.enum(['not-transient', 'not-listed', 'declined'])),
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
    cause: z.optional(
      z.enum(['timeout', 'deadline', 'policy', 'user', 'stop', 'abort', 'worker-lost', 'never-settles', 'interrupt']),
    ),
    by: z.optional(whole),
    loss: z.optional(z.enum(['not loaded', 'crashed', 'no answer'])),
    timeoutMs: z.optional(ms),
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
    code: z.enum(['duplicate-id', 'missing-id', 'listener-threw', 'timer-threw', 'retry-on']),
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
