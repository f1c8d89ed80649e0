import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['docs', 'packages', 'services', 'examples', 'deploy', 'test'];
const IGNORED = /(^|\/)(node_modules|dist|\.[^/]+)(\/|$)/;

/** Returns the paths of all pages of Markdown of a repository, from its root. */
export function findPages(root: string): readonly string[] {
  const inside = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const pages = [...readdirSync(root), ...inside].filter(
    (name) => name.endsWith('.md') && !IGNORED.test(name),
  );
  return pages.sort();
}
