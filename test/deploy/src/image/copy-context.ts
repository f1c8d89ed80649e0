import { cp } from 'node:fs/promises';
import { matchesGlob, relative } from 'node:path';

/** The patterns of a `.dockerignore`: one a line, with `#` for comments; exceptions (`!`) are not known. */
export function readIgnore(text: string): readonly string[] {
  const patterns = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const exception = patterns.find((pattern) => pattern.startsWith('!'));
  if (exception) throw new Error(`.dockerignore: the replay does not know exceptions: ${exception}`);
  return patterns;
}

/** Whether a path, relative to the context, is left out. */
const isIgnored = (path: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matchesGlob(path, pattern));

/** Copies what a build would see of a folder. An ignored folder is ignored with all that is in it. */
export async function copyContext(from: string, to: string, patterns: readonly string[]): Promise<void> {
  await cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !isIgnored(relative(from, source), patterns),
  });
}
