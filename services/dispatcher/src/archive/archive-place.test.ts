import { expect, it } from '@jest/globals';
import { archiveSetting, toArchivePlace } from './archive-place.ts';

it('toArchivePlace gives an embedded fleet a folder beside its data, and others only what the setting says', () => {
  const placeOf = (setting: string | undefined, url: string, prefix = 'ag06') =>
    toArchivePlace(setting, url, prefix);
  expect(placeOf(undefined, 'embedded:')).toEqual({ url: 'file:.ag06/archive', under: undefined });
  expect(placeOf(undefined, 'embedded:/var/x')).toEqual({ url: 'file:/var/x/archive', under: undefined });
  expect(placeOf(undefined, 'embedded::memory:')).toBeUndefined();
  expect(placeOf(undefined, 'redis://h')).toBeUndefined();
  expect(placeOf('off', 'embedded:')).toBeUndefined();
  expect(placeOf('s3://b', 'redis://h')).toEqual({ url: 's3://b', under: undefined });
  expect(placeOf('s3://b', 'redis://h', 'acme')).toEqual({ url: 's3://b', under: 'acme' });
});

it('the setting of the archive is a folder, a bucket, or off', () => {
  for (const text of ['off', 'file:/var/a', 's3://bucket/a']) expect(archiveSetting.parse(text)).toBe(text);
  for (const text of ['/var/a', 'on', 'file:', 'http://x'])
    expect(archiveSetting.safeParse(text).success).toBe(false);
});
