import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Page } from '@ag06/client';
import { UsageError } from './exit-codes.ts';
import { unknownWord } from './unknown-word.ts';

export type Flags = NonNullable<ParseArgsConfig['options']>;

export interface Arguments {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
}

/** Parses the arguments of a command. All commands have the flags `json` and `help`. Throws `UsageError`. */
export function parseArguments(args: readonly string[], flags: Flags, most: number): Arguments {
  const options: Flags = { ...flags, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } };
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name !== undefined && !Object.hasOwn(options, name))
      throw unknownWord('flag', name, Object.keys(options));
  }
  const { values, positionals } = parse(args, options);
  if (positionals.length > most)
    throw new UsageError(`Too many words: "${positionals.slice(most).join(' ')}".`);
  const texts = (name: string): readonly string[] => {
    const value = values[name];
    if (typeof value === 'string') return [value];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  };
  return { positionals, flag: (name) => values[name] === true, text: (name) => texts(name).at(-1), texts };
}

function parse(args: readonly string[], options: Flags) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Reads `--limit` and `--cursor` of a list. Throws `UsageError`. */
export const readPage = (args: Arguments): Page => ({
  limit: readWhole(args, 'limit'),
  cursor: args.text('cursor'),
});

/** Reads a flag that takes a whole number. Returns undefined if it is absent. Throws `UsageError`. */
export function readWhole(args: Arguments, flag: string): number | undefined {
  const text = args.text(flag);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`--${flag} takes a whole number, got "${text}".`);
}

/** Returns the word at this place. Throws `UsageError` if it is absent. */
export function requireWord(args: Arguments, index: number, what: string): string {
  const word = args.positionals[index];
  if (word === undefined) throw new UsageError(`Missing: ${what}.`);
  return word;
}
