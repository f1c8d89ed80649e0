import { expect, test } from '@jest/globals';
import { toHost } from './http-request.ts';

test.each([
  ['https://Api.Example.com/v1?x=1', 'http:api.example.com:443'],
  ['http://api.example.com', 'http:api.example.com:80'],
  ['http://127.0.0.1:8080/', 'http:127.0.0.1:8080'],
  ['https://[2606:4700::1]/', 'http:2606:4700::1:443'],
])('%s depends on %s', (url, dependency) => {
  expect(toHost({ url })).toBe(dependency);
});
