import { expect, it } from '@jest/globals';
import { readUrls } from './urls.ts';

it.each([
  [{}, ['http://127.0.0.1:4606']],
  [{ AG06_URL: '', AG06_HTTP_PORT: '' }, ['http://127.0.0.1:4606']],
  [{ AG06_HTTP_HOST: '::1', AG06_HTTP_PORT: '80' }, ['http://[::1]:80']],
  [{ AG06_HTTP_HOST: '0.0.0.0' }, ['http://127.0.0.1:4606']],
  [{ AG06_HTTP_HOST: '::' }, ['http://[::1]:4606']],
  [{ AG06_URL: 'fleet:4606' }, ['http://fleet:4606']],
  [{ AG06_URL: 'https://fleet.example/ag06/' }, ['https://fleet.example/ag06']],
  [{ AG06_URL: 'http://a:1, b:2,' }, ['http://a:1', 'http://b:2']],
])('%j leads to %j', (env, urls) => expect(readUrls(env)).toEqual(urls));

it.each(['ftp://x', 'http://', 'a b', 'http://x:port'])('AG06_URL refuses %s by name', (url) =>
  expect(() => readUrls({ AG06_URL: url })).toThrow(`AG06_URL: "${url}" is no address`),
);
