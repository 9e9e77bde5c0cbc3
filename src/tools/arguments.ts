import { show } from '../run/check/planError.ts';

/** What the simulated tools understand. Anything else in a call's arguments is let through and ignored. */
export interface SimulatedArgs {
  query: string;
  /** How long the call takes, in ms. Absent = what the catalogue says. */
  ms?: number;
  /** 0..1: the time is `ms * (1 ± spread)`, drawn from the run's seed. Absent = 0. */
  spread?: number;
  /** Failing and flaky: the code of the error, such as `ECONNRESET`, or its HTTP status. Absent = none. */
  code?: string;
  /** Failing and flaky: the pause that the error asks for before another attempt, in ms. Absent = none. */
  retryAfterMs?: number;
  /** Flaky only: how many attempts fail before one succeeds. Absent = 1. */
  failures?: number;
  /** Hanging only: whether it ignores its signal. Absent = true. */
  deaf?: boolean;
}

/** One argument as data: the plain checks here and the zod schemas of the LangChain tools are both made from it. */
export type ArgumentField = { readonly name: keyof SimulatedArgs; readonly required?: true; readonly about: string } & (
  | { readonly type: 'text'; readonly max: number }
  | { readonly type: 'number' | 'whole'; readonly min: number; readonly max: number }
  | { readonly type: 'flag' }
);

export interface FieldComplaint {
  path: string;
  message: string;
}

/** One complaint for each argument that is missing or out of its range, in the fields' order. */
export function checkFields(fields: readonly ArgumentField[], args: Record<string, unknown>): FieldComplaint[] {
  const complaints: FieldComplaint[] = [];
  for (const field of fields) {
    const value = args[field.name];
    if (value === undefined ? !field.required : fits(field, value)) continue;
    complaints.push({ path: field.name, message: complaintOf(field, value) });
  }
  return complaints;
}

export function complaintOf(field: ArgumentField, value: unknown): string {
  return `expected ${expected(field)}, got ${show(value)}`;
}

function expected(field: ArgumentField): string {
  switch (field.type) {
    case 'text':
      return `a text of at most ${field.max} characters`;
    case 'number':
      return `a number from ${field.min} to ${field.max}`;
    case 'whole':
      return `a whole number from ${field.min} to ${field.max}`;
    case 'flag':
      return 'true or false';
  }
}

function fits(field: ArgumentField, value: unknown): boolean {
  switch (field.type) {
    case 'text':
      return typeof value === 'string' && value.length <= field.max;
    case 'number':
      return typeof value === 'number' && value >= field.min && value <= field.max;
    case 'whole':
      return Number.isInteger(value) && (value as number) >= field.min && (value as number) <= field.max;
    case 'flag':
      return typeof value === 'boolean';
  }
}
