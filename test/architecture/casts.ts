import { ALLOWED_CASTS } from './allowed-casts.ts';
import type { Repository } from './repository.ts';

/**
 * Casts in production code, which say that a value has a type and do not check it. What crosses a border is parsed
 * instead, and what types can express is expressed. Exceptions have a number for each file, which may only fall.
 */
export function checkCasts({ workspaces }: Repository): readonly string[] {
  const counted = new Map(
    workspaces
      .filter(({ group }) => group === 'packages' || group === 'services')
      .flatMap(({ sources }) => sources.filter(({ isTest }) => !isTest))
      .map(({ path, casts }) => [path, casts]),
  );
  const allowed = new Map(ALLOWED_CASTS.map(([path, count]) => [path, count]));
  return [...new Set([...counted.keys(), ...allowed.keys()])].flatMap((path) => {
    const [found, most] = [counted.get(path) ?? 0, allowed.get(path) ?? 0];
    if (found > most)
      return `${path}: ${found} casts, at most ${most}; parse the value, or let types prove it`;
    return found < most ? `${path}: ${found} casts; its exception of ${most} is too large` : [];
  });
}
