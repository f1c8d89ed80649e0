/** A line about a flag, or about several: `-f, --file FILE`, `--from TIME, --to TIME`. A word behind a flag is its value. */
export type FlagHelp = readonly [flag: string, about: string];

/** The help of one command. Completion, the examples' test and docs/cli.md read the same. */
export interface Help {
  /** Behind `ag06`. */
  readonly usage: string;
  readonly about: string;
  /** The words behind those of the command, in order; `...` ends the one that may be repeated. */
  readonly args?: readonly string[];
  /** All that the command takes, besides `--json` and `--help`. */
  readonly flags?: readonly FlagHelp[];
  /** Commands that can be typed as they are, each with a comment where it needs one. */
  readonly examples: readonly [string, ...string[]];
}

/** Help by the words of commands. */
export type HelpRows = readonly (readonly [words: string, help: Help])[];
