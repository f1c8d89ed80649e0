/** The help of one command. */
interface Help {
  /** Behind `ag06`. */
  readonly usage: string;
  readonly about: string;
  readonly flags?: readonly (readonly [flag: string, about: string])[];
  readonly examples?: readonly string[];
}

const BY = ['--by WHO', 'who asks for it, as the log of the run says it'] as const;
const FOLLOWING = [['--reconnect-for D', 'how long to wait for a dispatcher that is away (5m)']] as const;

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
        ['--agents FILES', 'modules of agents and workflows, with commas (AG06_AGENTS)'],
        ['--json', 'log lines as JSON, also in a terminal (AG06_LOG_FORMAT=text|json)'],
      ],
      examples: [
        'ag06 up --agents my-agents.ts',
        'AG06_BROKER_URL=redis://127.0.0.1:6379 ag06 up --workers 4',
      ],
    },
  ],
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
      usage: 'runs list [--status S]... [--workflow W] [--tag T]... [--correlation-id C] [--from T] [--to T]',
      about: 'Runs, newest first.',
      flags: [
        ['--status S', 'running, completed, failed, cancelled, timed_out …; repeatable'],
        ['--workflow W', 'of one workflow'],
        ['--tag T', 'with any of these tags; repeatable'],
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
      usage: 'runs bulk ACTION [--status S]... [--workflow W] [--tag T]... [--all] [--dry-run] [--detach]',
      about:
        'Does something to all runs of a filter, in the background, and shows how far it is: cancel, terminate, retry, pause, resume or delete.',
      flags: [
        ['--status, --workflow, --tag, --correlation-id, --from, --to', 'as in ag06 runs list'],
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
    'runs terminate',
    {
      usage: 'runs terminate RUN [--by WHO]',
      about: 'Ends a run at once, whatever it would have to do yet to end in good order.',
      flags: [BY],
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
  ['workers', { usage: 'workers', about: 'Live workers, and the agents that they serve.' }],
  [
    'agents',
    {
      usage: 'agents [--window 1|10|60]',
      about: 'Attempts of each agent: counts, success, durations.',
      flags: [['--window N', 'of the last N minutes (10)']],
    },
  ],
  ['queues', { usage: 'queues', about: 'Jobs on the queue of each agent.' }],
  [
    'breakers',
    {
      usage: 'breakers [open | close | off NAME]',
      about: 'Circuit breakers: state, last error, blocked steps; or moves one by hand.',
    },
  ],
  ['dead-letters', { usage: 'dead-letters', about: 'Deliveries that were set aside, each with its reason.' }],
  [
    'tuning',
    {
      usage: 'tuning [set AGENT KNOB=VALUE... | off | on] [--reason R]',
      about:
        'Settings of agents, which running workers apply at once. off: all workers use their own defaults.',
      examples: ['ag06 tuning set http.request concurrency=4 --reason "their limit"'],
    },
  ],
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

/** All commands, a line each. */
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

/** The help of one command, or of a group such as `runs`. Undefined if there is no such command. */
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
