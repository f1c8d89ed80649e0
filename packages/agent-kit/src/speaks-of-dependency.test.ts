import { expect, test } from '@jest/globals';
import { speaksOfDependency } from './speaks-of-dependency.ts';
import { DependencyFailure, NonRetryable, RateLimited, Retryable } from './steering.ts';

const coded = (code: string) => Object.assign(new Error('x'), { code });

test.each<[string, unknown]>([
  ['a DependencyFailure', new DependencyFailure('The shop is closed.')],
  ['a Retryable', new Retryable('Busy.')],
  ['a NonRetryable that says so', new NonRetryable('501', { ofDependency: true })],
  ['a refused connection', coded('ECONNREFUSED')],
  ['what fetch throws', new TypeError('fetch failed', { cause: coded('ENOTFOUND') })],
  ['a time-out', AbortSignal.abort(new DOMException('late', 'TimeoutError')).reason],
  ['an aggregate of refusals', new AggregateError([coded('X'), coded('ECONNREFUSED')])],
  ['a status of a client', Object.assign(new Error('x'), { status: 503 })],
  ['a response of a client', Object.assign(new Error('x'), { response: { statusCode: 500 } })],
])('%s speaks of the dependency', (_, thrown) => {
  expect(speaksOfDependency(thrown)).toBe(true);
});

const cyclic = new Error('x');
cyclic.cause = cyclic;

test.each<[string, unknown]>([
  ['a TypeError of the agent’s own code', new TypeError("Cannot read properties of undefined (reading 'x')")],
  ['an Error', new Error('The shop is closed.')],
  ['a NonRetryable', new NonRetryable('Bad input.', { cause: coded('ECONNREFUSED') })],
  ['a Retryable that says so', new Retryable('Not there yet.', { ofDependency: false })],
  ['a rate limit', new RateLimited(1_000)],
  ['a status of the caller’s fault', Object.assign(new Error('x'), { status: 429 })],
  ['a cycle', cyclic],
  ['a string', 'ECONNREFUSED'],
  ['nothing', null],
  [
    'a trap',
    new Proxy(new Error('x'), {
      get: () => {
        throw new Error('trap');
      },
    }),
  ],
])('%s does not speak of the dependency', (_, thrown) => {
  expect(speaksOfDependency(thrown)).toBe(false);
});
