import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of `names` that is an executable file on the PATH, as an absolute path. */
export function findOnPath(
  names: readonly string[],
  searchPath = process.env.PATH ?? '',
): string | undefined {
  for (const name of names) {
    for (const dir of searchPath.split(delimiter)) {
      if (dir !== '' && isExecutable(join(dir, name))) return join(dir, name);
    }
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
