/** What is told of one command. */
interface Help {
  /** Behind `ag06`. */
  readonly usage: string;
  readonly about: string;
  readonly flags?: readonly (readonly [flag: string, about: string])[];
  readonly examples?: readonly string[];
}

const FOLLOWING = [
  ['--reconnect-for D', 'how long a dispatcher may be away before it is given up (5m)'],
] as const;

/** By the words of the command, in the order of the overview. */
const HELP: ReadonlyMap<string, Help> = new Map([
  [
    'up',
    {
      usage: 'up [--workers N] [--agents FILE,FILE] [--json]',
      about:
        'Starts a fleet: all of it in this process, or as processes of their own on the server that AG06_BROKER_URL names.',
      flags: [
        ['--workers N', 'so many workers (1 embedded, else 2)'],
        ['--agents FILES', 'modules of agents and workflows, with commas (AG06_AGENTS)'],
        ['--json', 'the lines of the services as they are, also in a terminal (AG06_LOG_FORMAT=text|json)'],
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
        ['-F, --follow', 'prints what happens until the run has ended; exit 1 unless it completed'],
        ['--priority P', 'critical, high, normal, low or bulk'],
        ['--tag T', 'repeatable'],
        ['--key K', 'the Idempotency-Key: one run, however often it is sent'],
        ['--correlation-id C', 'your id of the business operation'],
        ['--timeout D', 'of the whole run, such as 10m; a number is milliseconds'],
        ['--delay D', 'starts so much later'],
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
        ['--limit N', 'so many (50, at most 500)'],
        ['--cursor C', 'goes on where a list ended'],
      ],
      examples: ['ag06 runs list --status failed --workflow digest', 'ag06 runs list --tag nightly --json'],
    },
  ],
  [
    'runs show',
    {
      usage: 'runs show RUN [--verbose]',
      about:
        'A run and its steps: how each is, what it waits for, who tried it, how long, and with which error.',
      flags: [['--verbose', 'stacks of failures too']],
    },
  ],
  [
    'runs items',
    { usage: 'runs items RUN STEP [--limit N] [--cursor C]', about: 'The items of a forEach step.' },
  ],
  ['runs events', { usage: 'runs events RUN', about: 'All that happened in a run.' }],
  [
    'runs cancel',
    { usage: 'runs cancel RUN', about: 'Ends a run at once; its handlers are told within 1 s.' },
  ],
  [
    'feed',
    {
      usage: 'feed [--run RUN]... [--workflow W]... [--type T]... [--after ID]',
      about: 'What happens in all runs, as it happens, until it is interrupted.',
      flags: [
        ['--run, --workflow, --type', 'only of these; repeatable'],
        ['--after ID', 'goes on behind an event, or from milliseconds since 1970'],
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
      flags: [['--version V', 'not the latest']],
    },
  ],
  [
    'workflows versions',
    { usage: 'workflows versions NAME', about: 'Every version of a workflow, the latest first.' },
  ],
  ['workflows validate', { usage: 'workflows validate FILE|-', about: 'Looks for errors, and asks nobody.' }],
  ['workers', { usage: 'workers', about: 'The workers that live, and the agents that they serve.' }],
  [
    'agents',
    {
      usage: 'agents [--window 1|10|60]',
      about: 'What the attempts of each agent were.',
      flags: [['--window N', 'over so many minutes (10)']],
    },
  ],
  ['queues', { usage: 'queues', about: 'What waits for each agent.' }],
  [
    'breakers',
    {
      usage: 'breakers [open | close | off NAME]',
      about: 'What is not called for a while, because it failed, and why; or moves one by hand.',
    },
  ],
  ['dead-letters', { usage: 'dead-letters', about: 'Deliveries that were set aside, each with its reason.' }],
  [
    'tuning',
    {
      usage: 'tuning [set AGENT KNOB=VALUE... | off | on] [--reason R]',
      about:
        'Settings of agents that running workers put in force. off: every worker does what it does by itself.',
      examples: ['ag06 tuning set http.request concurrency=4 --reason "their limit"'],
    },
  ],
  [
    'health',
    { usage: 'health', about: 'How a running fleet is, part by part, and what to do. Exit 1: unhealthy.' },
  ],
  ['doctor', { usage: 'doctor', about: 'Looks for what would keep a service from starting.' }],
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
    'ag06 help COMMAND tells more of one.',
    '',
    FOOT,
    '',
  ].join('\n');
}

const shorten = (about: string): string => {
  const [first = about] = about.split(/(?<=[.:;]) /);
  return first.replace(/[.:;]$/, '');
};

/** Of one command; of a group, such as `runs`, all of it. Undefined for what is none. */
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

/** The words of every command, for whoever mistypes one. */
export const COMMANDS: readonly string[] = [
  ...new Set([...HELP.keys()].map((name) => name.split(' ')[0] ?? name)),
];
