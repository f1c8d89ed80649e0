import type { HelpRows } from './help-entry.ts';
import { BY, CURSOR, LIMIT, WATCH } from './help-flags.ts';

/** Of the commands about workers, agents, queues, breakers and dead letters, in the order of the overview. */
export const HELP_OF_FLEET: HelpRows = [
  [
    'workers list',
    {
      usage: 'workers list',
      about: 'Live workers, and the agents that they serve.',
      flags: [WATCH],
      examples: ['ag06 workers list --watch'],
    },
  ],
  [
    'workers show',
    {
      usage: 'workers show WORKER',
      about: 'One worker: its host, its agents and their settings, its slots, and what holds it back.',
      args: ['WORKER'],
      flags: [WATCH],
      examples: ['ag06 workers show w-5e1f09ab'],
    },
  ],
  [
    'workers drain',
    {
      usage: 'workers drain WORKER [--wait]',
      about: 'Asks a worker to end what it has and to exit, as on SIGTERM.',
      args: ['WORKER'],
      flags: [['--wait', 'until it is gone'], BY],
      examples: ['ag06 workers drain w-5e1f09ab --wait'],
    },
  ],
  [
    'agents list',
    {
      usage: 'agents list [--window 1m|10m|60m]',
      about: 'Attempts of each agent: counts, success, durations.',
      flags: [['--window 1m|10m|60m', 'of so long until now (10m)'], WATCH],
      examples: ['ag06 agents list --window 1m --watch'],
    },
  ],
  [
    'agents show',
    {
      usage: 'agents show AGENT',
      about: 'One agent: its workers, and its attempts over the last 1, 10 and 60 minutes.',
      args: ['AGENT'],
      flags: [WATCH],
      examples: ['ag06 agents show http.request'],
    },
  ],
  [
    'agents pause',
    {
      usage: 'agents pause NAME [--by WHO]',
      about: 'Begins no step of an agent until it is resumed.',
      args: ['AGENT'],
      flags: [BY],
      examples: ['ag06 agents pause http.request --by lee'],
    },
  ],
  [
    'agents resume',
    {
      usage: 'agents resume NAME [--by WHO]',
      about: 'Goes on with the steps of a paused agent.',
      args: ['AGENT'],
      flags: [BY],
      examples: ['ag06 agents resume http.request'],
    },
  ],
  [
    'scale',
    {
      usage: 'scale [AGENT...] [--min N] [--max N] [--boot DURATION] [--cool-down DURATION]',
      about: 'How many workers each agent should have, and why. An autoscaler asks the same: GET /v1/scale.',
      args: ['AGENT...'],
      flags: [
        ['--min N', 'no fewer than so many (what the agent allows, or 1); 0: none while nothing comes'],
        ['--max N', 'no more than so many'],
        ['--boot DURATION', 'from the decision to start a worker until it takes work (30s)'],
        ['--cool-down DURATION', 'workers go when they were not needed for so long (60s)'],
        WATCH,
      ],
      examples: ['ag06 scale text.analyse --min 0 --max 20'],
    },
  ],
  [
    'fleet pause',
    {
      usage: 'fleet pause [--by WHO]',
      about: 'Begins no step of any run until the fleet is resumed.',
      flags: [BY],
      examples: ['ag06 fleet pause --by lee'],
    },
  ],
  [
    'fleet resume',
    {
      usage: 'fleet resume [--by WHO]',
      about: 'Goes on with the runs of a paused fleet.',
      flags: [BY],
      examples: ['ag06 fleet resume'],
    },
  ],
  [
    'pauses list',
    {
      usage: 'pauses list',
      about: 'What is paused, besides single runs, and how many steps wait for it.',
      flags: [WATCH],
      examples: ['ag06 pauses list'],
    },
  ],
  [
    'pauses show',
    {
      usage: 'pauses show agent:NAME | workflow:NAME | fleet',
      about:
        'Whether an agent, a workflow or the fleet is paused: since when, by whom, and how many steps wait.',
      args: ['PAUSE'],
      flags: [WATCH],
      examples: ['ag06 pauses show agent:http.request', 'ag06 pauses show fleet'],
    },
  ],
];

/** Of the commands about what waits for a worker, a dependency or a person. */
export const HELP_OF_QUEUES: HelpRows = [
  [
    'queues list',
    {
      usage: 'queues list',
      about: 'Jobs on the queue of each agent.',
      flags: [WATCH],
      examples: ['ag06 queues list --watch 5s'],
    },
  ],
  [
    'queues show',
    {
      usage: 'queues show AGENT',
      about: 'Jobs on the queue of one agent, or on ag06.submissions or ag06.signals.',
      args: ['AGENT'],
      flags: [WATCH],
      examples: ['ag06 queues show http.request', 'ag06 queues show ag06.submissions'],
    },
  ],
  [
    'breakers list',
    {
      usage: 'breakers list',
      about: 'Circuit breakers: state, last error, blocked steps.',
      flags: [WATCH],
      examples: ['ag06 breakers list --watch'],
    },
  ],
  [
    'breakers show',
    {
      usage: 'breakers show NAME',
      about: 'One breaker: its state, its last failure, its settings, and its last ten changes.',
      args: ['DEPENDENCY'],
      flags: [WATCH],
      examples: ['ag06 breakers show payments'],
    },
  ],
  [
    'breakers open',
    {
      usage: 'breakers open NAME',
      about: 'Lets no call of a dependency through, for as long as its settings say; then calls are tried.',
      args: ['DEPENDENCY'],
      flags: [BY],
      examples: ['ag06 breakers open payments'],
    },
  ],
  [
    'breakers close',
    {
      usage: 'breakers close NAME',
      about: 'Lets calls through again, and dispatches what waited.',
      args: ['DEPENDENCY'],
      flags: [BY],
      examples: ['ag06 breakers close payments'],
    },
  ],
  [
    'breakers off',
    {
      usage: 'breakers off NAME',
      about: 'Lets calls through whatever comes of them, until it is closed.',
      args: ['DEPENDENCY'],
      flags: [BY],
      examples: ['ag06 breakers off payments'],
    },
  ],
  [
    'dead-letters list',
    {
      usage: 'dead-letters list [--limit N] [--cursor CURSOR]',
      about: 'Deliveries that were set aside, each with its reason.',
      flags: [LIMIT, CURSOR, WATCH],
      examples: ['ag06 dead-letters list'],
    },
  ],
  [
    'dead-letters show',
    {
      usage: 'dead-letters show ID',
      about: 'One of them, with its data and its problem.',
      args: ['LETTER'],
      examples: ['ag06 dead-letters show 1795903267000-0'],
    },
  ],
  [
    'dead-letters redrive',
    {
      usage: 'dead-letters redrive [ID] [--queue QUEUE] [--reason CODE] [--all] [--dry-run]',
      about:
        'Does once more what a dead letter was about, and forgets it: a submission becomes one run, a run goes on.',
      args: ['LETTER'],
      flags: [
        ['--queue QUEUE', 'those of this queue'],
        ['--reason CODE', 'those with this reason'],
        ['--all', 'every one'],
        ['--dry-run', 'counts what matches, and changes nothing'],
        BY,
      ],
      examples: ['ag06 dead-letters redrive --reason WORKFLOW_UNKNOWN'],
    },
  ],
  [
    'dead-letters delete',
    {
      usage: 'dead-letters delete [ID] [--queue QUEUE] [--reason CODE] [--all] [--dry-run]',
      about: 'Forgets dead letters.',
      args: ['LETTER'],
      flags: [
        ['--queue QUEUE', 'those of this queue'],
        ['--reason CODE', 'those with this reason'],
        ['--all', 'every one'],
        ['--dry-run', 'counts what matches, and changes nothing'],
        BY,
      ],
      examples: ['ag06 dead-letters delete --reason JOB_MALFORMED --dry-run'],
    },
  ],
];
