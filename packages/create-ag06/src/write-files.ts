import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Paths below a folder at which something is that keeps a file from being written there, each once and in order. */
export async function findInTheWay(folder: string, paths: Iterable<string>): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    if ((await kindOf(join(folder, path))) !== 'nothing') found.add(path);
    const parent = dirname(path);
    if (parent !== '.' && (await kindOf(join(folder, parent))) === 'other') found.add(parent);
  }
  return [...found];
}

async function kindOf(path: string): Promise<'nothing' | 'folder' | 'other'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    // Below a file that stands where a folder has to be there is nothing either.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'nothing';
    throw error;
  }
}

/** Writes files below a folder, which is made if it is not there. Overwrites nothing, even if a file appears meanwhile. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
}
