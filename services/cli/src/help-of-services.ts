import type { HelpRows } from './help-entry.ts';
import { WATCH } from './help-flags.ts';

const AGENTS = [
  '--agents FILES',
  'modules of agents and workflows, with commas (AG06_AGENTS, or ag06.agents of package.json)',
] as const;

/** Of the commands that start fleets. */
export const HELP_OF_STARTS: HelpRows = [
  [
    'up',
    {
      usage: 'up [--workers N] [--agents FILE,FILE] [--json]',
      about:
        'Starts a fleet: all of it in this process, or as processes of their own on the server that AG06_BROKER_URL names.',
      flags: [
        ['--workers N', 'number of workers (1 embedded, else 2)'],
        AGENTS,
        ['--json', 'log lines as JSON, also in a terminal (AG06_LOG_FORMAT=text|json)'],
      ],
      examples: [
        'ag06 up --agents my-agents.ts',
        'AG06_BROKER_URL=redis://127.0.0.1:6379 ag06 up --workers 4',
      ],
    },
  ],
  [
    'init',
    {
      usage: 'init [FOLDER] [--broker embedded|redis|postgres] [--packages FOLDER]',
      about: 'Writes a small project: agents, a workflow, tests, a compose file. Overwrites nothing.',
      args: ['FOLDER'],
      flags: [
        ['--broker embedded|redis|postgres', 'where it keeps runs and queues (embedded: in its folder)'],
        ['--packages FOLDER', 'takes AG06 from the tarballs of npm run pack, instead of a registry'],
      ],
      examples: ['ag06 init my-fleet', 'ag06 init my-fleet --broker redis'],
    },
  ],
];

/** Of the commands that show how a fleet is. */
export const HELP_OF_HEALTH: HelpRows = [
  [
    'health',
    {
      usage: 'health',
      about: 'Health of a running fleet, part by part, with remedies. Exit 1: unhealthy.',
      flags: [WATCH],
      examples: ['ag06 health', 'ag06 health --watch'],
    },
  ],
];

/** Of the commands about the services of a fleet and its server. */
export const HELP_OF_SERVICES: HelpRows = [
  [
    'config',
    {
      usage: 'config [--changed]',
      about:
        'The settings that commands and services started here would have, without passwords. Exit 2 if one is wrong.',
      flags: [['--changed', 'only those that have no default value']],
      examples: ['ag06 config', 'AG06_BROKER_URL=redis://127.0.0.1:6379 ag06 config --changed'],
    },
  ],
  [
    'doctor',
    {
      usage: 'doctor',
      about: 'Finds problems that would keep a service from starting.',
      examples: ['AG06_BROKER_URL=redis://127.0.0.1:6379 ag06 doctor'],
    },
  ],
  [
    'migrate',
    {
      usage: 'migrate',
      about: 'Makes or updates the tables of a PostgreSQL server.',
      examples: ['AG06_BROKER_URL=postgres://ag06@127.0.0.1/ag06 ag06 migrate'],
    },
  ],
  [
    'dispatcher',
    {
      usage: 'dispatcher',
      about: 'Starts one dispatcher in the foreground.',
      examples: ['AG06_BROKER_URL=redis://127.0.0.1:6379 ag06 dispatcher'],
    },
  ],
  [
    'worker',
    {
      usage: 'worker [--agents FILE,FILE]',
      about:
        'Starts one agent worker in the foreground, on a server: an embedded fleet takes none beside `ag06 up`.',
      flags: [AGENTS],
      examples: ['AG06_BROKER_URL=redis://127.0.0.1:6379 ag06 worker --agents my-agents.ts'],
    },
  ],
  [
    'optimizer',
    {
      usage: 'optimizer',
      about: 'Starts one optimizer in the foreground.',
      examples: ['AG06_BROKER_URL=redis://127.0.0.1:6379 ag06 optimizer'],
    },
  ],
  [
    'demo',
    {
      usage: 'demo [FOLDER]',
      about: 'Digests the Markdown files of a folder on a fleet of its own.',
      args: ['FOLDER'],
      examples: ['ag06 demo ./docs'],
    },
  ],
];
