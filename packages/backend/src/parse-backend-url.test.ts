import { expect, it } from '@jest/globals';
import { parseBackendUrl } from './parse-backend-url.ts';

it.each([
  ['redis://h', { kind: 'redis', url: 'redis://h' }],
  ['rediss://me:pw@h:1', { kind: 'redis', url: 'rediss://me:pw@h:1' }],
  ['redis+cluster://a,b', { kind: 'redis', url: 'redis+cluster://a,b' }],
  ['postgres://me@h/db', { kind: 'postgres', url: 'postgres://me@h/db' }],
  ['postgresql:///db', { kind: 'postgres', url: 'postgresql:///db' }],
  ['embedded:', { kind: 'embedded', folder: '.ag06' }],
  ['embedded:some/folder', { kind: 'embedded', folder: 'some/folder' }],
  ['embedded::memory:', { kind: 'embedded', folder: undefined }],
])('the broker URL %s is read', (url, target) => {
  expect(parseBackendUrl(url)).toEqual(target);
});

it.each(['amqp://me:secret@h', 'secret', ''])('the broker URL "%s" is refused without being shown', (url) => {
  expect(() => parseBackendUrl(url)).toThrow(
    expect.objectContaining({
      code: 'BROKER_URL_UNSUPPORTED',
      message: expect.not.stringContaining('secret'),
    }),
  );
});

it.each(['embedded:/tmp/a\tb', 'embedded:a\u0000', 'redis://h\n', 'postgres://me@h/\u0085'])(
  'refuses %j, in which a control character would be lost on the way',
  (url) => {
    expect(() => parseBackendUrl(url)).toThrow(expect.objectContaining({ code: 'BROKER_URL_MALFORMED' }));
  },
);
