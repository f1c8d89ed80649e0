import type { Help } from './help-entry.ts';

export const BY = ['--by WHO', 'who asks for it, as logs and lists say it'] as const;
const FOLLOWING = [['--reconnect-for D', 'how long to wait for a dispatcher that is away (5m)']] as const;

/** Of the commands about runs, in the order of the overview. */
export const HELP_OF_RUNS: readonly (readonly [words: string, help: Help])[] = [
  [
    'run',
    {
      usage: 'run NAME | ./FILE | -f FILE [--input JSON|@FILE|-] [--follow]',
      about:
        'Starts a run of a workflow; a file is pushed first. A word with a slash or an ending is a file.',
      flags: [
        ['-f, --file FILE', 'a file with a definition, whatever its name; - reads standard input'],
        ['--input JSON', 'the input; @FILE reads a file, - or @- standard input'],
        ['-F, --follow', 'prints the events of the run until it ends; exit 1 unless it completed'],
        ['--priority P', 'critical, high, normal, low or bulk'],
        ['--tag T', 'repeatable'],
        ['--key K', 'the Idempotency-Key: one key, one run'],
        ['--correlation-id C', 'your id of the business operation'],
        ['--timeout D', 'time-out of the whole run, such as 10m; a number is milliseconds'],
        ['--delay D', 'starts the run after this delay'],
        ...FOLLOWING,
      ],
      examples: [
        `ag06 run hello --input '{"name":"you"}' --follow`,
        'ag06 run ./digest.yaml --input @input.json',
        `echo '{"n":1}' | ag06 run hello --input -`,
      ],
    },
  ],
  [
    'runs list',
    {
      usage:
        'runs list [--status S]... [--workflow W] [--tag T]... [--attr NAME=VALUE]... [--correlation-id C] [--parent RUN] [--from T] [--to T]',
      about: 'Runs, newest first.',
      flags: [
        ['--status S', 'running, completed, failed, cancelled, timed_out …; repeatable'],
        ['--workflow W', 'of one workflow'],
        ['--tag T', 'with any of these tags; repeatable'],
        ['--parent RUN', 'started by the steps of this run'],
        [
          '--attr NAME=VALUE',
          'with this attribute; also NAME=gt:100, gte:, lt:, lte: and prefix:; repeatable',
        ],
        ['--correlation-id C', 'of one business operation'],
        ['--from T, --to T', 'created from (inclusive) to (exclusive) a time, such as 2026-11-28T09:00:00Z'],
        ['--limit N', 'number of runs (50, at most 500)'],
        ['--cursor C', 'continues where a list ended'],
      ],
      examples: ['ag06 runs list --status failed --workflow digest', 'ag06 runs list --tag nightly --json'],
    },
  ],
  [
    'runs show',
    {
      usage: 'runs show RUN [--verbose]',
      about: 'A run and its steps: status, reason of a wait, worker, duration and error of each.',
      flags: [['--verbose', 'every failed attempt, with its stack']],
    },
  ],
  [
    'runs tree',
    {
      usage: 'runs tree RUN [--limit N] [--children N] [--depth N]',
      about: 'A run, the runs that its steps started, and those that these started.',
      flags: [
        ['--limit N', 'the most runs (100, at most 500)'],
        ['--children N', 'the most children of each run (20)'],
        ['--depth N', 'how many levels below the run (8)'],
      ],
    },
  ],
  [
    'runs explain',
    {
      usage: 'runs explain RUN',
      about: 'Why a run does not move, in sentences, each with what would end it.',
    },
  ],
  [
    'runs items',
    { usage: 'runs items RUN STEP [--limit N] [--cursor C]', about: 'The items of a forEach step.' },
  ],
  ['runs events', { usage: 'runs events RUN', about: 'The events of a run, in order.' }],
  [
    'runs cancel',
    { usage: 'runs cancel RUN', about: 'Ends a run at once; running handlers are aborted within 1 s.' },
  ],
  ['runs delete', { usage: 'runs delete RUN', about: 'Deletes a run that has ended, with its log.' }],
  [
    'runs bulk',
    {
      usage:
        'runs bulk ACTION [--status S]... [--workflow W] [--tag T]... [--attr NAME=VALUE]... [--all] [--dry-run] [--detach]',
      about:
        'Acts on all runs of a filter, in the background: cancel, terminate, retry, pause, resume or delete them.',
      flags: [
        ['--status, --workflow, --tag, --attr, --correlation-id, --from, --to', 'as in ag06 runs list'],
        ['--all', 'every run; without it an empty filter is refused'],
        ['--dry-run', 'counts what matches, and changes nothing'],
        ['--detach', 'does not wait for its end'],
      ],
      examples: [
        'ag06 runs bulk cancel --status running --workflow digest --dry-run',
        'ag06 runs bulk delete --status failed --to 2026-11-01T00:00:00Z',
      ],
    },
  ],
  ['bulk list', { usage: 'bulk list', about: 'Bulks under way, and the last that ended.' }],
  ['bulk show', { usage: 'bulk show BULK', about: 'Counts of a bulk, and why some of it was not done.' }],
  [
    'bulk watch',
    {
      usage: 'bulk watch BULK',
      about: 'Shows how far a bulk is until it ends. Exit 1: stopped, or failures.',
    },
  ],
  ['bulk stop', { usage: 'bulk stop BULK', about: 'Begins nothing more of a bulk; what was done stays.' }],
  [
    'runs pause',
    {
      usage: 'runs pause RUN [--by WHO]',
      about: 'Begins nothing more of a run until it resumes; steps that run go on to their end.',
      flags: [BY],
    },
  ],
  ['runs resume', { usage: 'runs resume RUN [--by WHO]', about: 'Goes on with a paused run.', flags: [BY] }],
  [
    'runs retry',
    {
      usage: 'runs retry RUN [--step S]... [--by WHO]',
      about: 'Goes on with a run that failed or timed out, from its failed steps.',
      flags: [['--step S', 'refuses unless this step begins anew; repeatable'], BY],
    },
  ],
  [
    'runs fork',
    {
      usage:
        'runs fork RUN --from PLACE [--effects live|recorded] [--input JSON] [--version V] [--allow NAME]... [--key KEY]',
      about: 'Starts a run with the outcomes that another had up to a step or an event.',
      flags: [
        [
          '--from PLACE',
          'a step, done again with all behind it; or the number of the last event that counts',
        ],
        ['--effects E', 'recorded (default): nothing acts unless it is allowed. live: steps act again'],
        ['--allow NAME', 'an agent or a workflow that may act; repeatable'],
        ['--input JSON', 'another input; @file reads it from a file, - from standard input'],
        ['--version V', 'another version of its workflow'],
        ['--key KEY', 'one key, one fork'],
      ],
      examples: ['ag06 runs fork r0-0mwvdobfe36IBKNqGC560 --from send --allow mail.draft'],
    },
  ],
  [
    'runs allow',
    {
      usage: 'runs allow RUN NAME... [--by WHO]',
      about: 'Lets agents and workflows act for real in a fork with recorded effects.',
      flags: [BY],
    },
  ],
  [
    'runs diff',
    {
      usage: 'runs diff RUN RUN [--exit-code]',
      about: 'Compares two runs step by step: status, input, output, attempts, time.',
      flags: [['--exit-code', 'exits with 1 if the outcome of a step differs']],
    },
  ],
  [
    'runs terminate',
    {
      usage: 'runs terminate RUN [--by WHO]',
      about: 'Ends a run at once, whatever it would have to do yet to end in good order.',
      flags: [BY],
    },
  ],
  [
    'runs signal',
    {
      usage: 'runs signal RUN NAME [--payload JSON] [--key KEY] [--by WHO]',
      about: 'Sends a signal to a run: the step that waits for it completes with the payload.',
      flags: [
        ['--payload JSON', 'what it says; @file reads it from a file, - from standard input'],
        ['--key KEY', 'the run takes the signals of one key once'],
        BY,
      ],
      examples: [`ag06 runs signal r0-0mwvdobfe36IBKNqGC560 approval --payload '{"approved":true}'`],
    },
  ],
  [
    'feed',
    {
      usage: 'feed [--run RUN]... [--workflow W]... [--type T]... [--after ID]',
      about: 'The events of all runs, live, until it is interrupted.',
      flags: [
        ['--run, --workflow, --type', 'only of these; repeatable'],
        ['--after ID', 'continues after an event, or from a time in milliseconds since 1970'],
        ...FOLLOWING,
      ],
      examples: ['ag06 feed --workflow digest --type run.failed --json'],
    },
  ],
];
