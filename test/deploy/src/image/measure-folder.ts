import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The sum of the sizes of all files below a folder; links count as themselves. */
export async function measureFolder(folder: string): Promise<{ bytes: number; files: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => !entry.isDirectory())
      .map(async (entry) => (await lstat(join(entry.parentPath, entry.name))).size),
  );
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: sizes.length };
}
