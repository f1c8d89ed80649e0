import { describe, expect, it } from '@jest/globals';
import { parseBrokerUrl } from './broker-url.ts';

const PLAIN = { username: undefined, password: undefined, isTls: false, caFile: undefined };

describe('parseBrokerUrl', () => {
  it.each([
    ['redis://h', { ...PLAIN, kind: 'single', host: { host: 'h', port: 6379 }, db: 0 }],
    ['redis://h:1/3', { ...PLAIN, kind: 'single', host: { host: 'h', port: 1 }, db: 3 }],
    ['redis://[::1]:7', { ...PLAIN, kind: 'single', host: { host: '::1', port: 7 }, db: 0 }],
    [
      'rediss://me:p%40ss@h?ca=/etc/ca.pem',
      {
        kind: 'single',
        host: { host: 'h', port: 6379 },
        db: 0,
        username: 'me',
        password: 'p@ss',
        isTls: true,
        caFile: '/etc/ca.pem',
      },
    ],
    [
      'redis+cluster://:secret@a:1,b',
      {
        ...PLAIN,
        password: 'secret',
        kind: 'cluster',
        hosts: [
          { host: 'a', port: 1 },
          { host: 'b', port: 6379 },
        ],
      },
    ],
    [
      'rediss+sentinel://a,b:2/main/4',
      {
        ...PLAIN,
        isTls: true,
        kind: 'sentinel',
        name: 'main',
        db: 4,
        hosts: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 2 },
        ],
      },
    ],
  ])('reads %s', (url, address) => {
    expect(parseBrokerUrl(url)).toEqual(address);
  });

  it.each([
    ['http://:hunter2@h', 'http://…'],
    ['redis://:hunter2@', 'without a host'],
    ['redis://:hunter2@a,b', 'several hosts'],
    ['redis://:hunter2@a/x', 'no number'],
    ['redis://:hunter2@a:99999', 'a host that is none'],
    ['redis://:%hunter2@a', 'a %'],
    ['redis://:hunter2@a?ca=x', 'without TLS'],
    ['rediss://:hunter2@a?insecure=1', 'other than ca'],
    ['redis+cluster://:hunter2@a,/', 'a host that is none'],
    ['redis+cluster://:hunter2@a/1', 'only the first'],
    ['redis+sentinel://:hunter2@a', 'no name'],
  ])('refuses %s and says why, without the secret', (url, why) => {
    expect(() => parseBrokerUrl(url)).toThrow(
      expect.objectContaining({
        code: 'BROKER_URL_UNSUPPORTED',
        message: expect.stringContaining(why),
      }),
    );
    expect(() => parseBrokerUrl(url)).toThrow(expect.not.objectContaining({ message: /hunter2/ }));
  });
});

it.each([
  ['redis://:hunter/2@h', /%2F/],
  ['redis://:hunter#2@h', /%23/],
  ['rediss+cluster://me:hunter?2@h', /%3F/],
  ['redis://h?schema=x', /parameter schema/],
])('refuses %s with what to write, and without its password', (url, remedy) => {
  expect(() => parseBrokerUrl(url)).toThrow(
    expect.objectContaining({ message: expect.stringMatching(remedy) }),
  );
  expect(() => parseBrokerUrl(url)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter') }),
  );
});
