import type { HelpRows } from './help-entry.ts';
import { BY, CURSOR, LIMIT, WATCH } from './help-flags.ts';

/** Of the commands about schedules, in the order of the overview. */
export const HELP_OF_SCHEDULES: HelpRows = [
  [
    'schedules list',
    {
      usage: 'schedules list [--limit N] [--cursor CURSOR]',
      about: 'Schedules by name, each with its next slot.',
      flags: [LIMIT, CURSOR, WATCH],
      examples: ['ag06 schedules list'],
    },
  ],
  [
    'schedules show',
    {
      usage: 'schedules show NAME',
      about: 'A schedule and its next ten slots.',
      args: ['SCHEDULE'],
      flags: [WATCH],
      examples: ['ag06 schedules show nightly'],
    },
  ],
  [
    'schedules set',
    {
      usage:
        'schedules set NAME [--workflow WORKFLOW] (--cron CRON [--zone ZONE] | --every DURATION) [--input JSON|@FILE|-]',
      about: 'Creates a schedule or replaces it. Without --workflow, it is of the workflow of its name.',
      args: ['SCHEDULE'],
      flags: [
        ['--workflow WORKFLOW', 'whose runs it starts'],
        ['--cron CRON', 'minute, hour, day, month, weekday; with seconds before them if there are six'],
        ['--zone ZONE', 'the time zone of --cron, such as Europe/Berlin (UTC)'],
        ['--every DURATION', 'elapsed time instead, at least 10s'],
        ['--input JSON', 'the input of its runs; @FILE reads a file, - standard input'],
        ['--overlap skip|queue|cancel', 'while the run before goes on (skip)'],
        ['--catch-up none|last|all', 'slots that were missed (last)'],
        ['--jitter DURATION', 'each run starts up to so much later'],
        [
          '--from TIME, --until TIME',
          'runs start at or after and before a time, such as 2026-11-28T09:00:00Z',
        ],
        ['--version VERSION', 'this version, instead of the latest when a run starts'],
        ['--paused', 'starts nothing until it is resumed'],
        ['--create', 'refuses to replace a schedule of this name that has other settings'],
        ['--dry-run', 'only checks it, and shows its next slots; saves nothing'],
        BY,
      ],
      examples: [
        "ag06 schedules set nightly --workflow report --cron '0 3 * * *' --zone Europe/Berlin",
        'ag06 schedules set poll --every 5m --overlap skip',
      ],
    },
  ],
  [
    'schedules next',
    {
      usage: 'schedules next NAME [--count N]',
      about: 'The next slots, and when their runs start.',
      args: ['SCHEDULE'],
      flags: [['--count N', 'how many (10)']],
      examples: ['ag06 schedules next nightly --count 3'],
    },
  ],
  [
    'schedules runs',
    {
      usage: 'schedules runs NAME',
      about: 'The last 50 slots and their runs.',
      args: ['SCHEDULE'],
      flags: [WATCH],
      examples: ['ag06 schedules runs nightly'],
    },
  ],
  [
    'schedules trigger',
    {
      usage: 'schedules trigger NAME [--key KEY]',
      about: 'Starts a run now; with a key, one for each key.',
      args: ['SCHEDULE'],
      flags: [['--key KEY', 'one key, one run'], BY],
      examples: ['ag06 schedules trigger nightly --key again-7'],
    },
  ],
  [
    'schedules backfill',
    {
      usage: 'schedules backfill NAME --from TIME --to TIME [--dry-run]',
      about: 'Starts a run for each slot of a range that has none, at most 500. --dry-run tells which.',
      args: ['SCHEDULE'],
      flags: [
        ['--from TIME, --to TIME', 'slots at or after and before a time'],
        ['--dry-run', 'starts nothing'],
        BY,
      ],
      examples: [
        'ag06 schedules backfill nightly --from 2026-11-01T00:00:00Z --to 2026-11-08T00:00:00Z --dry-run',
      ],
    },
  ],
  [
    'schedules pause',
    {
      usage: 'schedules pause NAME',
      about: 'Lets nothing start by the clock.',
      args: ['SCHEDULE'],
      flags: [BY],
      examples: ['ag06 schedules pause nightly'],
    },
  ],
  [
    'schedules resume',
    {
      usage: 'schedules resume NAME',
      about: 'Goes on with the next slot from now.',
      args: ['SCHEDULE'],
      flags: [BY],
      examples: ['ag06 schedules resume nightly'],
    },
  ],
  [
    'schedules delete',
    {
      usage: 'schedules delete NAME',
      about: 'Deletes a schedule; its runs go on.',
      args: ['SCHEDULE'],
      flags: [BY],
      examples: ['ag06 schedules delete nightly'],
    },
  ],
];
