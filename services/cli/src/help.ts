import type { Help } from './help-entry.ts';
import { HELP_OF_APPROVALS } from './help-of-approvals.ts';
import { HELP_OF_ARCHIVE } from './help-of-archive.ts';
import { HELP_OF_EXPERIMENTS } from './help-of-experiments.ts';
import { HELP_OF_HISTORY } from './help-of-history.ts';
import { BY, HELP_OF_RUNS } from './help-of-runs.ts';
import { HELP_OF_SCHEDULES } from './help-of-schedules.ts';
import { HELP_OF_STREAMS } from './help-of-streams.ts';
import { HELP_OF_TUNING } from './help-of-tuning.ts';

/** By the words of the command, in the order of the overview. */
const HELP: ReadonlyMap<string, Help> = new Map([
  [
    'up',
    {
      usage: 'up [--workers N] [--agents FILE,FILE] [--json]',
      about:
        'Starts a fleet: all of it in this process, or as processes of their own on the server that AG06_BROKER_URL names.',
      flags: [
        ['--workers N', 'number of workers (1 embedded, else 2)'],
        [
          '--agents FILES',
          'modules of agents and workflows, with commas (AG06_AGENTS, or ag06.agents of package.json)',
        ],
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
      flags: [
        ['--broker B', 'where it keeps runs and queues (embedded: in its folder)'],
        ['--packages FOLDER', 'takes AG06 from the tarballs of npm run pack, instead of a registry'],
      ],
      examples: ['ag06 init my-fleet', 'ag06 init my-fleet --broker redis'],
    },
  ],
  ...HELP_OF_RUNS,
  ...HELP_OF_HISTORY,
  ...HELP_OF_ARCHIVE,
  ...HELP_OF_APPROVALS,
  [
    'workflows push',
    {
      usage: 'workflows push FILE|-',
      about:
        'Registers the workflows of a file and makes them the latest: YAML, JSON, or a module with workflow().',
      examples: ['ag06 workflows push digest.yaml', 'cat digest.yaml | ag06 workflows push -'],
    },
  ],
  ['workflows list', { usage: 'workflows list', about: 'Names, each with its latest version.' }],
  [
    'workflows show',
    {
      usage: 'workflows show NAME [--version V]',
      about: 'A definition as its author wrote it.',
      flags: [['--version V', 'this version, instead of the latest']],
    },
  ],
  [
    'workflows versions',
    { usage: 'workflows versions NAME', about: 'Every version of a workflow, the latest first.' },
  ],
  [
    'workflows validate',
    { usage: 'workflows validate FILE|-', about: 'Checks a definition without a dispatcher.' },
  ],
  [
    'workflows pause',
    {
      usage: 'workflows pause|resume NAME [--by WHO]',
      about: 'Begins no step in runs of a workflow until it is resumed.',
      flags: [BY],
    },
  ],
  ['workers list', { usage: 'workers list', about: 'Live workers, and the agents that they serve.' }],
  [
    'workers drain',
    {
      usage: 'workers drain WORKER [--wait]',
      about: 'Asks a worker to end what it has and to exit, as on SIGTERM.',
      flags: [['--wait', 'until it is gone']],
    },
  ],
  [
    'agents',
    {
      usage: 'agents [--window 1|10|60]',
      about: 'Attempts of each agent: counts, success, durations.',
      flags: [['--window N', 'of the last N minutes (10)']],
    },
  ],
  [
    'agents pause',
    {
      usage: 'agents pause|resume NAME [--by WHO]',
      about: 'Begins no step of an agent until it is resumed.',
      flags: [BY],
    },
  ],
  [
    'scale',
    {
      usage: 'scale [AGENT...] [--min N] [--max N] [--boot SECONDS] [--cool-down SECONDS]',
      about: 'How many workers each agent should have, and why. An autoscaler asks the same: GET /v1/scale.',
      flags: [
        ['--min N', 'no fewer than so many (what the agent allows, or 1); 0: none while nothing comes'],
        ['--max N', 'no more than so many'],
        ['--boot SECONDS', 'from the decision to start a worker until it takes work (30)'],
        ['--cool-down SECONDS', 'workers go when they were not needed for so long (60)'],
      ],
      examples: ['ag06 scale text.analyse --min 0 --max 20'],
    },
  ],
  [
    'fleet pause',
    {
      usage: 'fleet pause|resume [--by WHO]',
      about: 'Begins no step of any run until the fleet is resumed.',
      flags: [BY],
    },
  ],
  [
    'pauses',
    { usage: 'pauses', about: 'What is paused, besides single runs, and how many steps wait for it.' },
  ],
  ...HELP_OF_SCHEDULES,
  ...HELP_OF_STREAMS,
  ['queues', { usage: 'queues', about: 'Jobs on the queue of each agent.' }],
  [
    'breakers',
    {
      usage: 'breakers [open | close | off NAME]',
      about: 'Circuit breakers: state, last error, blocked steps; or moves one by hand.',
    },
  ],
  [
    'dead-letters list',
    {
      usage: 'dead-letters list [--limit N] [--cursor C]',
      about: 'Deliveries that were set aside, each with its reason.',
    },
  ],
  [
    'dead-letters show',
    { usage: 'dead-letters show ID', about: 'One of them, with its data and its problem.' },
  ],
  [
    'dead-letters redrive',
    {
      usage: 'dead-letters redrive [ID] [--queue Q] [--reason R] [--all] [--dry-run]',
      about:
        'Does once more what a dead letter was about, and forgets it: a submission becomes one run, a run goes on.',
      examples: ['ag06 dead-letters redrive --reason WORKFLOW_UNKNOWN'],
    },
  ],
  [
    'dead-letters delete',
    {
      usage: 'dead-letters delete [ID] [--queue Q] [--reason R] [--all] [--dry-run]',
      about: 'Forgets dead letters.',
    },
  ],
  [
    'tuning',
    {
      usage: 'tuning [set AGENT KNOB=VALUE... | off | on] [--reason R]',
      about:
        'Settings of agents, which running workers apply at once. off: all workers use their own defaults.',
      examples: ['ag06 tuning set http.request concurrency=4 --reason "their limit"'],
    },
  ],
  ...HELP_OF_TUNING,
  ...HELP_OF_EXPERIMENTS,
  [
    'health',
    { usage: 'health', about: 'Health of a running fleet, part by part, with remedies. Exit 1: unhealthy.' },
  ],
  ['doctor', { usage: 'doctor', about: 'Finds problems that would keep a service from starting.' }],
  ['migrate', { usage: 'migrate', about: 'Makes or updates the tables of a PostgreSQL server.' }],
  ['dispatcher', { usage: 'dispatcher', about: 'Starts one dispatcher in the foreground.' }],
  [
    'worker',
    { usage: 'worker', about: 'Starts one agent worker in the foreground (AG06_AGENTS, AG06_CONCURRENCY).' },
  ],
  ['optimizer', { usage: 'optimizer', about: 'Starts one optimizer in the foreground.' }],
  [
    'demo',
    { usage: 'demo [FOLDER]', about: 'Digests the Markdown files of a folder on a fleet of its own.' },
  ],
]);

const FOOT = `AG06_BROKER_URL   redis://HOST, postgres://USER@HOST/DATABASE, or embedded:[FOLDER] (the default, in .ag06)
AG06_URL          where dispatchers are (http://127.0.0.1:4606), several with commas
--json            anywhere: JSON, one document (one a line while following)
NO_COLOR=1        no colours; FORCE_COLOR=1: colours also into a pipe

Exit: 0 done, 1 the run did not complete or was refused, 2 wrong call, 3 nobody answers.`;

/** Returns all commands, one line each. */
export function describeCommands(): string {
  const lines = [...HELP.values()].map(({ usage, about }) => {
    const name = usage.split(' [')[0] ?? usage;
    return `  ${name.padEnd(28)}${shorten(about)}`;
  });
  return [
    'ag06: a fleet of agent workers',
    '',
    ...lines,
    '',
    'ag06 help COMMAND shows the help of one command.',
    '',
    FOOT,
    '',
  ].join('\n');
}

const shorten = (about: string): string => {
  const [first = about] = about.split(/(?<=[.:;]) /);
  return first.replace(/[.:;]$/, '');
};

/** Returns the help of one command, or of a group such as `runs`; undefined if there is no such command. */
export function describeCommand(words: readonly string[]): string | undefined {
  const [command = '', verb = ''] = words;
  const exact = HELP.get(`${command} ${verb}`) ?? HELP.get(command);
  const found = exact === undefined ? [...HELP].filter(([name]) => name.startsWith(`${command} `)) : [];
  const helps = exact === undefined ? found.map(([, help]) => help) : [exact];
  return helps.length === 0 ? undefined : helps.map(describe).join('\n\n').concat('\n');
}

function describe({ usage, about, flags = [], examples = [] }: Help): string {
  const width = Math.max(0, ...flags.map(([flag]) => flag.length)) + 2;
  return [
    `ag06 ${usage}`,
    '',
    `  ${about}`,
    ...(flags.length > 0 ? ['', ...flags.map(([flag, text]) => `  ${flag.padEnd(width)}${text}`)] : []),
    ...(examples.length > 0 ? ['', ...examples.map((example) => `  $ ${example}`)] : []),
  ].join('\n');
}

/** The first words of all commands, to suggest one that was mistyped. */
export const COMMANDS: readonly string[] = [
  ...new Set([...HELP.keys()].map((name) => name.split(' ')[0] ?? name)),
];
