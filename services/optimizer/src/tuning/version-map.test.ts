import { expect, it } from '@jest/globals';
import { VersionMap } from './version-map.ts';

it('VersionMap tells the settings of a tuner from the version of a document, and of its canaries', () => {
  const versions = new VersionMap();
  versions.set(3, 1);
  versions.set(4, 1, 2);
  expect(versions.of(3)).toBe(1);
  expect([versions.of(4), versions.of(4, true)]).toEqual([1, 2]);
  expect(versions.of(0)).toBeUndefined();
  versions.set(4, 2);
  expect(new VersionMap(versions.toModel()).of(4)).toBe(2);
});

it('VersionMap forgets the oldest versions', () => {
  const versions = new VersionMap();
  for (let version = 1; version <= 100; version++) versions.set(version, version);
  expect(versions.of(1)).toBeUndefined();
  expect(versions.of(100)).toBe(100);
  expect(versions.toModel()).toHaveLength(60);
});
