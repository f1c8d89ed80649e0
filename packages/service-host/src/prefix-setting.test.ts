import { expect, test } from '@jest/globals';
import { prefixSetting } from './prefix-setting.ts';

test.each(['ag06', 'acme', 'a', 'team_7', 'a'.repeat(32)])('AG06_PREFIX may be %s', (prefix) => {
  expect(prefixSetting.safeParse(prefix).success).toBe(true);
});

test.each([
  'Acme',
  '1st',
  'a-b',
  'a:b',
  'bull',
  'x"; DROP SCHEMA ag06; --',
  'a'.repeat(33),
  '{p0}',
  'é',
  'a\0',
])('AG06_PREFIX is refused as %j', (prefix) => {
  expect(prefixSetting.safeParse(prefix).success).toBe(false);
});
