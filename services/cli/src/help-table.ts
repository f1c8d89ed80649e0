import type { Help } from './help-entry.ts';
import { HELP_OF_APPROVALS } from './help-of-approvals.ts';
import { HELP_OF_ARCHIVE } from './help-of-archive.ts';
import { HELP_OF_BULK } from './help-of-bulk.ts';
import { HELP_OF_EXPERIMENTS } from './help-of-experiments.ts';
import { HELP_OF_FLEET, HELP_OF_QUEUES } from './help-of-fleet.ts';
import { HELP_OF_HISTORY } from './help-of-history.ts';
import { HELP_OF_RUNS } from './help-of-runs.ts';
import { HELP_OF_SCHEDULES } from './help-of-schedules.ts';
import { HELP_OF_SERVICES, HELP_OF_STARTS } from './help-of-services.ts';
import { HELP_OF_STEERING } from './help-of-steering.ts';
import { HELP_OF_STREAMS } from './help-of-streams.ts';
import { HELP_OF_COMPLETION, HELP_OF_TOP } from './help-of-terminal.ts';
import { HELP_OF_TUNING } from './help-of-tuning.ts';
import { HELP_OF_WORKFLOWS } from './help-of-workflows.ts';

/**
 * All commands by their words, in the order of the overview. What is here is completed, printed by `--help`, written to
 * docs/cli.md and compared with what each command takes.
 */
export const HELP: ReadonlyMap<string, Help> = new Map([
  ...HELP_OF_STARTS,
  ...HELP_OF_TOP,
  ...HELP_OF_RUNS,
  ...HELP_OF_STEERING,
  ...HELP_OF_BULK,
  ...HELP_OF_HISTORY,
  ...HELP_OF_ARCHIVE,
  ...HELP_OF_APPROVALS,
  ...HELP_OF_WORKFLOWS,
  ...HELP_OF_FLEET,
  ...HELP_OF_SCHEDULES,
  ...HELP_OF_STREAMS,
  ...HELP_OF_QUEUES,
  ...HELP_OF_TUNING,
  ...HELP_OF_EXPERIMENTS,
  ...HELP_OF_SERVICES,
  ...HELP_OF_COMPLETION,
]);

/** The first words of all commands, to suggest one that was mistyped. */
export const COMMANDS: readonly string[] = [
  ...new Set([...HELP.keys()].map((name) => name.split(' ')[0] ?? name)),
];
