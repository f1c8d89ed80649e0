import { expect, it } from '@jest/globals';
import { listFiles, readText } from './repository.ts';

const ROUTES = listFiles('services/dispatcher/src/http', /-routes\.ts$/)
  .flatMap((file) => [...readText(file).matchAll(/app\.\w+(?:<[^>]+>)?\(\s*['`](\/v1\/[^'`]+)['`]/g)])
  .map(([, path = '']) => toPattern(path));

/** A parameter of a route, however a page writes it, is one name. */
function toPattern(route: string): RegExp {
  return new RegExp(`^${route.replace(/:\w+|\$\{\w+\}/g, '[^/]+')}$`);
}

it.each([
  ...listFiles('deploy/grafana/src', /dashboard\.ts$/),
  ...listFiles('docs', /^(?!.*decisions).*\.md$/),
  ...listFiles('deploy', /README\.md$/),
  'README.md',
])('%s names no route that does not exist', (file) => {
  const named = [...readText(file).matchAll(/\/v1(?:\/(?:[\w-]+|\{\w+\}|\$?\{\w+\}|\[[\w|]+\]))+/g)].map(
    ([path]) => path,
  );
  const unknown = named.filter((path) => !ROUTES.some((route) => route.test(path)));
  expect(unknown).toEqual([]);
});

it('the test of routes knows every route of the API', () => {
  expect(ROUTES.length).toBeGreaterThan(15);
});
