import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { byPath, type ListedFile } from './listed-file.ts';

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', 'dist']);
const FILES_MAX = 100_000;
const DEPTH_MAX = 64;

export interface FolderWalk {
  /** Sorted by path. */
  readonly files: readonly ListedFile[];
  /** Relative paths of folders that could not be read, or lie deeper than 64 levels. */
  readonly unreadFolders: readonly string[];
}

/**
 * Lists the regular files with these extensions below a folder. Hidden folders, `node_modules` and `dist` are left
 * out; symbolic links are never followed, so nothing outside the folder is seen. Stops at 100,000 files.
 */
export async function walkFolder(
  root: string,
  extensions: readonly string[],
  signal: AbortSignal,
): Promise<FolderWalk> {
  const files: ListedFile[] = [];
  const unreadFolders: string[] = [];
  const open = [''];
  for (let folder = open.pop(); folder !== undefined && files.length < FILES_MAX; folder = open.pop()) {
    signal.throwIfAborted();
    const entries = await readEntries(root, folder);
    if (entries === undefined) unreadFolders.push(folder);
    for (const entry of entries ?? []) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (isOpenFolder(entry)) open.push(path);
      else if (isWanted(entry, extensions)) files.push(...(await measure(root, path)));
    }
  }
  return { files: files.sort(byPath), unreadFolders: unreadFolders.sort() };
}

async function readEntries(root: string, folder: string): Promise<Dirent[] | undefined> {
  if (folder.split('/').length > DEPTH_MAX) return undefined;
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === '') throw error;
    return undefined;
  }
}

function isOpenFolder(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED_FOLDERS.has(entry.name);
}

function isWanted(entry: Dirent, extensions: readonly string[]): boolean {
  return entry.isFile() && extensions.includes(extname(entry.name).toLowerCase());
}

/** Nothing if the file went away meanwhile. */
async function measure(root: string, path: string): Promise<ListedFile[]> {
  try {
    return [{ path, bytes: (await lstat(join(root, path))).size }];
  } catch {
    return [];
  }
}
