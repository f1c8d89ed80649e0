import { findCommand } from './find-command.ts';

/** Services, whose log lines go to the terminal by themselves. */
const SERVICES: ReadonlySet<string> = new Set(['up', 'dispatcher', 'worker', 'optimizer']);

/** Whether a person is told that a command of these words is at work while it prints nothing. */
export function hasStatusLine(words: readonly string[]): boolean {
  const found = findCommand(words);
  return found !== undefined && !SERVICES.has(found.name);
}
