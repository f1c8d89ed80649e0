import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Where Debian keeps the binaries of each version, off the PATH. */
const DEBIAN_ROOT = '/usr/lib/postgresql';

/** The server's binaries: those on the PATH, else the newest of Debian's. */
export function findPostgres(): PostgresBinaries | undefined {
  for (const path of [process.env.PATH ?? '', ...debianFolders()]) {
    const initdb = findOnPath(['initdb'], path);
    const postgres = findOnPath(['postgres'], path);
    if (initdb !== undefined && postgres !== undefined) return { initdb, postgres };
  }
  return undefined;
}

function debianFolders(): readonly string[] {
  try {
    const versions = readdirSync(DEBIAN_ROOT).filter((name) => /^\d+$/.test(name));
    return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(DEBIAN_ROOT, version, 'bin'));
  } catch {
    return [];
  }
}
