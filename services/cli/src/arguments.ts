import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Page } from '@ag06/client';
import { findSimilarName } from '@ag06/engine/suggest-name';
import { counted } from './counted.ts';
import { UsageError } from './exit-codes.ts';
import { printable } from './printable.ts';

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
  checkFlags(args, options);
  const { values, positionals } = parse(args, options);
  if (positionals.length > most) {
    const words = most === 0 ? 'no word' : `at most ${counted(most, 'word')}`;
    throw new UsageError(
      `Too many words: expected ${words} here, got also "${printable(positionals.slice(most).join(' '))}".`,
    );
  }
  const texts = (name: string): readonly string[] => {
    const value = values[name];
    if (typeof value === 'string') return [value];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  };
  return { positionals, flag: (name) => values[name] === true, text: (name) => texts(name).at(-1), texts };
}

/** Checks each flag by itself, because the messages of `parseArgs` do not name what would be right. */
function checkFlags(args: readonly string[], options: Flags): void {
  const end = args.indexOf('--');
  const words = end < 0 ? args : args.slice(0, end);
  for (const [i, word] of words.entries()) {
    const [, name, , value] = /^--([^=]+)(=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) continue;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) throw unknownFlag(name, options);
    if (option.type === 'boolean' && value !== undefined)
      throw new UsageError(`--${name} takes no value, got "${printable(value)}". Write --${name} alone.`);
    const next = args[i + 1];
    if (option.type === 'string' && value === undefined && (next === undefined || isFlag(next)))
      throw missingValue(name, next);
  }
}

/** A single dash is standard input, and a number may be negative. */
export const isFlag = (word: string): boolean => /^-[^\d]/.test(word);

function unknownFlag(name: string, options: Flags): UsageError {
  const known = Object.keys(options);
  const near = findSimilarName(name, known);
  const hint =
    near === undefined ? `Known: ${known.map((one) => `--${one}`).join(', ')}.` : `Did you mean --${near}?`;
  return new UsageError(`Unknown flag "--${printable(name)}". ${hint}`);
}

export function missingValue(name: string, next: string | undefined): UsageError {
  const got = next === undefined ? 'nothing' : `the flag "${printable(next)}"`;
  return new UsageError(
    `--${name} takes a value, got ${got}. Write --${name} VALUE, or --${name}=VALUE for one that begins with a dash.`,
  );
}

function parse(args: readonly string[], options: Flags) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw toUsageError(cause, options);
  }
}

/** Of short flags only: `checkFlags` has found what is wrong with long ones. */
function toUsageError(cause: unknown, options: Flags): UsageError {
  const message = String(cause).replace(/^TypeError( \[\w+\])?: /, '');
  const [, without] = /^Option '-\w, --(\S+) <value>' argument missing/.exec(message) ?? [];
  if (without !== undefined) return missingValue(without, undefined);
  const [, ambiguous] = /^Option '(-\w)(?:, --\S+ <value>)?' argument is ambiguous/.exec(message) ?? [];
  if (ambiguous !== undefined)
    return new UsageError(`${ambiguous} takes a value, got another flag. Write ${ambiguous} VALUE.`, {
      cause,
    });
  const [, unknown] = /^Unknown option '(-[^']+)'/.exec(message) ?? [];
  if (unknown === undefined) return new UsageError(message, { cause });
  const shorts = Object.values(options).flatMap(({ short }) => (short === undefined ? [] : `-${short}`));
  const hint = 'Put -- before a word that begins with a dash.';
  return new UsageError(`Unknown flag "${printable(unknown)}". Known: ${shorts.join(', ')}. ${hint}`, {
    cause,
  });
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
  throw new UsageError(`--${flag} takes a whole number, got "${printable(text)}".`);
}

/** Reads a flag that takes one of a few words. Returns undefined if it is absent. Throws `UsageError`. */
export function readChoice<Word extends string>(
  args: Arguments,
  flag: string,
  words: readonly Word[],
): Word | undefined {
  const text = args.text(flag);
  if (text === undefined) return undefined;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  const near = findSimilarName(text, words);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new UsageError(`--${flag} takes ${words.join(', ')}; got "${printable(text)}".${hint}`);
}

/** Returns the word at this place. Throws `UsageError` if it is absent. */
export function requireWord(args: Arguments, index: number, what: string): string {
  const word = args.positionals[index];
  if (word === undefined) throw new UsageError(`Missing: expected ${what}, got nothing.`);
  return word;
}
