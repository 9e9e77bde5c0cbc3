import fc from 'fast-check';

/** What ends a literal, a line, a script or a comment, and what cannot be seen. */
const nasty = fc.constantFrom(
  ...[
    '\\',
    "'",
    '"',
    '`',
    '${',
    '\n',
    '\r',
    '\u2028',
    '\u0000',
    '\u202e',
    '\ud800',
    '</script>',
    '<!--',
    '{}',
    '"""',
    '#',
  ],
);
export const texts = fc.oneof(
  fc
    .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 6 })
    .map((parts) => parts.join('')),
  nasty,
);
export const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    texts,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(texts, fc.constantFrom('__proto__', 'if', '0a', 'a-b')), tie('value'), { maxKeys: 3 }),
  ),
}));

/** What a literal of TypeScript, or what JSON writes, stands for. */
export const evaluated = (source: string): unknown => new Function(`"use strict"; return (${source});`)();
