import { expect, it } from '@jest/globals';
import { listFiles, readText } from './repository.ts';

/** The page that a test compares with what a dispatcher tells of itself. */
const REFERENCE = 'docs/reference/http-api.md';

const ROUTES = [...readText(REFERENCE).matchAll(/^\| `[A-Z]+` \| `([^`]+)`/gm)].map(
  ([, path = '']) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
);

it.each([
  ...listFiles('deploy/grafana/src', /dashboard\.ts$/),
  ...listFiles('docs', /^(?!.*decisions).*\.md$/),
  ...listFiles('deploy', /README\.md$/),
  'README.md',
])('%s names no route that does not exist', (file) => {
  // Links lead to the pages of others.
  const text = readText(file).replace(/\bhttps:\/\/\S+/g, '');
  const named = [...text.matchAll(/\/v1(?:\/(?:[\w-]+|\{\w+\}|\$?\{\w+\}|\[[\w|]+\]))+/g)].map(
    ([path]) => path,
  );
  const unknown = named.filter((path) => !ROUTES.some((route) => route.test(path)));
  expect(unknown).toEqual([]);
});

it('the test of routes knows every route of the API', () => {
  expect(ROUTES.length).toBeGreaterThan(15);
});
