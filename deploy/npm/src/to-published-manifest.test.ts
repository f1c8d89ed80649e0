import { describe, expect, test } from '@jest/globals';
import type { Manifest } from './manifest.ts';
import { toPublishedManifest } from './to-published-manifest.ts';

const of = (file: string) => ({
  '@ag06/source': `./src/${file}.ts`,
  types: `./dist/${file}.d.ts`,
  default: `./dist/${file}.js`,
});
const manifest: Manifest = {
  name: '@ag06/one',
  version: '1.0.0',
  private: true,
  type: 'module',
  engines: { node: '>=20' },
  exports: { '.': of('index'), './conformance': of('conformance/index') },
  files: ['dist'],
  scripts: { build: 'tsc' },
  dependencies: { zod: '4.0.0', pino: '1.0.0' },
  devDependencies: { jest: '1.0.0' },
};
const isPacked = (path: string) => !path.includes('conformance') && !path.includes('/src/');

describe('toPublishedManifest', () => {
  test('keeps what people need of a package.json, and leaves out what only the repository needs', () => {
    expect(toPublishedManifest(manifest, isPacked)).toEqual({
      name: '@ag06/one',
      version: '1.0.0',
      type: 'module',
      engines: { node: '>=20' },
      main: './dist/index.js',
      types: './dist/index.d.ts',
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      dependencies: { zod: '^4.0.0', pino: '1.0.0' },
    });
  });

  test('asks for a large library that few need, in place of bringing it', () => {
    const large = { ...manifest, dependencies: { '@aws-sdk/client-s3': '3.1.0', pino: '1.0.0' } };
    expect(toPublishedManifest(large, isPacked)).toMatchObject({
      dependencies: { pino: '1.0.0' },
      peerDependencies: { '@aws-sdk/client-s3': '^3.1.0' },
      peerDependenciesMeta: { '@aws-sdk/client-s3': { optional: true } },
    });
  });

  test('keeps the peers that a package has besides', () => {
    const dependencies = { '@aws-sdk/client-s3': '3.1.0' };
    const both = { ...manifest, dependencies, peerDependencies: { zod: '^4.0.0' } };
    expect(toPublishedManifest(both, isPacked)).toMatchObject({
      peerDependencies: { zod: '^4.0.0', '@aws-sdk/client-s3': '^3.1.0' },
      peerDependenciesMeta: { '@aws-sdk/client-s3': { optional: true } },
    });
  });

  test('refuses an export of which a part is not packed, and a command that is not packed', () => {
    const lacks = (path: string) => (name: string) => isPacked(name) && name !== path;
    expect(() => toPublishedManifest(manifest, lacks('./dist/index.d.ts'))).toThrow('./dist/index.d.ts');
    const command = { ...manifest, bin: { one: './bin/one.js' } };
    expect(() => toPublishedManifest(command, lacks('./bin/one.js'))).toThrow('./bin/one.js');
  });

  test('refuses a package that does not say which Node it needs', () => {
    const { engines: _, ...without } = manifest;
    expect(() => toPublishedManifest(without as Manifest, isPacked)).toThrow('which Node');
  });
});
