import { expect, it } from '@jest/globals';
import { RequestInput } from './request-input.ts';
import { toOutgoing } from './to-outgoing.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const CONTEXT = { idempotencyKey: 'run:step', correlationId: 'order-7', traceparent: TRACEPARENT };
const outgoing = (input: object, context: Parameters<typeof toOutgoing>[1] = CONTEXT) =>
  toOutgoing(RequestInput.parse({ url: 'https://a.example/b?c=1#d', ...input }), context);

it('a call carries its idempotency key, correlation id and trace', () => {
  expect(outgoing({})).toMatchObject({
    method: 'GET',
    headers: {
      'idempotency-key': 'run:step',
      'x-correlation-id': 'order-7',
      traceparent: TRACEPARENT,
      'accept-encoding': 'gzip, br',
    },
    body: undefined,
  });
  expect(outgoing({}, { ...CONTEXT, traceparent: undefined }).headers).not.toHaveProperty('traceparent');
});

it('headers that the caller sets are kept', () => {
  const headers = { 'Idempotency-Key': 'mine', 'Content-Type': 'text/csv' };
  expect(outgoing({ method: 'POST', headers, body: 'a,b' })).toMatchObject({
    headers: { 'idempotency-key': 'mine', 'content-type': 'text/csv' },
    body: 'a,b',
  });
});

it.each([
  ['text', 'text', 'text/plain; charset=utf-8', 'text'],
  ['a record', { a: [1] }, 'application/json', '{"a":[1]}'],
  ['null', null, 'application/json', 'null'],
])('a body of %s is sent as it is', (_, body, contentType, text) => {
  const made = outgoing({ method: 'PUT', body });
  expect([made.headers['content-type'], made.body]).toEqual([contentType, text]);
});

it('the query is added to that of the URL, and the fragment stays here', () => {
  const query = { q: 'a b&c', n: 1, yes: true, list: ['x', 'y'], none: null };
  expect(outgoing({ query }).url.href).toBe('https://a.example/b?c=1&q=a+b%26c&n=1&yes=true&list=x&list=y');
});
