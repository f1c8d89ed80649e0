import { expect, it } from '@jest/globals';
import { isRedirect, type OutgoingRequest, toNextRequest } from './next-request.ts';

const request = (method: string): OutgoingRequest => ({
  url: new URL('https://a.example/orders?x=1'),
  method,
  headers: { authorization: 'Bearer x', 'content-type': 'text/plain', accept: '*/*' },
  body: method === 'GET' ? undefined : 'text',
});

it.each([301, 302, 303, 307, 308])('%i with a location is a redirect', (status) => {
  expect(isRedirect(status, '/x')).toBe(true);
  expect(isRedirect(status, undefined)).toBe(false);
  expect(isRedirect(status, '')).toBe(false);
});

it.each([200, 201, 300, 304, 305, 306, 404])('%i is no redirect', (status) => {
  expect(isRedirect(status, '/x')).toBe(false);
});

it.each([
  ['POST', 301, 'GET'],
  ['POST', 302, 'GET'],
  ['POST', 303, 'GET'],
  ['PUT', 303, 'GET'],
  ['PUT', 301, 'PUT'],
  ['POST', 307, 'POST'],
  ['POST', 308, 'POST'],
  ['HEAD', 303, 'HEAD'],
  ['GET', 302, 'GET'],
])('%s after %i goes on as %s, with its body only if it is the same', (method, status, next) => {
  const made = toNextRequest(request(method), status, '/other');
  expect(made?.url.href).toBe('https://a.example/other');
  expect(made?.method).toBe(next);
  expect(made?.body).toBe(next === method ? request(method).body : undefined);
  expect(made?.headers['content-type']).toBe(next === method ? 'text/plain' : undefined);
  expect(made?.headers.authorization).toBe('Bearer x');
});

it.each(['https://b.example/', 'http://a.example/', 'https://a.example:8443/', '//b.example/'])(
  'credentials stay behind on the way to %s',
  (location) => {
    expect(toNextRequest(request('PUT'), 307, location)?.headers).toEqual({
      accept: '*/*',
      'content-type': 'text/plain',
    });
  },
);

it.each(['http://', 'http://[::1', 'http://a b/', 'http://1.2.3.256/'])(
  'a redirect to %j is refused',
  (location) => {
    expect(toNextRequest(request('GET'), 302, location)).toBeUndefined();
  },
);
