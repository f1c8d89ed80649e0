import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ProjectError } from './project-error.ts';

const TARBALL = /^((?:create-)?ag06(?:-.+)?)-\d+\.\d+\.\d+(?:-[\w.]+)?\.tgz$/;

/**
 * The tarballs of a folder that `npm run pack` made, by the names of their packages, each as npm takes it instead of a version.
 * Throws `ProjectError` PACKAGES_UNREADABLE if there are none.
 */
export async function readPackages(folder: string): Promise<ReadonlyMap<string, string>> {
  const path = resolve(folder);
  const names = await readdir(path).catch((cause: unknown) => {
    const message = `--packages takes a folder of tarballs; ${path} cannot be read.`;
    throw new ProjectError('PACKAGES_UNREADABLE', message, { cause });
  });
  const found = names.flatMap((file): [string, string][] => {
    const [, name] = TARBALL.exec(file) ?? [];
    return name === undefined ? [] : [[name.replace(/^ag06-/, '@ag06/'), `file:${join(path, file)}`]];
  });
  if (found.length > 0) return new Map(found);
  throw new ProjectError(
    'PACKAGES_UNREADABLE',
    `${path} has no tarballs of AG06. In its repository, npm run pack makes them in ./tarballs.`,
  );
}
