import { createHash, randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chown, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './child-process.ts';
import type { PostgresBinaries } from './find-postgres.ts';
import { tempDir } from './temp-dir.ts';
import type { SystemUser } from './unprivileged-user.ts';

/** Beside what npm installs: made once, never committed. */
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/test-postgres', import.meta.url));
const SETTINGS = ['-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'];

/** Makes the data of a new server, which `user` owns, as a copy of what `initdb` made once: it takes a third of the CPU time. */
export async function copyEmptyCluster(
  binaries: PostgresBinaries,
  into: string,
  user: SystemUser | undefined,
): Promise<void> {
  const { initdb } = binaries;
  const kept = join(CACHE, nameMaker(binaries, user));
  await copyCluster(kept, into, user, (data, cwd) => run(initdb, ['-D', data, ...SETTINGS], { cwd, user }));
}

/**
 * Copies the data of a server that does not run into a new folder. If nothing is at `kept`, `make` makes it first, in a folder
 * that `user` owns.
 */
export async function copyCluster(
  kept: string,
  into: string,
  user: SystemUser | undefined,
  make: (data: string, folder: string) => Promise<void>,
): Promise<void> {
  if (!existsSync(kept)) await makeOnce(kept, user, make);
  await run('cp', ['-a', kept, into]);
}

/** A short name of a server as it is installed now, and of the user who runs it: no other reads its data. */
export function nameMaker({ initdb }: PostgresBinaries, user: SystemUser | undefined): string {
  const { mtimeMs, size } = statSync(initdb);
  const hash = createHash('sha256').update(JSON.stringify([initdb, mtimeMs, size, user, SETTINGS]));
  return hash.digest('hex').slice(0, 16);
}

/** Several may make it at the same time, also of one process: one wins. */
async function makeOnce(
  kept: string,
  user: SystemUser | undefined,
  make: (data: string, folder: string) => Promise<void>,
): Promise<void> {
  await using dir = await tempDir('cluster');
  if (user !== undefined) await chown(dir.path, user.uid, user.gid);
  const data = join(dir.path, 'data');
  await make(data, dir.path);
  await mkdir(dirname(kept), { recursive: true });
  const draft = `${kept}.${randomUUID()}`;
  await run('cp', ['-a', data, draft]);
  await rename(draft, kept).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(kept)) throw error;
  });
}

async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly user?: SystemUser | undefined } = {},
): Promise<void> {
  const child = await startChild(command, args, options);
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${child.output.tail(20)}`);
}
