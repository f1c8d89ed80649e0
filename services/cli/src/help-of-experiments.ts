import type { Help } from './help-entry.ts';

/** The help of the commands about experiments. */
export const HELP_OF_EXPERIMENTS: readonly (readonly [string, Help])[] = [
  [
    'experiments',
    {
      usage: 'experiments [list] [--agent A]',
      about:
        'Settings of agents that are compared while these work: those that run, and the last 50 that ended.',
    },
  ],
  [
    'experiments create',
    {
      usage: 'experiments create AGENT [--a SETTINGS] --b SETTINGS [--metric M]',
      about: 'Begins to compare settings B with A, or with what is published.',
      flags: [
        ['--assignment A', 'run: each run has an arm. switchback: all have one, in blocks A-B-B-A.'],
        ['--metric M', 'value (default), success, throughput, or recorded: what you record of runs.'],
        ['--block S', 'Seconds of a block of a switchback; 30.'],
        ['--alpha P', 'Share of experiments without a difference that may find one; 0.02.'],
        ['--auto', 'The optimizer publishes the winner.'],
        ['--reason R', 'Kept with it.'],
      ],
      examples: ['ag06 experiments create http.request --b "timeoutMs=2000 maxAttempts=4"'],
    },
  ],
  [
    'experiments show',
    { usage: 'experiments show ID', about: 'What it has found so far: means, interval, p, and a sentence.' },
  ],
  [
    'experiments record',
    {
      usage: 'experiments record ID RUN=VALUE...',
      about: 'Records what you have measured of runs, for the metric recorded.',
    },
  ],
  [
    'experiments decide',
    {
      usage: 'experiments decide ID a|b [--promote] [--reason R]',
      about: 'Ends it with a winner, whatever its results say.',
    },
  ],
  [
    'experiments promote',
    { usage: 'experiments promote ID [--reason R]', about: 'Publishes the settings of the winner.' },
  ],
  ['experiments stop', { usage: 'experiments stop ID [--reason R]', about: 'Ends it without a winner.' }],
];
