import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { readErrorCode } from './read-error-code.ts';

const FILE_BYTES_MAX = 512 * 1024;

export type TextFile =
  | { readonly status: 'read'; readonly text: string }
  | { readonly status: 'unread'; readonly reason: string };

/** Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a text file below `root` (a real path). A file that is outside, huge, binary or unreadable is an answer, not an
 * error. Bytes that are not UTF-8 become U+FFFD.
 */
export async function readTextFile(root: string, path: string): Promise<TextFile> {
  try {
    const absolute = join(root, path);
    if (!isInside(root, await realpath(dirname(absolute)))) return unread('outside the folder');
    await using file = await open(absolute, OPEN_FLAGS);
    return await readOpened(file);
  } catch (error) {
    return unread(readErrorCode(error) ?? 'unreadable');
  }
}

async function readOpened(file: FileHandle): Promise<TextFile> {
  const stat = await file.stat();
  if (!stat.isFile()) return unread('not a regular file');
  if (stat.size > FILE_BYTES_MAX) return unread(`larger than ${FILE_BYTES_MAX / 1024} KiB`);
  const bytes = await file.readFile();
  if (bytes.length > FILE_BYTES_MAX) return unread(`larger than ${FILE_BYTES_MAX / 1024} KiB`);
  if (bytes.includes(0)) return unread('binary');
  return { status: 'read', text: new TextDecoder().decode(bytes) };
}

function isInside(root: string, path: string): boolean {
  const steps = relative(root, path);
  return steps === '' || (steps !== '..' && !steps.startsWith(`..${sep}`));
}

function unread(reason: string): TextFile {
  return { status: 'unread', reason };
}
