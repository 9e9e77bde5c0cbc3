import { expect, it } from 'vitest';
import { fullMessage } from '../../../src/run/text/fullMessage.ts';
import type { ErrorText } from '../../../src/run/types.ts';

const error = (message: string, more: Partial<ErrorText> = {}): ErrorText => ({ name: 'Error', message, ...more });

it.each<[ErrorText, string]>([
  [error('a'), 'a'],
  [error('a', { code: 'E1' }), 'a [E1]'],
  [error('a (E1)', { code: 'E1' }), 'a (E1)'],
  [error('AE12', { code: 'E1' }), 'AE12 [E1]'],
  [error('E12', { code: 'E1' }), 'E12 [E1]'],
  [error('a', { status: 429 }), 'a (HTTP 429)'],
  [error('status 429', { status: 429 }), 'status 429'],
  [error('a', { errors: [error('b'), error('a'), error('c', { code: 'E1' })] }), 'a: b; c [E1]'],
  [error('a', { cause: error('b', { cause: error('c') }) }), 'a (cause: b (cause: c))'],
  [error('a: b', { cause: error('b') }), 'a: b'],
])('%j', (given, text) => expect(fullMessage(given)).toBe(text));
