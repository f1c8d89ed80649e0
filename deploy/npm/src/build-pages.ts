import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workspace } from './manifest.ts';
import { run } from './run.ts';

/** Builds the files of a page, with everything that they import. */
const PROGRAM = 'main-build.js';

/** Whether a workspace is no library: it builds its `dist` itself, and needs nothing of this repository any more. */
export const isBuiltByItself = ({ folder }: Workspace): boolean => existsSync(join(folder, PROGRAM));

/** Builds pages, each into `<into>/<path>/dist`. */
export async function buildPages(workspaces: readonly Workspace[], into: string): Promise<void> {
  for (const { folder, path } of workspaces) {
    await run(process.execPath, [PROGRAM], folder);
    await cp(join(folder, 'dist'), join(into, path, 'dist'), { recursive: true });
  }
}
