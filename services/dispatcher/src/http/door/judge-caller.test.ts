import { describe, expect, it } from '@jest/globals';
import { type CallerHead, type Door, judgeCaller } from './judge-caller.ts';

const LOOPBACK: Door = { host: '127.0.0.1', names: [] };
const OPEN: Door = { host: '0.0.0.0', names: ['ag06.example.com', '*.svc.local'] };

const head = (more: Partial<CallerHead>): CallerHead => ({
  method: 'POST',
  path: '/v1/runs',
  host: '127.0.0.1:4606',
  version: '1.1',
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
  fetchDest: undefined,
  contentType: 'application/json',
  ...more,
});
const judge = (more: Partial<CallerHead>, door = LOOPBACK) => judgeCaller(head(more), door)?.code;

describe('the name by which the API is called', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:4606',
    '127.9.8.7',
    'localhost:1',
    'LOCALHOST',
    'a.localhost',
    '[::1]:4606',
  ])('%s is of the loopback', (host) => expect(judge({ host })).toBeUndefined());

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.7',
    '[fe80::1]',
    '[::ffff:7f00:1]',
  ])('%s is refused at the loopback', (host) => expect(judge({ host })).toBe('HOST_NOT_ALLOWED'));

  it.each(['', 'user@localhost', 'localhost/x', '[::1', 'localhost:', 'localhost:1:2', 'local host'])(
    '“%s” is no name and refused',
    (host) => expect(judge({ host })).toBe('HOST_NOT_ALLOWED'),
  );

  it.each(['ag06.example.com', 'AG06.example.com.', 'a.svc.local:80', '10.0.0.7:4606', '[fd00::7]'])(
    '%s is let in where the API is open',
    (host) => expect(judge({ host }, OPEN)).toBeUndefined(),
  );

  it.each(['evil.example', 'svc.local', 'x.ag06.example.com', 'evilsvc.local', '.svc.local'])(
    '%s is refused where the API is open',
    (host) => expect(judge({ host }, OPEN)).toBe('HOST_NOT_ALLOWED'),
  );

  it('may be absent in HTTP/1.0 alone, which no browser speaks', () => {
    expect(judge({ host: undefined, version: '1.0' })).toBeUndefined();
    expect(judge({ host: undefined })).toBe('HOST_MISSING');
  });
});

describe('a page of another site', () => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:3000' },
    { origin: 'http://localhost:4606' },
    { origin: 'file://' },
    { fetchSite: 'cross-site' },
    { fetchSite: 'same-site' },
    { fetchSite: 'cross-site', origin: 'http://127.0.0.1:4606' },
    { fetchSite: 'same-origin', origin: 'https://evil.example' },
    { method: 'GET', fetchSite: 'cross-site' },
    { method: 'DELETE', origin: 'https://evil.example' },
    { path: '/health', origin: 'https://evil.example' },
  ])('is refused: %j', (more) => expect(judge(more)).toBe('ORIGIN_NOT_ALLOWED'));

  it.each([
    {},
    { origin: 'http://127.0.0.1:4606' },
    { fetchSite: 'same-origin', origin: 'http://127.0.0.1:4606' },
    { method: 'GET', fetchSite: 'none' },
    { method: 'GET', path: '/health', fetchSite: 'cross-site' },
    { method: 'GET', path: '/openapi.json', origin: 'https://swagger.example' },
  ])('is not what sends %j', (more) => expect(judge(more)).toBeUndefined());

  it('is not one under a listed name, which a proxy has taken out of Host', () => {
    const host = '10.0.0.7:4606';
    expect(judge({ host, origin: 'https://ag06.example.com' }, OPEN)).toBeUndefined();
    expect(judge({ host, origin: 'https://ag06.example.com:8443' }, OPEN)).toBe('ORIGIN_NOT_ALLOWED');
  });
});

describe('a link on a page of another site', () => {
  const visit = { method: 'GET', fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'document' };

  it.each(['/', '/runs', '/runs/r-1', '/nothing', '/v1x'])('may lead to the page at %s', (path) =>
    expect(judge({ ...visit, path })).toBeUndefined(),
  );

  it.each([
    { path: '/v1/runs' },
    { path: '/v1' },
    { path: '/%761/runs' },
    { path: '/v%31/runs' },
    { path: '/%6detrics' },
    { path: '/%' },
    { path: '/metrics' },
    { path: '/assets/index.js' },
    { method: 'POST' },
    { fetchDest: 'iframe' },
    { fetchDest: 'script', fetchMode: 'no-cors' },
    { fetchMode: 'cors', fetchDest: 'empty' },
    { fetchMode: undefined },
    { fetchDest: undefined },
  ])('leads to nothing else: %j', (more) =>
    expect(judge({ ...visit, path: '/', ...more })).toBe('ORIGIN_NOT_ALLOWED'),
  );

  it('leads to no page under a name that is not ours', () =>
    expect(judge({ ...visit, path: '/', host: 'evil.example' })).toBe('HOST_NOT_ALLOWED'));
});

describe('a POST without a type', () => {
  it('is refused, since a form of any page can send it', () =>
    expect(judge({ contentType: undefined })).toBe('MEDIA_TYPE_UNSUPPORTED'));
  it.each(['GET', 'PUT', 'DELETE'])(
    'is no matter of a %s, which needs a preflight or changes nothing',
    (method) => expect(judge({ method, contentType: undefined })).toBeUndefined(),
  );
});
