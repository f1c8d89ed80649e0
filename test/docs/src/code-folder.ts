import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './played-pages.ts';

/** Below the repository, so that its packages are found as installed ones would be. */
const FOLDERS = join(ROOT, 'test/docs/.pages');

interface CodeFolder extends AsyncDisposable {
  readonly path: string;
  remove(): Promise<void>;
}

/** A new folder for the code of pages. */
export async function createCodeFolder(name: string): Promise<CodeFolder> {
  await mkdir(FOLDERS, { recursive: true });
  const path = await mkdtemp(join(FOLDERS, `${name}-`));
  const remove = () => rm(path, { recursive: true, force: true, maxRetries: 3 });
  return { path, remove, [Symbol.asyncDispose]: remove };
}
