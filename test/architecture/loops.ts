import type { Repository } from './repository.ts';
import { INTERVALS } from './table.ts';

/** Loops that are made by hand where a `Duty` would do, and exceptions that have no loop any more. */
export function checkLoops({ workspaces }: Repository): readonly string[] {
  const files = workspaces
    .filter(({ group }) => group === 'packages' || group === 'services')
    .flatMap(({ sources }) => sources.filter(({ isTest, hasInterval }) => hasInterval && !isTest))
    .map(({ path }) => path);
  const allowed = INTERVALS.map(([path]) => path);
  return [
    ...files
      .filter((path) => !allowed.includes(path))
      .map((path) => `${path}: calls setInterval; a loop is a Duty of @ag06/duty`),
    ...allowed
      .filter((path) => !files.includes(path))
      .map((path) => `${path}: calls no setInterval, and needs no exception`),
  ];
}
