import type { ArgumentField } from '../tools/arguments.ts';
import { KIND_CODE } from './kindCode.ts';
import type { PlanFeatures, UsedTool } from './planFeatures.ts';
import { type Language, literal } from './syntax/literals.ts';

/** The names that a tool's body reads, in the order of its arguments. */
export function argumentsOf({ kind, uses }: UsedTool): string[] {
  const { reads, always } = KIND_CODE[kind];
  return reads.filter((name) => always.includes(name) || (name !== 'query' && uses.has(name as never)));
}

/** An argument in TypeScript's list of parameters, with what it is when it is not given. */
export function parameter(name: string, tool: UsedTool): string {
  const value = defaultOf(name, tool, 'typescript');
  return name === 'query' || value === 'undefined' ? name : `${name} = ${value}`;
}

/** The type of an argument, in TypeScript. */
export function argumentType(name: string): 'boolean' | 'string' | 'number' {
  if (name === 'deaf') return 'boolean';
  return name === 'query' || name === 'code' ? 'string' : 'number';
}

/** The value of an argument that is not given. */
export function defaultOf(name: string, tool: UsedTool, language: Language): string {
  if (name === 'code' || name === 'retryAfterMs') return language === 'python' ? 'None' : 'undefined';
  if (name === 'ms') return String(tool.ms);
  if (name === 'spread') return '0';
  if (name === 'failures') return '1';
  return language === 'python' ? 'True' : 'true';
}

/** How long the tool takes, in ms, as an expression. `random`: the expression of a number from 0 to 1. */
export function takes({ uses, ms }: UsedTool, random: string): string {
  const base = uses.has('ms') ? 'ms' : String(ms);
  return uses.has('spread') ? `${base} * (1 + spread * (2 * ${random} - 1))` : base;
}

/** A length in ms as an expression in seconds. */
export function seconds(ms: string): string {
  if (/^[\d.]+$/.test(ms)) return literal(Number(ms) / 1000, 'python');
  return `${ms} / 1000`;
}

/** The expression that holds where an argument is refused. */
export function refuses(field: ArgumentField, value: string, language: Language): string {
  return language === 'python' ? refusesPython(field, value) : refusesTypeScript(field, value);
}

function refusesTypeScript(field: ArgumentField, value: string): string {
  const given = field.required ? '' : `${value} !== undefined && `;
  switch (field.type) {
    case 'text':
      return `${given}(typeof ${value} !== 'string' || ${value}.length > ${field.max})`;
    case 'flag':
      return `${given}typeof ${value} !== 'boolean'`;
    default: {
      const whole = field.type === 'whole' ? `Number.isInteger(${value}) && ` : '';
      return `${given}!(typeof ${value} === 'number' && ${whole}${value} >= ${field.min} && ${value} <= ${field.max})`;
    }
  }
}

function refusesPython(field: ArgumentField, value: string): string {
  const given = field.required ? '' : `${value} is not None and `;
  switch (field.type) {
    case 'text':
      return `${given}(not isinstance(${value}, str) or len(${value}) > ${field.max})`;
    case 'flag':
      return `${given}not isinstance(${value}, bool)`;
    default: {
      const type = field.type === 'whole' ? `type(${value}) is int` : `type(${value}) in (int, float)`;
      return `${given}not (${type} and ${field.min} <= ${value} <= ${field.max})`;
    }
  }
}

export function wanted(field: ArgumentField): string {
  switch (field.type) {
    case 'text':
      return `a text of at most ${field.max} characters`;
    case 'flag':
      return 'true or false';
    default:
      return `a ${field.type === 'whole' ? 'whole ' : ''}number from ${field.min} to ${field.max}`;
  }
}

/** Arguments that are refused in some call and that this tool looks at. */
export function refusedBy(tool: UsedTool, { violated }: PlanFeatures): ArgumentField[] {
  return violated.filter(({ name }) => name === 'query' || tool.uses.has(name));
}
