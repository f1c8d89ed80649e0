import type { Help, HelpRows } from './help-entry.ts';
import { HELP_OF_APPROVALS } from './help-of-approvals.ts';
import { HELP_OF_ARCHIVE } from './help-of-archive.ts';
import { HELP_OF_BULK } from './help-of-bulk.ts';
import { HELP_OF_EXPERIMENTS } from './help-of-experiments.ts';
import { HELP_OF_FLEET, HELP_OF_QUEUES } from './help-of-fleet.ts';
import { HELP_OF_HISTORY } from './help-of-history.ts';
import { HELP_OF_RUNS } from './help-of-runs.ts';
import { HELP_OF_SCHEDULES } from './help-of-schedules.ts';
import { HELP_OF_HEALTH, HELP_OF_SERVICES, HELP_OF_STARTS } from './help-of-services.ts';
import { HELP_OF_STEERING } from './help-of-steering.ts';
import { HELP_OF_STREAMS } from './help-of-streams.ts';
import { HELP_OF_COMPLETION, HELP_OF_TOP } from './help-of-terminal.ts';
import { HELP_OF_TUNING } from './help-of-tuning.ts';
import { HELP_OF_WORKFLOWS } from './help-of-workflows.ts';

/** The parts of the overview, each with its commands in their order. */
export const SECTIONS: readonly (readonly [title: string, rows: HelpRows])[] = [
  ['Start', HELP_OF_STARTS],
  ['Look', [...HELP_OF_TOP, ...HELP_OF_HEALTH]],
  ['Runs', HELP_OF_RUNS],
  ['Steer a run', HELP_OF_STEERING],
  ['Many runs', HELP_OF_BULK],
  ['Look back', HELP_OF_HISTORY],
  ['Archive', HELP_OF_ARCHIVE],
  ['People', HELP_OF_APPROVALS],
  ['Workflows', HELP_OF_WORKFLOWS],
  ['Workers and agents', HELP_OF_FLEET],
  ['Queues and dependencies', HELP_OF_QUEUES],
  ['Schedules', HELP_OF_SCHEDULES],
  ['Streams', HELP_OF_STREAMS],
  ['Tuning', HELP_OF_TUNING],
  ['Experiments', HELP_OF_EXPERIMENTS],
  ['Services', HELP_OF_SERVICES],
  ['Shells', HELP_OF_COMPLETION],
];

/**
 * All commands by their words. What is here is completed, printed by `--help`, written to docs/cli.md and compared with what each
 * command takes.
 */
export const HELP: ReadonlyMap<string, Help> = new Map(SECTIONS.flatMap(([, rows]) => rows));

/** The first words of all commands, to suggest one that was mistyped. */
export const COMMANDS: readonly string[] = [
  ...new Set([...HELP.keys()].map((name) => name.split(' ')[0] ?? name)),
];
