import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { findPublished, PUBLIC_PACKAGES } from './find-published.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const published = findPublished(ROOT).map(({ manifest }) => manifest);

test('the table of the README has packages that people install by name, each with its least Node', () => {
  const readme = readFileSync(`${ROOT}deploy/npm/README.md`, 'utf8');
  const rows = [...readme.matchAll(/^\| `([^`]+)` \| .+ \| ([\d.]+) \|$/gm)].map(([, name, node]) => [
    name,
    `>=${node}`,
  ]);
  const manifests = new Map(published.map((manifest) => [manifest.name, manifest]));
  const listed = PUBLIC_PACKAGES.map((name) => [name, manifests.get(name)?.engines?.node]);
  expect(rows.length).toBeGreaterThan(3);
  expect(listed).toEqual(expect.arrayContaining(rows));
});
