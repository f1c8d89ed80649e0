import { expect, it } from '@jest/globals';
import { parseObjectsUrl } from './open-objects.ts';

it('parseObjectsUrl reads folders and buckets', () => {
  expect(parseObjectsUrl('file:/var/a')).toEqual({ kind: 'folder', folder: '/var/a' });
  expect(parseObjectsUrl('file:///var/a%20b')).toEqual({ kind: 'folder', folder: '/var/a b' });
  expect(parseObjectsUrl('s3://bucket')).toMatchObject({ bucket: 'bucket', prefix: '' });
  expect(parseObjectsUrl('s3://bucket/a/b/?endpoint=http://127.0.0.1:9000&region=eu')).toEqual({
    kind: 's3',
    bucket: 'bucket',
    prefix: 'a/b/',
    endpoint: 'http://127.0.0.1:9000',
    region: 'eu',
  });
});

it.each([
  ['file:', 'a folder behind file:'],
  ['/var/a', 'file:FOLDER'],
  ['s3://B', 'the name of a bucket'],
  ['s3://bucket/a b', 'a prefix'],
  ['s3://bucket?secret=1', 'endpoint and region, not secret'],
  ['s3://bucket?endpoint=ftp://x', 'an endpoint'],
  ['s3://key:secret@bucket', 'AWS_ACCESS_KEY_ID'],
])('parseObjectsUrl refuses %s and says what it expects', (url, expected) => {
  expect(() => parseObjectsUrl(url)).toThrow(expected);
});
