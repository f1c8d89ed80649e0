import { expect, test } from '@jest/globals';
import { encodeRunMeta, parseRunMeta, type RunMeta } from './run-meta.ts';

const META: RunMeta = {
  workflow: 'orders.fulfil',
  version: 'v1',
  tenant: 'default',
  correlationId: 'corr-1',
  priority: 'high',
  tags: ['eu'],
  timeoutMs: 60_000,
};

test('the meta of a run is read as it was written', () => {
  expect(parseRunMeta(encodeRunMeta(META))).toEqual(META);
});

test('keys that a later version wrote into the meta of a run are left out', () => {
  expect(parseRunMeta(JSON.stringify({ ...META, region: 'eu' }))).toEqual(META);
});

test.each([
  ['no JSON', '{"workflow":', /JSON/],
  ['no object', 'null', /expected object/],
  ['a missing key', JSON.stringify({ ...META, version: undefined }), /^version: .*expected string/],
  ['an unknown priority', JSON.stringify({ ...META, priority: 'urgent' }), /^priority: /],
  ['a tag that is no text', JSON.stringify({ ...META, tags: ['eu', 7] }), /^tags\.1: /],
])('meta of a run with %s is refused with the place', (_, text, message) => {
  expect(() => parseRunMeta(text)).toThrow(message);
});
