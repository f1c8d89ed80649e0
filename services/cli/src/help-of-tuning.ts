import type { HelpRows } from './help-entry.ts';
import { BY, REASON, WATCH } from './help-flags.ts';

/** The help of the commands about tuning, in the order of the overview. */
export const HELP_OF_TUNING: HelpRows = [
  [
    'tuning list',
    {
      usage: 'tuning list',
      about: 'Settings of agents, which running workers apply at once.',
      flags: [WATCH],
      examples: ['ag06 tuning list'],
    },
  ],
  [
    'tuning set',
    {
      usage: 'tuning set AGENT KNOB=VALUE... [--reason TEXT]',
      about:
        'Publishes settings of an agent. `static` gives one back; no setting at all gives all of them back.',
      args: ['AGENT', 'KNOB=VALUE...'],
      flags: [REASON, BY],
      examples: [
        'ag06 tuning set http.request concurrency=4 --reason "their limit"',
        'ag06 tuning set http.request concurrency=static',
      ],
    },
  ],
  [
    'tuning off',
    {
      usage: 'tuning off [--reason TEXT]',
      about: 'Lets all workers use their own defaults.',
      flags: [REASON, BY],
      examples: ['ag06 tuning off --reason "looking for a fault"'],
    },
  ],
  [
    'tuning on',
    {
      usage: 'tuning on [--reason TEXT]',
      about: 'Puts published settings into force again.',
      flags: [REASON, BY],
      examples: ['ag06 tuning on'],
    },
  ],
  [
    'tuning show',
    {
      usage: 'tuning show AGENT',
      about: 'What is in force for an agent, and what is not done and why.',
      args: ['AGENT'],
      flags: [WATCH],
      examples: ['ag06 tuning show http.request'],
    },
  ],
  [
    'tuning status',
    {
      usage: 'tuning status AGENT',
      about: 'The same, under its former name.',
      args: ['AGENT'],
      flags: [WATCH],
      examples: ['ag06 tuning status http.request'],
    },
  ],
  [
    'tuning explain',
    {
      usage: 'tuning explain AGENT',
      about: 'What `tuning show` says, and the last decisions in sentences, with how to undo them.',
      args: ['AGENT'],
      examples: ['ag06 tuning explain http.request'],
    },
  ],
  [
    'tuning history',
    {
      usage: 'tuning history AGENT',
      about: 'The last 50 decisions, and what came of them.',
      args: ['AGENT'],
      examples: ['ag06 tuning history http.request'],
    },
  ],
  [
    'tuning mode',
    {
      usage: 'tuning mode AGENT MODE [--reason TEXT]',
      about:
        'How an agent is tuned: off, shadow, canary, live, or default. shadow: it is told, and nothing is published.',
      args: ['AGENT', 'off|shadow|canary|live|default'],
      flags: [REASON, BY],
      examples: ['ag06 tuning mode http.request live'],
    },
  ],
  [
    'tuning apply',
    {
      usage: 'tuning apply AGENT [NUMBER] [--reason TEXT]',
      about: 'Gives all workers what canaries try, or what a shadow has decided.',
      args: ['AGENT', 'NUMBER'],
      flags: [REASON, BY],
      examples: ['ag06 tuning apply http.request'],
    },
  ],
  [
    'tuning rollback',
    {
      usage: 'tuning rollback AGENT [NUMBER | SETTING...] [--reason TEXT]',
      about: 'Takes a decision back and locks its settings: the last one, or the last one of these settings.',
      args: ['AGENT', 'SETTING...'],
      flags: [REASON, BY],
      examples: ['ag06 tuning rollback http.request concurrency --reason "slower"'],
    },
  ],
  [
    'tuning lock',
    {
      usage: 'tuning lock AGENT SETTING... [--for DURATION] [--reason TEXT]',
      about: 'Keeps settings of an agent as they are.',
      args: ['AGENT', 'SETTING...'],
      flags: [['--for DURATION', 'instead of for good, such as 1h'], REASON, BY],
      examples: ['ag06 tuning lock http.request concurrency --for 1h'],
    },
  ],
  [
    'tuning unlock',
    {
      usage: 'tuning unlock AGENT SETTING... [--reason TEXT]',
      about: 'Leaves settings to the optimizer, also those that a person had published.',
      args: ['AGENT', 'SETTING...'],
      flags: [REASON, BY],
      examples: ['ag06 tuning unlock http.request concurrency'],
    },
  ],
  [
    'tuning freeze',
    {
      usage: 'tuning freeze AGENT|--all [--reason TEXT]',
      about: 'Keeps the optimizer from changing anything, of an agent or of the whole fleet.',
      args: ['AGENT'],
      flags: [['--all', 'of the whole fleet'], REASON, BY],
      examples: ['ag06 tuning freeze --all --reason "a release"'],
    },
  ],
  [
    'tuning unfreeze',
    {
      usage: 'tuning unfreeze AGENT|--all [--reason TEXT]',
      about: 'Lets the optimizer go on.',
      args: ['AGENT'],
      flags: [['--all', 'of the whole fleet'], REASON, BY],
      examples: ['ag06 tuning unfreeze --all'],
    },
  ],
  [
    'tuning export',
    {
      usage: 'tuning export AGENT [FILE]',
      about: 'What was learned of an agent, as it was kept up to a minute ago.',
      args: ['AGENT', 'FILE'],
      examples: ['ag06 tuning export http.request learned.json'],
    },
  ],
  [
    'tuning import',
    {
      usage: 'tuning import AGENT FILE',
      about: 'Gives the optimizer what was exported elsewhere.',
      args: ['AGENT', 'FILE'],
      flags: [BY],
      examples: ['ag06 tuning import http.request learned.json'],
    },
  ],
  [
    'simulate',
    {
      usage:
        'simulate --agent AGENT [--set SETTING=VALUE] [--now SETTING=VALUE] [--from TIME] [--to TIME] [--runs N]',
      about:
        'What other settings would bring: a replay of what was recorded, with intervals. Changes nothing.',
      flags: [
        ['--agent AGENT', 'whose settings'],
        [
          '--set SETTING=VALUE',
          'What is proposed: concurrency, replicas, timeoutMs, maxAttempts, backoffMs, ...; repeatable.',
        ],
        ['--now SETTING=VALUE', 'concurrency and replicas that were in force, if they are not now.'],
        ['--from TIME, --to TIME', 'The time to replay: 24h ago (default), or an RFC 3339 time.'],
        ['--runs N', 'The most runs that are read: 2000 if you do not say, at most 5000.'],
      ],
      examples: ['ag06 simulate --agent http.request --set concurrency=40 --from 24h'],
    },
  ],
];
