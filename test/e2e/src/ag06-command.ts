import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILED, findBundle, type TempDir, tempDir } from '@ag06/test-support';

const CLI = fileURLToPath(new URL('../../../services/cli/src/main.ts', import.meta.url));

/** A folder with the command `ag06`, and an environment of a shell that finds it. */
export interface Ag06Command {
  readonly folder: TempDir;
  readonly env: Readonly<Record<string, string>>;
}

/** Writes `ag06` into a new folder, so that shells start it as users do. It talks to the dispatcher at `url`. */
export async function writeAg06Command(url: string): Promise<Ag06Command> {
  const [folder, cli] = await Promise.all([tempDir('command'), findBundle(CLI)]);
  const file = join(folder.path, 'ag06');
  await writeFile(file, `#!/bin/sh\nexec "${process.execPath}" --conditions=@ag06/source "${cli}" "$@"\n`);
  await chmod(file, 0o755);
  return {
    folder,
    env: {
      PATH: `${folder.path}:${process.env.PATH}`,
      HOME: folder.path,
      NODE_COMPILE_CACHE: COMPILED,
      AG06_URL: url,
      // On a busy machine, too.
      AG06_COMPLETION_TIMEOUT_MS: '20000',
    },
  };
}
