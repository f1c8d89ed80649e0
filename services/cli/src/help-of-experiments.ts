import type { HelpRows } from './help-entry.ts';
import { BY, REASON, SOME_RUN, WATCH } from './help-flags.ts';

/** The help of the commands about experiments. */
export const HELP_OF_EXPERIMENTS: HelpRows = [
  [
    'experiments list',
    {
      usage: 'experiments list [--agent AGENT]',
      about:
        'Settings of agents that are compared while these work: those that run, and the last 50 that ended.',
      flags: [['--agent AGENT', 'of one agent'], WATCH],
      examples: ['ag06 experiments list --agent http.request'],
    },
  ],
  [
    'experiments create',
    {
      usage: 'experiments create AGENT [--a SETTINGS] --b SETTINGS [--metric METRIC]',
      about: 'Begins to compare settings B with A, or with what is published.',
      args: ['AGENT'],
      flags: [
        ['--a SETTINGS', 'those of arm A, instead of what is published'],
        ['--b SETTINGS', 'those of arm B: KNOB=VALUE, with spaces between several'],
        [
          '--assignment run|switchback',
          'run: each run has an arm. switchback: all have one, in blocks A-B-B-A.',
        ],
        [
          '--metric value|success|throughput|recorded',
          'what is compared (value); recorded: what you record of runs.',
        ],
        ['--block DURATION', 'How long a block of a switchback is; 30s.'],
        ['--alpha SHARE', 'Share of experiments without a difference that may find one; 0.02.'],
        ['--auto', 'The optimizer publishes the winner.'],
        REASON,
        BY,
      ],
      examples: ['ag06 experiments create http.request --b "timeoutMs=2000 maxAttempts=4"'],
    },
  ],
  [
    'experiments show',
    {
      usage: 'experiments show ID',
      about: 'What it has found so far: means, interval, p, and a sentence.',
      args: ['EXPERIMENT'],
      flags: [WATCH],
      examples: ['ag06 experiments show x-0123456789abcdef'],
    },
  ],
  [
    'experiments record',
    {
      usage: 'experiments record ID RUN=VALUE...',
      about: 'Records what you have measured of runs, for the metric recorded.',
      args: ['EXPERIMENT', 'RUN=VALUE...'],
      flags: [BY],
      examples: [`ag06 experiments record x-0123456789abcdef ${SOME_RUN}=0.83`],
    },
  ],
  [
    'experiments decide',
    {
      usage: 'experiments decide ID a|b [--promote] [--reason TEXT]',
      about: 'Ends it with a winner, whatever its results say.',
      args: ['EXPERIMENT', 'a|b'],
      flags: [['--promote', 'publishes the settings of the winner, too'], REASON, BY],
      examples: ['ag06 experiments decide x-0123456789abcdef b --promote --reason "clear enough"'],
    },
  ],
  [
    'experiments promote',
    {
      usage: 'experiments promote ID [--reason TEXT]',
      about: 'Publishes the settings of the winner.',
      args: ['EXPERIMENT'],
      flags: [REASON, BY],
      examples: ['ag06 experiments promote x-0123456789abcdef'],
    },
  ],
  [
    'experiments stop',
    {
      usage: 'experiments stop ID [--reason TEXT]',
      about: 'Ends it without a winner.',
      args: ['EXPERIMENT'],
      flags: [REASON, BY],
      examples: ['ag06 experiments stop x-0123456789abcdef --reason "the service was changed"'],
    },
  ],
];
