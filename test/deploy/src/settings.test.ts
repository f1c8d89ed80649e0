import { expect, it } from '@jest/globals';
import { listFiles, readText } from './repository.ts';

/** Where services and their parts say which variables they read: `AG06_NAME: z.…`. */
const known = new Set(
  ['packages/service-host/src', 'packages/telemetry/src', 'services'].flatMap((folder) =>
    listFiles(folder, /(?<!\.test)\.ts$/).flatMap((path) =>
      [...readText(path).matchAll(/\b(AG06_[A-Z0-9_]+):/g)].map(([, name]) => name ?? ''),
    ),
  ),
);

/** Settings of the health and metrics endpoints, which an image fixes; a service that has none of them ignores them. */
const OF_ENDPOINTS = /^AG06_(HEALTH|METRICS)_(HOST|PORT)$/;

it('every setting that deploy/ names is one that a service reads', () => {
  const files = listFiles('deploy', /(\.ya?ml|\.example|\.md|Dockerfile|\.mjs)$/);
  expect(files.length).toBeGreaterThan(10);
  const named = files.flatMap((path) =>
    [...readText(path).matchAll(/\bAG06_[A-Z0-9_]+/g)].map(([name]) => `${path}: ${name}`),
  );
  expect(named.length).toBeGreaterThan(20);
  const unknown = named.filter((line) => {
    const name = line.split(': ')[1] ?? '';
    return !known.has(name) && !OF_ENDPOINTS.test(name);
  });
  expect([...new Set(unknown)]).toEqual([]);
});
