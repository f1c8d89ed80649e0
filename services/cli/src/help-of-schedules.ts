import type { Help } from './help-entry.ts';

/** Of the commands about schedules, in the order of the overview. */
export const HELP_OF_SCHEDULES: readonly (readonly [words: string, help: Help])[] = [
  ['schedules list', { usage: 'schedules list', about: 'Schedules by name, each with its next slot.' }],
  ['schedules show', { usage: 'schedules show NAME', about: 'A schedule and its next ten slots.' }],
  [
    'schedules set',
    {
      usage: 'schedules set NAME [--workflow W] (--cron C [--zone Z] | --every D) [--input JSON|@FILE|-]',
      about: 'Creates a schedule or replaces it. Without --workflow, it is of the workflow of its name.',
      flags: [
        ['--cron C', 'minute, hour, day, month, weekday; with seconds before them if there are six'],
        ['--zone Z', 'the time zone of --cron, such as Europe/Berlin (UTC)'],
        ['--every D', 'elapsed time instead, at least 10s'],
        ['--overlap O', 'while the run before goes on: skip, queue or cancel (skip)'],
        ['--catch-up C', 'slots that were missed: none, last or all (last)'],
        ['--jitter D', 'each run starts up to so much later'],
        ['--from T, --until T', 'runs start at or after and before a time, such as 2026-11-28T09:00:00Z'],
        ['--version V', 'this version, instead of the latest when a run starts'],
        ['--paused', 'starts nothing until it is resumed'],
      ],
      examples: ["ag06 schedules set nightly --workflow report --cron '0 3 * * *' --zone Europe/Berlin"],
    },
  ],
  [
    'schedules next',
    { usage: 'schedules next NAME [--count N]', about: 'The next slots, and when their runs start.' },
  ],
  ['schedules runs', { usage: 'schedules runs NAME', about: 'The last 50 slots and their runs.' }],
  [
    'schedules trigger',
    { usage: 'schedules trigger NAME [--key K]', about: 'Starts a run now; with a key, one for each key.' },
  ],
  [
    'schedules backfill',
    {
      usage: 'schedules backfill NAME --from T --to T [--dry-run]',
      about: 'Starts a run for each slot of a range that has none, at most 500. --dry-run tells which.',
    },
  ],
  ['schedules pause', { usage: 'schedules pause NAME', about: 'Lets nothing start by the clock.' }],
  ['schedules resume', { usage: 'schedules resume NAME', about: 'Goes on with the next slot from now.' }],
  ['schedules delete', { usage: 'schedules delete NAME', about: 'Deletes a schedule; its runs go on.' }],
];
