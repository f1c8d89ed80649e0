import { type Repository, SOURCE_ENDING } from './repository.ts';

/** A spread of an object that is written in the same place. */
const PACKED = /(?:^|[{,[(]\s*)\.\.\.\{/m;

/**
 * Objects that are spread where they are written (`...{ a, b }`): their properties belong on lines of their own. A file that
 * gets too long by it holds more than one concept.
 */
export function checkPacking({ files }: Repository): readonly string[] {
  return [...files].flatMap(([path, text]) => {
    if (!SOURCE_ENDING.test(path) || path.startsWith('test/architecture/')) return [];
    const found = PACKED.exec(text);
    if (found === null) return [];
    const line = text.slice(0, found.index + found[0].length).split('\n').length;
    return [`${path}:${line}: write the properties out instead of spreading an object that is written here`];
  });
}
