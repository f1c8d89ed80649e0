import { expect, test } from '@jest/globals';
import { handOnPeers } from './hand-on-peers.ts';
import type { Manifest } from './manifest.ts';

const of = (name: string, fields: Partial<Manifest> = {}): Manifest => ({
  name,
  version: '1.0.0',
  ...fields,
});

test('a package asks for the peers of what it depends on, however far below, unless it has them itself', () => {
  const kit = of('kit', { peerDependencies: { zod: '^4' } });
  const s3 = { peerDependencies: { s3: '^3' }, peerDependenciesMeta: { s3: { optional: true } } };
  const objects = of('objects', s3);
  const service = of('service', { dependencies: { objects: '1', kit: '1', zod: '^4', pino: '1' } });
  const worker = of('worker', { dependencies: { service: '1', kit: '1' } });
  const client = of('client');
  expect(handOnPeers([kit, objects, service, worker, client])).toEqual([
    kit,
    objects,
    { ...service, ...s3 },
    { ...worker, peerDependencies: { s3: '^3', zod: '^4' }, peerDependenciesMeta: s3.peerDependenciesMeta },
    client,
  ]);
});

test('a peer that one needs and another only may have is needed', () => {
  const may = of('may', { peerDependencies: { x: '^1' }, peerDependenciesMeta: { x: { optional: true } } });
  const needs = of('needs', { peerDependencies: { x: '^1' } });
  const both = of('both', { dependencies: { may: '1', needs: '1' } });
  expect(handOnPeers([may, needs, both]).at(-1)).toEqual({ ...both, peerDependencies: { x: '^1' } });
});
