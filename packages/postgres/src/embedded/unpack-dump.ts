import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const BLOCK = 512;
const PRIVATE = 0o700;

/**
 * Writes the files of a dump (a compressed ustar archive of plain files and folders) into a new folder. The database
 * could read it itself, but writes a thousand files far more slowly.
 *
 * @throws if it is no such archive
 */
export function unpackDump(file: string, folder: string): void {
  const archive = gunzipSync(readFileSync(file));
  let position = 0;
  while (position + BLOCK <= archive.length && archive[position] !== 0) {
    const header = archive.subarray(position, position + BLOCK);
    const { path, size, isFolder } = readHeader(header);
    const target = join(folder, path);
    position += BLOCK;
    mkdirSync(isFolder ? target : dirname(target), { recursive: true, mode: PRIVATE });
    if (!isFolder) writeFileSync(target, archive.subarray(position, position + size), { mode: 0o600 });
    position += Math.ceil(size / BLOCK) * BLOCK;
  }
}

function readHeader(header: Buffer): { path: string; size: number; isFolder: boolean } {
  const text = (from: number, length: number): string =>
    header.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  const size = Number.parseInt(text(124, 12).trim() || '0', 8);
  const path = [text(345, 155), text(0, 100)].filter((part) => part !== '').join('/');
  const isSound = text(257, 5) === 'ustar' && Number.isInteger(size) && !path.split('/').includes('..');
  if (!isSound) throw new Error(`This is no dump of an embedded database: ${path.slice(0, 100)}.`);
  return { path, size, isFolder: text(156, 1) === '5' };
}
