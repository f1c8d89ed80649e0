import type { Help } from './help-entry.ts';
import { HELP } from './help-table.ts';

/** A command of the table, and the words behind it. */
export interface FoundCommand {
  readonly name: string;
  readonly help: Help;
  readonly rest: readonly string[];
}

/**
 * Returns the command that words begin with, the longest that fits: `runs list` of `runs list --tag x`. A group without
 * a verb is its list: `schedules` is `schedules list`.
 */
export function findCommand(words: readonly string[]): FoundCommand | undefined {
  const [command = '', verb = ''] = words;
  const isVerb = verb !== '' && !verb.startsWith('-');
  const names: readonly (readonly [name: string, length: number])[] = [
    ...(isVerb ? [[`${command} ${verb}`, 2] as const] : []),
    [command, 1],
    ...(isVerb ? [] : [[`${command} list`, 1] as const]),
  ];
  for (const [name, length] of names) {
    const help = HELP.get(name);
    if (help !== undefined) return { name, help, rest: words.slice(length) };
  }
  return undefined;
}
