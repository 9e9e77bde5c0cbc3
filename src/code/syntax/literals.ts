export type Language = 'typescript' | 'python';

/**
 * Characters that must be escaped in source: backslashes, line ends, invisible characters (direction marks can make code
 * look like other code), lone surrogates, and sequences that would end a script element.
 */
const UNSAFE = /[\\\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}|<(?=\/script|!--)/giu;
const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A string literal: with single quotes in TypeScript and double quotes in Python, as their formatters write it. */
export function quote(text: string, language: Language): string {
  const mark = language === 'typescript' ? "'" : '"';
  const inside = text
    .replace(UNSAFE, (char) => SHORT[char] ?? escaped(char.codePointAt(0) as number, language))
    .replaceAll(mark, `\\${mark}`);
  return mark + inside + mark;
}

function escaped(code: number, language: Language): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  if (code < 0x1_0000) return `\\u${hex.padStart(4, '0')}`;
  return language === 'typescript' ? `\\u{${hex}}` : `\\U${hex.padStart(8, '0')}`;
}

/** Any value of a plan as a literal, on one line. A value without a literal (a function) becomes null. */
export function literal(value: unknown, language: Language): string {
  const python = language === 'python';
  switch (typeof value) {
    case 'string':
      return quote(value, language);
    case 'number':
      return number(value, python);
    case 'boolean':
      return python ? (value ? 'True' : 'False') : String(value);
    case 'bigint':
      return python ? String(value) : `${value}n`;
    case 'undefined':
      return python ? 'None' : 'undefined';
    case 'object':
      if (value === null) break;
      if (Array.isArray(value)) return `[${value.map((one) => literal(one, language)).join(', ')}]`;
      return inBraces(fieldsOf(value, language), language);
    case 'function':
    case 'symbol':
      break;
  }
  return python ? 'None' : 'null';
}

function number(value: number, python: boolean): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? (python ? '-0.0' : '-0') : String(value);
  if (python) return `float("${String(value).replace('Infinity', 'inf')}")`;
  return Number.isNaN(value) ? 'Number.NaN' : `${value < 0 ? '-' : ''}Number.POSITIVE_INFINITY`;
}

/** `name: value` for each field that is not `undefined`. */
export function fieldsOf(value: object, language: Language): string[] {
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => `${propertyName(name, language)}: ${literal(one, language)}`);
}

export function inBraces(fields: readonly string[], language: Language): string {
  if (fields.length === 0) return '{}';
  return language === 'python' ? `{${fields.join(', ')}}` : `{ ${fields.join(', ')} }`;
}

/** `__proto__:` without brackets would set the prototype and not define a field. */
export function propertyName(name: string, language: Language): string {
  if (language === 'python') return quote(name, language);
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name, language);
}
