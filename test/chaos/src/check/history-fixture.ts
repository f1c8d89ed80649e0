import type { LoggedEvent } from '../api.ts';
import type { Effect } from '../effect.ts';
import type { History, Life, RecordedRun, SentAnswer, SentSignal, Submission } from '../history.ts';
import type { Order, RunInput } from '../run-input.ts';
import { stepsOf } from '../workflows.ts';
import { STORIES, type Story } from './stories.ts';
import { answerOf, PIDS, START, Teller } from './teller.ts';

/** The same with everything writable, for tests that spoil one thing. */
export type Draft<T> = T extends object ? { -readonly [K in keyof T]: Draft<T[K]> } : T;

const DO_WELL: Order = { ms: 0, failFirst: 0, hangFirst: 0, giveUpAt: 0 };

/** A history in which all is well; a test changes one thing, and expects one violation. */
export function createHistory(spoil: (draft: Draft<History>) => void = () => {}): History {
  const results = new Map<string, unknown>();
  const told = STORIES.map((story) => tell(story, results));
  const lives: Life[] = Object.entries(PIDS).map(([id, pid]) => ({
    kind: 'worker',
    id,
    pid,
    pauses: [],
    end: 'asked',
    lastLines: '',
  }));
  const good: History = {
    submissions: [...told.flatMap(({ submission }) => submission ?? []), ...MORE_SUBMISSIONS],
    cancellations: [{ runId: 'r4', from: 40, to: 45, end: 'acknowledged' }],
    observations: [],
    ...STEERED,
    effects: told.flatMap(({ effects }) => effects),
    lives,
    tuning: TUNING,
    brokerAway: [],
    losses: [],
    runs: told.map(({ run }) => run),
    missing: [],
    leftovers: { queues: [], deadLetters: [], signalLetters: [{ id: 'l2', reason: 'RUN_ENDED', key: 'q2' }] },
    planned: { 'kill-worker': 1 },
    faults: { 'kill-worker': 1 },
    recoveryMs: 1_000,
  };
  // A clone shares nothing with the stories, and nothing is frozen: all of it may be written.
  const history = structuredClone(good) as Draft<History>;
  for (const { runId, run, events } of history.runs.slice(0, 2)) {
    history.observations.push(
      { runId, from: 0, to: 1, of: 'log', events: events.slice(0, 3) },
      {
        runId,
        from: 2,
        to: 3,
        of: 'run',
        run: { ...structuredClone(run), status: 'running', output: undefined },
      },
      { runId, from: 900, to: 901, of: 'run', run: structuredClone(run) },
    );
  }
  spoil(history);
  return history;
}

const iso = (ms: number): string => new Date(START + ms).toISOString();
const sent = (name: string, key: string, runId = 'r9'): SentSignal => ({
  runId,
  name,
  key,
  payload: { key },
  from: 0,
  to: 1,
  end: 'acknowledged',
});

const answer = (step: string, key: string, end: SentAnswer['end'] = 'acknowledged'): SentAnswer => ({
  approval: `r18.${step}.1`,
  runId: 'r18',
  step,
  name: 'ok',
  key,
  by: answerOf(key).by,
  choice: answerOf(key).choice,
  from: 0,
  to: 1,
  end,
});

/** What was done to runs besides submissions and cancellations. */
const STEERED: Pick<
  History,
  | 'signals'
  | 'answers'
  | 'redrives'
  | 'hasQueues'
  | 'steerings'
  | 'holds'
  | 'bulks'
  | 'schedules'
  | 'listings'
  | 'healed'
> = {
  signals: [
    ...[sent('go', 'k1'), sent('go', 'k2'), sent('stop', 'k3'), sent('go', 'k1')],
    ...[sent('go', 'q1', 'r19'), sent('go', 'q2')].map((one) => ({ ...one, isQueued: true })),
  ],
  answers: [answer('ask', 'a1'), answer('ask', 'a1'), answer('ask', 'a3', 'too late'), answer('also', 'a2')],
  redrives: [{ letter: 'l1', runId: 'r19', key: 'q1', ends: ['acknowledged', 'too late'] }],
  hasQueues: true,
  steerings: [
    { runId: 'r8', does: 'pause', from: 60, to: 70, end: 'acknowledged' },
    { runId: 'r8', does: 'resume', from: 75, to: 80, end: 'acknowledged' },
    { runId: 'r12', does: 'retry', from: 75, to: 80, end: 'acknowledged' },
    { runId: 'r14', does: 'retry', from: 135, to: 140, end: 'acknowledged' },
  ],
  holds: [{ of: 'fleet', name: '', pausing: { from: -20, to: -10 }, resuming: { from: -5, to: -1 } }],
  bulks: [
    {
      tag: 'w1',
      action: 'cancel',
      from: 0,
      to: 1,
      view: {
        bulkId: 'b-1',
        status: 'completed',
        finishedAt: iso(100),
        matched: 0,
        done: 0,
        refused: 0,
        failed: 0,
      },
    },
  ],
  schedules: [
    {
      name: 'hourly',
      everyMs: 3_600_000,
      overlap: 'skip',
      isSteered: false,
      triggers: [],
      slots: [
        { slot: iso(-3_600_000), decidedAt: iso(-3_599_990), outcome: 'skipped' },
        { slot: iso(0), decidedAt: iso(0), outcome: 'started', runId: 'r13' },
      ],
    },
  ],
  listings: [{ workflow: 'patient', query: 'attr.ms=lte:60', runIds: ['r8'] }],
  healed: ['r12', 'r14'],
};

/** A leader and its successor, whose settings a worker puts in force, goes back to its own, and applies again. */
const TUNING: History['tuning'] = {
  told: [
    { is: 'leads', at: 1, optimizer: 'o-1', fence: 1 },
    { is: 'published', at: 2, optimizer: 'o-1', agent: 'chaos.work', version: 1, fence: 1, settings: {} },
    {
      is: 'published',
      at: 3,
      optimizer: 'o-1',
      agent: 'chaos.work',
      version: 2,
      fence: 1,
      settings: { concurrency: 8 },
    },
    { is: 'leads', at: 4, optimizer: 'o-2', fence: 3 },
    {
      is: 'published',
      at: 5,
      optimizer: 'o-2',
      agent: 'chaos.work',
      version: 4,
      fence: 3,
      settings: { concurrency: 9 },
    },
    { is: 'in force', at: 3, worker: 'w1', agent: 'chaos.work', version: 2, settings: { concurrency: 8 } },
    { is: 'in force', at: 4, worker: 'w1', agent: 'chaos.work', version: 0, settings: {} },
    { is: 'in force', at: 6, worker: 'w1', agent: 'chaos.work', version: 4, settings: { concurrency: 9 } },
  ],
  rubbish: { tuning: 3, samples: 4, model: 1, leader: 1 },
  wrong: [],
  end: [],
};

const NO_INPUT: RunInput = { go: false, orders: {}, lists: {} };
const MORE_SUBMISSIONS: readonly Submission[] = [
  {
    ...more('again', 'key-r1'),
    workflow: 'chain-3',
    input: inputOf('chain-3', { b: { failFirst: 1 } }),
    end: { is: 'acknowledged', runId: 'r1' },
  },
  {
    ...more('refused', 'key-r1'),
    workflow: 'chain-4',
    input: NO_INPUT,
    end: { is: 'refused', status: 409, code: 'KEY_REUSED' },
  },
  { ...more('lost', undefined), workflow: 'chain-3', input: NO_INPUT, end: { is: 'unknown' } },
];

function more(correlationId: string, key: string | undefined) {
  return { correlationId, key, delayMs: 0, tags: [], from: 0, to: 1 };
}

function inputOf(
  workflow: string,
  orders: Story['orders'] = {},
  told: NonNullable<Story['lists']> = {},
): RunInput {
  const ids = Object.keys(stepsOf(workflow));
  const toOrders = (some: readonly Partial<Order>[]): Order[] => some.map((one) => ({ ...DO_WELL, ...one }));
  const lists = Object.fromEntries(Object.entries(told).map(([id, some]) => [id, toOrders(some)]));
  return {
    go: false,
    orders: Object.fromEntries(ids.map((id) => [id, { ...DO_WELL, ...orders[id] }])),
    lists,
  };
}

interface Told {
  readonly run: RecordedRun;
  readonly effects: Effect[];
  /** Nobody submits what another run, or a schedule, starts. */
  readonly submission: Submission | undefined;
}

/** @param results of the stories told before; it is added */
function tell(story: Story, results: Map<string, unknown>): Told {
  const { runId, workflow, status, orders, lists, children, parent, schedule } = story;
  const parents = Object.keys(children ?? {});
  const kids = parents.map(() => inputOf('chain-3'));
  const input = {
    ...inputOf(workflow, orders, lists),
    ...(kids.length === 1 && { kids: Object.fromEntries(parents.map((step) => [step, inputOf('chain-3')])) }),
    // Of a step that repeats.
    ...(kids.length > 1 && { kidLists: { kid: kids } }),
  };
  const teller = new Teller(story, results);
  const events = teller.tellAll();
  results.set(runId, teller.result);
  const correlationId = `c-${parent?.runId ?? runId}`;
  const output = status === 'completed' ? { output: teller.result } : {};
  const steps = Object.fromEntries(
    Object.keys(stepsOf(workflow)).map((id) => [
      id,
      {
        status: teller.statuses.get(id) ?? 'cancelled',
        attempt: 1,
        ...teller.countItems(id),
        ...teller.countIterations(id),
      },
    ]),
  );
  return {
    effects: teller.effects,
    submission:
      parent === undefined && schedule === undefined
        ? { ...more(correlationId, `key-${runId}`), workflow, input, end: { is: 'acknowledged', runId } }
        : undefined,
    run: {
      runId,
      events,
      eventsAgain: events,
      items: listItems(story, events),
      result: { httpStatus: 200, ...output },
      run: {
        runId,
        workflow,
        status,
        correlationId,
        input,
        steps,
        ...output,
        ...(parent !== undefined && { parent: { ...parent, attempt: 1 } }),
        ...(schedule !== undefined && { parent: { schedule } }),
        tags: [],
        createdAt: events[0]?.at ?? '',
        finishedAt: events.at(-1)?.at,
      },
    },
  };
}

/** As the API lists them. */
function listItems({ workflow, lists = {} }: Story, events: readonly LoggedEvent[]): RecordedRun['items'] {
  const outcomes = events.filter(({ type }) => type === 'item.completed' || type === 'item.failed');
  const own = Object.entries(lists).filter(([step]) => stepsOf(workflow)[step]?.lanes !== undefined);
  const listed = own.map(([step, orders]) => [
    step,
    orders.map((_, item) => {
      const outcome = outcomes.findLast((event) => event.step === step && event.item === item);
      const { type = 'item.cancelled', attempt = 0, output, error } = outcome ?? {};
      const result = { ...(output !== undefined && { output }), ...(error !== undefined && { error }) };
      return { item, status: type.slice('item.'.length), attempt, ...result };
    }),
  ]);
  return Object.fromEntries(listed);
}
