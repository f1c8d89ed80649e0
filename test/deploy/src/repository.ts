import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The text of a file, by its path from the root of the repository. */
export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The documents of a YAML file; throws at the first error of any of them. */
export function readYaml(path: string): readonly unknown[] {
  return parseAllDocuments(readText(path), { prettyErrors: true }).map((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${path}: ${error.message}`);
    return document.toJS() as unknown;
  });
}

/** Every file below a folder, as paths from the root of the repository, sorted. */
export function listFiles(folder: string, ending: RegExp): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .filter((path) => !path.split('/').some((part) => part === 'node_modules' || part === 'dist'))
    .sort();
}
