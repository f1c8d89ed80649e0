import type { HelpRows } from './help-entry.ts';
import { BY, CURSOR, LIMIT, RECONNECT, RUN_FILTERS, SOME_RUN, WATCH } from './help-flags.ts';

/** Of the commands that start, list and show runs, in the order of the overview. */
export const HELP_OF_RUNS: HelpRows = [
  [
    'run',
    {
      usage: 'run NAME | ./FILE | -f FILE [--input JSON|@FILE|-] [--follow]',
      about:
        'Starts a run of a workflow; a file is pushed first. A word with a slash or an ending is a file.',
      args: ['WORKFLOW'],
      flags: [
        ['-f, --file FILE', 'a file with a definition, whatever its name; - reads standard input'],
        ['--input JSON', 'the input; @FILE reads a file, - or @- standard input'],
        ['-F, --follow', 'prints the events of the run until it ends; exit 1 unless it completed'],
        ['--priority critical|high|normal|low|bulk', 'which runs go first (normal)'],
        ['--tag TAG', 'repeatable'],
        ['--key KEY', 'the Idempotency-Key: one key, one run'],
        ['--correlation-id ID', 'your id of the business operation'],
        ['--timeout DURATION', 'time-out of the whole run, such as 10m'],
        ['--delay DURATION', 'starts the run after this delay, such as 30s'],
        RECONNECT,
        BY,
      ],
      examples: [
        `ag06 run hello --input '{"name":"you"}' --follow`,
        'ag06 run ./digest.yaml --input @input.json',
        `echo '{"n":1}' | ag06 run hello --input -`,
        'ag06 run hello --key order-7  # the second time it starts nothing',
      ],
    },
  ],
  [
    'runs follow',
    {
      usage: 'runs follow RUN',
      about: 'The events of a run until it ends, and its output. Exit 1 unless it completed.',
      args: ['RUN'],
      flags: [RECONNECT],
      examples: [`ag06 runs follow ${SOME_RUN}`],
    },
  ],
  [
    'runs wait',
    {
      usage: 'runs wait RUN... [--timeout DURATION]',
      about: 'Waits until runs have ended. Exit 1 unless all of them completed in that time.',
      args: ['RUN...'],
      flags: [['--timeout DURATION', 'waits no longer than this, such as 10m; the runs go on'], RECONNECT],
      examples: [`ag06 runs wait ${SOME_RUN} --timeout 10m`],
    },
  ],
  [
    'runs result',
    {
      usage: 'runs result RUN',
      about: 'The output of a run alone, as JSON. Exit 1, and why, if it has not completed.',
      args: ['RUN'],
      examples: [`ag06 runs result ${SOME_RUN} > result.json`],
    },
  ],
  [
    'runs list',
    {
      usage:
        'runs list [--status STATUS]... [--workflow WORKFLOW] [--code CODE] [--tag TAG]... [--attr NAME=VALUE]... [--parent RUN] [--from TIME] [--to TIME] [--ended-from TIME] [--ended-to TIME]',
      about: 'Runs, newest first.',
      flags: [...RUN_FILTERS, ['--parent RUN', 'started by the steps of this run'], LIMIT, CURSOR, WATCH],
      examples: [
        'ag06 runs list --status failed --workflow digest',
        'ag06 runs list --status waiting --watch',
        'ag06 runs list --attr total=gt:100 --from 2026-11-28T00:00:00Z',
        'ag06 runs list --tag nightly --json',
      ],
    },
  ],
  [
    'runs show',
    {
      usage: 'runs show RUN [STEP] [--item N] [--verbose]',
      about:
        'A run and its steps: status, reason of a wait, worker, duration and error of each; or one step.',
      args: ['RUN', 'STEP'],
      flags: [
        ['-v, --verbose', 'every failed attempt, with its stack'],
        ['--item N', 'of a forEach step: one item, from 0'],
        WATCH,
      ],
      examples: [
        `ag06 runs show ${SOME_RUN}`,
        `ag06 runs show ${SOME_RUN} fetch --verbose  # each failed attempt of a step`,
        `ag06 runs show ${SOME_RUN} --watch 1s`,
      ],
    },
  ],
  [
    'runs tree',
    {
      usage: 'runs tree RUN [--limit N] [--children N] [--depth N]',
      about: 'A run, the runs that its steps started, and those that these started.',
      args: ['RUN'],
      flags: [
        ['--limit N', 'the most runs (100, at most 500)'],
        ['--children N', 'the most children of each run (20)'],
        ['--depth N', 'how many levels below the run (8)'],
        WATCH,
      ],
      examples: [`ag06 runs tree ${SOME_RUN} --depth 2`],
    },
  ],
  [
    'runs explain',
    {
      usage: 'runs explain RUN',
      about: 'Why a run does not move, in sentences, each with what would end it.',
      args: ['RUN'],
      flags: [WATCH],
      examples: [`ag06 runs explain ${SOME_RUN}`],
    },
  ],
  [
    'runs items',
    {
      usage: 'runs items RUN STEP [--limit N] [--cursor CURSOR]',
      about: 'The items of a forEach step.',
      args: ['RUN', 'STEP'],
      flags: [LIMIT, CURSOR, WATCH],
      examples: [`ag06 runs items ${SOME_RUN} resize --limit 100`],
    },
  ],
  [
    'runs events',
    {
      usage: 'runs events RUN',
      about: 'The events of a run, in order.',
      args: ['RUN'],
      examples: [`ag06 runs events ${SOME_RUN}`],
    },
  ],
];
