/**
 * The random source of the process is replaced here.
 * @jest-environment node
 */
import { afterEach, expect, jest, test } from '@jest/globals';
import { Client } from './client.ts';
import { createKey } from './create-key.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

test('keys are random UUIDs of version 4', () => {
  const keys = Array.from({ length: 100 }, createKey);
  expect(new Set(keys).size).toBe(100);
  for (const key of keys)
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a page that has no crypto.randomUUID, because it came by plain HTTP, calls all the same', async () => {
  jest.spyOn(crypto, 'randomUUID').mockImplementation(() => {
    throw new TypeError('crypto.randomUUID is not a function');
  });
  const keys: (string | null)[] = [];
  const client = new Client({
    url: 'http://fleet',
    fetch: async (_, init) => {
      keys.push(new Headers(init?.headers).get('idempotency-key'));
      return Response.json({ runId: 'r', status: 'running', id: 'i', choice: 'a', name: 's', key: 'k' });
    },
  });
  await client.submit('w', {});
  await client.retry('r');
  await client.signal('r', 's');
  await client.approvals.answer('r.a', { choice: 'a' });
  expect(keys).toEqual(Array.from({ length: 4 }, () => expect.stringMatching(/^[0-9a-f-]{36}$/)));
});
