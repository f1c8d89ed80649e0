import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['docs', 'packages', 'services', 'examples', 'deploy', 'test'];

/** Returns the paths of all pages of Markdown of a repository, from its root. */
export function findPages(root: string): readonly string[] {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  return [...top, ...FOLDERS.flatMap((folder) => findInside(root, folder))].sort();
}

/** Looks into no folder that is installed, built, or written and removed by a test meanwhile (`.pages`). */
function findInside(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return entry.isFile() && path.endsWith('.md') ? [path] : [];
    return /^(node_modules|dist|\..*)$/.test(entry.name) ? [] : findInside(root, path);
  });
}
