import { expect, test } from '@jest/globals';
import { toFleetNames } from './fleet-names.ts';

test('a fleet without a prefix has the names that BullMQ and its clients expect', () => {
  const names = { keys: 'ag06', queueKeys: 'bull', storeSchema: 'ag06', queueSchema: 'bullmq' };
  expect(toFleetNames()).toEqual(names);
  expect(toFleetNames('ag06')).toEqual(names);
});

test('no name of one prefix is a name of another, also where one prefix looks like a name', () => {
  const prefixes = ['ag06', 'acme', 'ag06_acme', 'bullmq', 'bullmq_acme', 'user', 'public', 'pg_catalog'];
  const all = prefixes.map(toFleetNames);
  for (const kind of ['keys', 'queueKeys', 'storeSchema', 'queueSchema'] as const)
    expect(new Set(all.map((names) => names[kind])).size).toBe(prefixes.length);
  const schemas = all.flatMap(({ storeSchema, queueSchema }) => [storeSchema, queueSchema]);
  expect(new Set(schemas).size).toBe(2 * prefixes.length);
  expect(schemas.filter((name) => !/^(ag06|bullmq)(_|$)/.test(name))).toEqual([]);
});
