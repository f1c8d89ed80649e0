import { type FoundCommand, findCommand } from '../find-command.ts';
import { HELP } from '../help-table.ts';
import { type KnownFlag, knownFlags } from '../known-flags.ts';

/** A word that may come next. */
export interface Candidate {
  readonly word: string;
  readonly about: string;
}

/** What may stand where the cursor is: known words, names that a dispatcher knows, and whether files fit. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Of the help, such as `RUN` or `WORKFLOW`; absent: no dispatcher is asked. */
  readonly names?: string;
  /** The words of the command before it, besides flags: the run whose steps, the stream whose groups. */
  readonly of: readonly string[];
  readonly isFile: boolean;
  /** The beginning of the name, and what stands before it in the same word: `--run=`. */
  readonly begun: string;
  readonly attached: string;
}

/** Values that are files or folders of this machine. */
const FILES: readonly string[] = ['FILE', 'FILES', 'FOLDER'];
/** Places where a run's file may stand as well. */
const FILES_TOO: readonly string[] = ['runs replay', 'run'];
const EVERYWHERE: readonly KnownFlag[] = [
  { name: 'json', about: 'JSON, for programs', isValueOptional: false },
  { name: 'help', about: 'what it does, with examples', isValueOptional: false },
];
const AT_FIRST: readonly Candidate[] = [
  { word: '--help', about: 'all commands' },
  { word: '--version', about: 'the version of ag06' },
];

/** Completes the last of the words behind `ag06`, which is the beginning of one, or empty. */
export function completeWords(words: readonly string[]): Completion {
  const before = words.slice(0, -1);
  const begun = words.at(-1) ?? '';
  if (before[0] === 'help') return toCompletion(nextWords(before.slice(1)), begun);
  const found = findCommand(before);
  if (found === undefined)
    return toCompletion(before.length === 0 && begun.startsWith('-') ? AT_FIRST : nextWords(before), begun);
  const completion = completeOf(found, begun);
  const verbs = toCompletion(nextWords(before), begun);
  return { ...completion, candidates: [...verbs.candidates, ...completion.candidates] };
}

const toCompletion = (candidates: readonly Candidate[], begun: string): Completion => ({
  candidates: candidates.filter(({ word }) => word.startsWith(begun)),
  of: [],
  isFile: false,
  begun,
  attached: '',
});

/** The words that commands have behind these. */
function nextWords(before: readonly string[]): readonly Candidate[] {
  const next = new Map<string, string>();
  for (const [name, { about }] of HELP) {
    const words = name.split(' ');
    const word = words[before.length];
    if (word === undefined || before.some((one, i) => one !== words[i])) continue;
    next.set(word, next.has(word) ? `commands about ${word}` : about);
  }
  if (before.length === 0) next.set('help', 'the help of a command');
  return [...next].map(([word, about]) => ({ word, about: shorten(about) }));
}

function completeOf({ name, help, rest }: FoundCommand, begun: string): Completion {
  const flags = [...knownFlags(help), ...EVERYWHERE];
  const of = wordsOf(rest, flags);
  const before = flags.find((flag) => takes(flag, rest.at(-1) ?? ''));
  if (before?.value !== undefined) return { ...completeValue(before.value, begun), of };
  const [, attached, value] = /^(--[a-z-]+=)(.*)$/s.exec(begun) ?? [];
  if (attached !== undefined && value !== undefined) {
    const flag = flags.find((one) => attached === `--${one.name}=`);
    return flag?.value === undefined
      ? toCompletion([], begun)
      : attach({ ...completeValue(flag.value, value), of }, attached);
  }
  if (begun.startsWith('-')) return completeFlags(flags, rest, begun);
  const { args = [] } = help;
  const last = args.at(-1);
  const arg = args[of.length] ?? (last?.endsWith('...') === true ? last : undefined);
  if (arg === undefined) return toCompletion([], begun);
  const completion = { ...completeValue(arg.replace('...', ''), begun), of };
  return FILES_TOO.includes(name) ? { ...completion, isFile: true } : completion;
}

const takes = (flag: KnownFlag, word: string): boolean =>
  !flag.isValueOptional &&
  (word === `--${flag.name}` || (flag.short !== undefined && word === `-${flag.short}`));

const attach = (completion: Completion, attached: string): Completion => ({
  ...completion,
  attached,
  candidates: completion.candidates.map(({ word, about }) => ({ word: `${attached}${word}`, about })),
});

/** Flags that are there already are not offered, unless their help says that they may be repeated. */
function completeFlags(flags: readonly KnownFlag[], rest: readonly string[], begun: string): Completion {
  const given = new Set(rest.map((word) => word.split('=')[0]));
  const candidates = flags
    .filter(({ name, about }) => about.includes('repeat') || !given.has(`--${name}`))
    .map(({ name, about }) => ({ word: `--${name}`, about: shorten(about) }));
  return toCompletion(candidates, begun);
}

/** The words that stand before, besides flags and their values. */
const wordsOf = (rest: readonly string[], flags: readonly KnownFlag[]): readonly string[] =>
  rest.filter((word, i) => {
    const before = rest[i - 1] ?? '';
    const isValue = flags.some((flag) => flag.value !== undefined && takes(flag, before));
    return !word.startsWith('-') && !isValue;
  });

/** By which runs are listed. */
const STATUSES = [
  'scheduled',
  'running',
  'paused',
  'compensating',
  'completed',
  'failed',
  'cancelled',
  'timed_out',
];

function completeValue(value: string, begun: string): Completion {
  const words = value === 'STATUS' ? STATUSES : value.includes('|') ? value.split('|') : [];
  const completion = toCompletion(
    words.map((word) => ({ word, about: '' })),
    begun,
  );
  return { ...completion, isFile: FILES.includes(value), ...(words.length === 0 && { names: value }) };
}

const shorten = (about: string): string => about.split(/(?<=[.:;]) /)[0]?.replace(/[.:;]$/, '') ?? about;
