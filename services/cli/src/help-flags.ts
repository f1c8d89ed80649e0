import type { FlagHelp } from './help-entry.ts';

/** Flags that several commands have. */
export const BY: FlagHelp = ['--by WHO', 'who asks for it, as logs and lists say it'];
export const REASON: FlagHelp = ['--reason TEXT', 'why, kept with the decision'];
export const LIMIT: FlagHelp = ['--limit N', 'how many (50, at most 500)'];
export const CURSOR: FlagHelp = ['--cursor CURSOR', 'continues where a list ended'];
export const RECONNECT: FlagHelp = [
  '--reconnect-for DURATION',
  'how long to wait for a dispatcher that is away (5m)',
];

/** The flag of lists and views that are shown again and again. */
export const WATCH: FlagHelp = [
  '--watch [DURATION]',
  'shows it again every 2 s, or as often as 5s says; Ctrl-C ends it',
];

/** Which runs: the filters of `runs list` and `runs bulk`. */
export const RUN_FILTERS: readonly FlagHelp[] = [
  ['--status STATUS', 'running, waiting, completed, failed, cancelled, timed_out …; repeatable'],
  ['--code CODE', 'that ended with an error of this code, such as RATE_LIMITED'],
  ['--workflow WORKFLOW', 'of one workflow'],
  ['--tag TAG', 'with any of these tags; repeatable'],
  ['--attr NAME=VALUE', 'with this attribute; also NAME=gt:100, gte:, lt:, lte: and prefix:; repeatable'],
  ['--correlation-id ID', 'of one business operation'],
  ['--from TIME, --to TIME', 'created from (inclusive) to (exclusive) a time, such as 2026-11-28T09:00:00Z'],
  ['--ended-from TIME, --ended-to TIME', 'ended from (inclusive) to (exclusive) a time'],
];

/** A run's id as examples have it. */
export const SOME_RUN = 'r0-0mwvdobfe36IBKNqGC560';
