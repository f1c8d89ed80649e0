import type { Help } from './help-entry.ts';

/** The help of the commands about the tuning of one agent. */
export const HELP_OF_TUNING: readonly (readonly [string, Help])[] = [
  [
    'tuning status',
    { usage: 'tuning status AGENT', about: 'What is in force for an agent, and what is not done and why.' },
  ],
  [
    'tuning explain',
    {
      usage: 'tuning explain AGENT',
      about: 'The same, and the last decisions in sentences, with how to undo them.',
    },
  ],
  [
    'tuning history',
    { usage: 'tuning history AGENT', about: 'The last 50 decisions, and what came of them.' },
  ],
  [
    'tuning mode',
    {
      usage: 'tuning mode AGENT MODE [--reason R]',
      about:
        'How an agent is tuned: off, shadow, canary, live, or default. shadow: it is told, and nothing is published.',
      examples: ['ag06 tuning mode http.request live'],
    },
  ],
  [
    'tuning apply',
    {
      usage: 'tuning apply AGENT [NUMBER] [--reason R]',
      about: 'Gives all workers what canaries try, or what a shadow has decided.',
    },
  ],
  [
    'tuning rollback',
    {
      usage: 'tuning rollback AGENT [NUMBER | SETTING...] [--reason R]',
      about: 'Takes a decision back and locks its settings: the last one, or the last one of these settings.',
    },
  ],
  [
    'tuning lock',
    {
      usage: 'tuning lock AGENT SETTING [SETTING...] [--for SECONDS] [--reason R]',
      about: 'Keeps settings of an agent as they are.',
    },
  ],
  [
    'tuning unlock',
    {
      usage: 'tuning unlock AGENT SETTING [SETTING...] [--reason R]',
      about: 'Leaves settings to the optimizer, also those that a person had published.',
    },
  ],
  [
    'tuning freeze',
    {
      usage: 'tuning freeze AGENT|--all [--reason R]',
      about: 'Keeps the optimizer from changing anything, of an agent or of the whole fleet.',
    },
  ],
  [
    'tuning unfreeze',
    { usage: 'tuning unfreeze AGENT|--all [--reason R]', about: 'Lets the optimizer go on.' },
  ],
  [
    'tuning export',
    {
      usage: 'tuning export AGENT [FILE]',
      about: 'What was learned of an agent, as it was kept up to a minute ago.',
    },
  ],
  [
    'tuning import',
    { usage: 'tuning import AGENT FILE', about: 'Gives the optimizer what was exported elsewhere.' },
  ],
  [
    'simulate',
    {
      usage: 'simulate --agent A [--set SETTING=VALUE] [--now SETTING=VALUE] [--from T] [--to T] [--runs N]',
      about:
        'What other settings would bring: a replay of what was recorded, with intervals. Changes nothing.',
      flags: [
        [
          '--set SETTING=VALUE',
          'What is proposed: concurrency, replicas, timeoutMs, maxAttempts, backoffMs, ...; repeatable.',
        ],
        ['--now SETTING=VALUE', 'concurrency and replicas that were in force, if they are not now.'],
        ['--from T, --to T', 'The time to replay: 24h ago (default), or an RFC 3339 time.'],
        ['--runs N', 'The most runs that are read: 2000 if you do not say, at most 5000.'],
      ],
      examples: ['ag06 simulate --agent http.request --set concurrency=40 --from 24h'],
    },
  ],
];
