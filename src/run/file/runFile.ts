import type { core } from 'zod/mini';
import { admitPlan } from '../check/admitPlan.ts';
import { show } from '../check/planError.ts';
import { foldAll, outcomesOf, type RunState } from '../fold.ts';
import type { EquippedPlan } from '../toolSettings.ts';
import type { ErrorText, Plan, Run, RunEvent } from '../types.ts';
import { pack, unpack } from './jsonValues.ts';
import { fileSchema } from './runFileSchema.ts';
import { upgradeLog, withoutBehaviors } from './upgrade.ts';

const FORMAT = 'fanout-run';
/**
 * Raised when a reader of the version before would miss something. 2: the plan has settings for its tools. 3: events have
 * the cause of an end, a timeout that cut an attempt off, and codes and causes of errors. 4: the plan says which errors are
 * tried again and calls have a behavior; errors have a status, attempts a reason why they were not retried, and starts how
 * long they waited for a pool that runs share.
 */
const VERSION = 4;

export interface SavedRun extends Run {
  /** The time of saving, as given to `writeRunFile`. */
  savedAt?: string;
}

/** A file that cannot be opened. The message says what happened, what was expected, and what to do. */
export class RunFileError extends Error {
  override readonly name = 'RunFileError';
  constructor(
    readonly happened: string,
    readonly expected: string,
    readonly todo: string,
    options?: ErrorOptions,
  ) {
    super(`${happened} Expected: ${expected}. ${todo}`, options);
  }
}

const SAVE_AGAIN = 'Save the run again from Fanout and open the new file.';

/**
 * The run as JSON text: its plan and its log, one event per line. Outcomes are not stored, since they follow from the log.
 * Values that JSON lacks are marked or become text (see jsonValues.ts).
 *
 * @param savedAt the time of saving, e.g. in ISO 8601; given by the caller, since this layer reads no clock
 */
export function writeRunFile(
  { plan, events }: Pick<Run, 'plan' | 'events'>,
  { savedAt }: { savedAt?: string } = {},
): string {
  const json = (value: unknown) => JSON.stringify(pack(value));
  const fields = [
    `"format":${json(FORMAT)}`,
    `"version":${versionFor(plan, events)}`,
    ...(savedAt === undefined ? [] : [`"savedAt":${json(savedAt)}`]),
    `"plan":${json(plan)}`,
    `"events":[\n${events.map(json).join(',\n')}\n]`,
  ];
  return `{\n${fields.join(',\n')}\n}\n`;
}

/**
 * The lowest that says it all. A log without any field of version 3 is the same text in every version, so a page that
 * knows only version 1 or 2 opens it, and reads the same in it.
 */
function versionFor(plan: Plan, events: readonly RunEvent[]): number {
  const { on = 'any' } = plan.policy?.retry ?? {};
  if (on !== 'any' || plan.calls.some(({ behavior }) => behavior) || events.some(isOfVersion4)) return VERSION;
  if (events.some(hasCause)) return 3;
  return (plan as EquippedPlan).tools === undefined ? 1 : 2;
}

function isOfVersion4(event: RunEvent): boolean {
  if (event.type === 'started') return event.poolMs !== undefined;
  if (event.type === 'warning') return event.code === 'retry-on';
  if (event.type === 'attemptEnded' && event.notRetried !== undefined) return true;
  return 'error' in event && event.error !== undefined && hasStatus(event.error);
}

function hasStatus({ status, cause, errors = [] }: ErrorText): boolean {
  return status !== undefined || (cause !== undefined && hasStatus(cause)) || errors.some(hasStatus);
}

function hasCause(event: RunEvent): boolean {
  if (event.type === 'settled' && event.cause !== undefined) return true;
  if (event.type === 'attemptEnded' && event.timeoutMs !== undefined) return true;
  const error = 'error' in event ? event.error : undefined;
  return error !== undefined && (error.code ?? error.cause ?? error.errors) !== undefined;
}

/** Parses a run file and validates its log. Throws RunFileError, and no other error, for anything but a complete, valid run. */
export function readRunFile(text: string): SavedRun {
  const { savedAt, plan, events } = formOf(text);
  const state = stateOf(plan, events);
  return {
    plan,
    events,
    outcomes: outcomesOf(state),
    makespan: state.makespan ?? 0,
    ...(state.stalled && { stalled: true }),
    ...(savedAt !== undefined && { savedAt }),
  };
}

function formOf(text: string): { savedAt?: string | undefined; plan: Plan; events: RunEvent[] } {
  const file = parsed(text);
  if (typeof file !== 'object' || file === null || (file as { format?: unknown }).format !== FORMAT)
    throw new RunFileError('This is not a run file.', `"format": "${FORMAT}"`, 'Choose a file that Fanout has saved.');
  const { version } = file as { version?: unknown };
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw new RunFileError(
      `The file's version is ${show(version)}.`,
      `a whole number from 1 to ${VERSION}`,
      SAVE_AGAIN,
    );
  if (version > VERSION)
    throw new RunFileError(
      `The file is of version ${version}, from a newer Fanout.`,
      `version ${VERSION} or older`,
      'Reload the page for the newest Fanout, or save the run there in an older version.',
    );

  const form = fileSchema.safeParse(file);
  if (!form.success) {
    const issue = form.error.issues[0];
    const path = pathOf(issue?.path ?? []);
    throw new RunFileError(`The file is damaged at ${path}.`, expectedBy(issue), SAVE_AGAIN, { cause: form.error });
  }
  const { events, savedAt } = form.data;
  let plan: Plan;
  try {
    plan = admitPlan(version < 4 ? withoutBehaviors(form.data.plan) : form.data.plan, { saved: true });
  } catch (cause) {
    throw new RunFileError(`The file's plan cannot be run: ${(cause as Error).message}.`, 'a plan', SAVE_AGAIN, {
      cause,
    });
  }
  const log = events as RunEvent[];
  return { savedAt, plan, events: version < 3 ? upgradeLog(plan, log) : log };
}

function parsed(text: string): unknown {
  try {
    // Editors may prepend a byte order mark, which JSON.parse rejects.
    return unpack(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    const message = (cause as Error).message;
    throw new RunFileError(
      `The file is not JSON: ${message.length > 120 ? `${message.slice(0, 120)}…` : message}.`,
      'the text of a saved run, whole',
      'Choose another file, or save the run again: this one may have been cut short.',
      { cause },
    );
  }
}

/** Folds the log and checks that it is a complete run of the plan. */
function stateOf(plan: Plan, events: readonly RunEvent[]): RunState {
  const refuse = (happened: string, cause?: unknown): never => {
    throw new RunFileError(happened, 'the log of one whole run of its plan', SAVE_AGAIN, { cause });
  };
  let state: RunState;
  try {
    state = foldAll(events);
  } catch (cause) {
    return refuse(`The file's log is not lawful: ${(cause as Error).message}.`, cause);
  }
  if (state.phase !== 'settled')
    return refuse(`The file's log ends after ${events.length} events, before its run does.`);
  if (state.calls.length !== plan.calls.length)
    return refuse(`The file's plan has ${plan.calls.length} calls and its log ${state.calls.length}.`);
  let last = 0;
  for (const { key, id, name, outcome } of state.calls) {
    const call = plan.calls[key];
    if (call?.id !== id || call.name !== name)
      return refuse(
        `Call ${key + 1} is ${show(call?.id)} (${show(call?.name)}) in the file's plan and ${show(id)} (${show(name)}) in its log.`,
      );
    last = Math.max(last, outcome?.settledAt ?? 0);
  }
  if (state.makespan !== last)
    return refuse(
      `The file's log says that the run took ${state.makespan} ms, and its last call settled at ${last} ms.`,
    );
  return state;
}

function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text.replace(/^\./, '');
}

function expectedBy(issue: core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `a value of type ${issue.expected}`;
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'invalid_value':
      return `one of ${issue.values.map((value) => show(value)).join(', ')}`;
    case 'invalid_union':
      return 'the type of an event';
    default:
      return `what version ${VERSION} has there`;
  }
}
