import { describe, expect, it } from '@jest/globals';
import { parsePostgresUrl } from './parse-postgres-url.ts';

describe('the URL of a PostgreSQL server', () => {
  it.each([
    ['postgres://me:p%40%2F@h:7/db', { user: 'me', password: 'p@/', host: 'h', port: 7, database: 'db' }],
    ['postgresql:///db', { database: 'db' }],
    ['postgres://me@[::1]/db', { user: 'me', host: '::1', database: 'db' }],
    ['postgres://h/db?host=/var/run/postgresql', { host: '/var/run/postgresql', database: 'db' }],
    ['postgres://%2Fvar%2Frun/db', { host: '/var/run', database: 'db' }],
    [
      'postgres://h/db?options=-c%20statement_timeout%3D5s&application_name=a',
      { host: 'h', database: 'db', options: '-c statement_timeout=5s', application_name: 'a' },
    ],
    ['postgres://h/db?sslmode=require&channel_binding=require', { host: 'h', database: 'db', ssl: {} }],
    ['postgres://h/db?sslmode=no-verify', { host: 'h', database: 'db', ssl: { rejectUnauthorized: false } }],
    ['postgres://h/db?sslmode=disable', { host: 'h', database: 'db', ssl: false }],
  ])('is read: %s', (url, config) => {
    expect(parsePostgresUrl(url)).toEqual(config);
  });

  it.each([
    ['postgres://me:hunter/2@h/db', /write it as/],
    ['postgres://me:1/hunter2@h/db', /write it as/],
    ['postgres://me:hunter#2@h/db', /write it as/],
    ['postgres://me:hunter?2@h/db', /write it as/],
    ['postgres://me:hunter2@h@x/db', /write it as/],
    ['postgres://me:hunter2%@h/db', /%25/],
    ['postgres://me:hunter2@h:99999/db', /port/],
    ['postgres://me:hunter2@h/db?ca=x', /parameter ca, .*sslrootcert/],
    ['postgres://me:hunter2@h/db?schema=x', /parameter schema, .*ag06 and bullmq/],
    ['postgres://me:hunter2@h/db?constructor=x', /parameter constructor/],
    ['postgres://me:hunter2@h/db?sslmode=on', /sslmode/],
  ])('is refused with what to do, and without its password: %s', (url, remedy) => {
    expect(() => parsePostgresUrl(url)).toThrow(
      expect.objectContaining({
        code: 'BROKER_URL_UNSUPPORTED',
        message: expect.stringMatching(remedy),
      }),
    );
    expect(() => parsePostgresUrl(url)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter') }),
    );
  });

  it('names a file that cannot be read', () => {
    expect(() => parsePostgresUrl('postgres://h/db?sslrootcert=/no/such/file')).toThrow(
      expect.objectContaining({
        code: 'BROKER_CA_UNREADABLE',
        message: expect.stringContaining('/no/such/file'),
      }),
    );
  });
});
