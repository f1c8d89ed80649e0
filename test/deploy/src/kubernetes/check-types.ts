import { execFile } from 'node:child_process';
import { realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tempDir } from '@ag06/test-support';
import { ROOT } from '../repository.ts';
import type { Manifest } from './read-manifests.ts';

/**
 * Compiles manifests as literals of the types of Kubernetes' API. That finds misspelt fields, which the API's schema
 * lets pass. Answers with the compiler's complaints, one a line.
 */
export async function checkTypes(manifests: readonly Manifest[]): Promise<readonly string[]> {
  await using folder = await tempDir('manifests');
  await symlink(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  const file = join(folder.path, 'manifests.mts');
  await writeFile(file, manifests.map(toDeclaration).join('\n'));
  const tsc = await realpath(join(ROOT, 'node_modules/.bin/tsc'));
  const flags = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2024',
    '--module',
    'nodenext',
    '--types',
    '',
  ];
  try {
    await promisify(execFile)(process.execPath, [tsc, ...flags, file]);
    return [];
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    if (stdout === '') throw error;
    return stdout.trim().split('\n');
  }
}

function toDeclaration(manifest: Manifest, index: number): string {
  const { apiVersion } = manifest;
  const module = apiVersion.startsWith('keda.sh/')
    ? `@kubernetes-models/keda/${apiVersion}`
    : `kubernetes-models/${apiVersion}`;
  const text = JSON.stringify(manifest);
  return `export const m${index}: import('${module}').I${manifest.kind} = ${text};`;
}
