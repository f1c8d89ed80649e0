import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '@ag06/test-support';
import { findRunFolder } from './find-run-folder.ts';
import { Reader } from './reader.ts';

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
/** How a reader of the README makes the tarballs. */
export const PACK = 'npm run pack';
/** What commands write into a clone, or would. */
const OWN = ['.git', '.ag06', 'tarballs'];
const PACK_MS = 300_000;

/**
 * A clone of this repository in which `npm run pack` was run: links to its files, so that nothing is written into it. The test files of
 * a run share it; the first that asks makes it.
 */
export async function findClone(): Promise<string> {
  const clone = join(findRunFolder(), 'clone');
  const ended = join(findRunFolder(), 'packed.txt');
  if (await isMine(clone)) await writeFile(ended, await pack(clone).then(() => '', String));
  else await until(() => existsSync(ended), { timeoutMs: PACK_MS, message: `${PACK} to end` });
  const failure = await readFile(ended, 'utf8');
  if (failure !== '') throw new Error(failure);
  return clone;
}

/** The folder of the tarballs. */
export const findTarballs = async (): Promise<string> => join(await findClone(), 'tarballs');

/** Whether this process is the first that makes the folder. */
const isMine = async (folder: string): Promise<boolean> =>
  (await mkdir(folder, { recursive: true })) !== undefined;

async function pack(clone: string): Promise<void> {
  for (const name of await readdir(ROOT))
    if (!OWN.includes(name)) await symlink(join(ROOT, name), join(clone, name));
  await using reader = await Reader.start();
  const { code, text } = await reader.run(PACK, clone);
  if (code !== 0) throw new Error(`${PACK} ended with ${code}:\n${text.slice(-4_000)}`);
}
