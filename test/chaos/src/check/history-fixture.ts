import type { LoggedEvent } from '../api.ts';
import type { Effect } from '../effect.ts';
import type { History, Life, RecordedRun, Submission } from '../history.ts';
import type { Order, RunInput } from '../run-input.ts';
import { leavesOf, stepsOf } from '../workflows.ts';

/** The same with everything writable, for tests that spoil one thing. */
export type Draft<T> = T extends object ? { -readonly [K in keyof T]: Draft<T[K]> } : T;

const DO_WELL: Order = { ms: 0, failFirst: 0, hangFirst: 0, giveUpAt: 0 };
const START = Date.parse('2026-01-01T00:00:00.000Z');
const PIDS: Readonly<Record<string, number>> = { w1: 11, w2: 12 };

interface Story {
  readonly runId: string;
  readonly workflow: string;
  readonly status: string;
  readonly orders?: Readonly<Record<string, Partial<Order>>>;
  /** `type step attempt worker lost`, each 10 ms after the one before. */
  readonly log: readonly string[];
}

/**
 * - r1 a chain: b is retried once, c is redelivered after its worker w1 was lost;
 * - r2 gives up at its second step;
 * - r3 skips a step, and one that is drained starts again;
 * - r4 is cancelled while a runs.
 */
const STORIES: readonly Story[] = [
  {
    runId: 'r1',
    workflow: 'chain-3',
    status: 'completed',
    orders: { b: { failFirst: 1 } },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.started b 1 w1', 'step.retrying b 1', 'step.started b 2 w1', 'step.completed b 2'],
      ...['step.started c 1 w1', 'step.redelivered c 1 w2 1', 'step.completed c 1', 'run.completed'],
    ],
  },
  {
    runId: 'r2',
    workflow: 'stubborn',
    status: 'failed',
    orders: { b: { giveUpAt: 1 } },
    log: [
      ...['run.accepted', 'run.started', 'step.scheduled a 1', 'step.started a 1 w1', 'step.completed a 1'],
      ...['step.started b 1 w1', 'step.failed b 1', 'run.failed b'],
    ],
  },
  {
    runId: 'r3',
    workflow: 'tolerant',
    status: 'completed',
    log: [
      ...[
        'run.accepted',
        'run.started',
        'step.scheduled a 1',
        'step.started a 1 w1',
        'step.redelivered a 1 w1 0 released',
      ],
      ...['step.started a 1 w2', 'step.completed a 1', 'step.started b 1 w2', 'step.completed b 1'],
      ...['step.started c 1 w2', 'step.skipped d 1', 'step.completed c 1', 'run.completed'],
    ],
  },
  {
    runId: 'r4',
    workflow: 'chain-3',
    status: 'cancelled',
    log: [
      'run.accepted',
      'run.started',
      'step.scheduled a 1',
      'step.started a 1 w1',
      'step.cancelled a 1',
      'run.cancelled',
    ],
  },
];

const callName = (runId: string, step: string, at: number) => `${runId}_${step}_${at}`;

/** A history in which all is well; a test changes one thing, and expects one violation. */
export function createHistory(spoil: (draft: Draft<History>) => void = () => {}): History {
  const told = STORIES.map(tell);
  const lives: Life[] = Object.entries(PIDS).map(([id, pid]) => ({
    ...{ kind: 'worker', id, pid, pauses: [], end: 'asked', lastLines: '' },
  }));
  const good: History = {
    submissions: [...told.map(({ submission }) => submission), ...MORE_SUBMISSIONS],
    cancellations: [{ runId: 'r4', from: 40, to: 45, end: 'acknowledged' }],
    observations: [],
    effects: told.flatMap(({ effects }) => effects),
    lives,
    brokerAway: [],
    losses: [],
    runs: told.map(({ run }) => run),
    missing: [],
    leftovers: { jobs: 0, deadLetters: [] },
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

const NO_INPUT: RunInput = { go: false, orders: {} };
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
  return { correlationId, key, delayMs: 0, from: 0, to: 1 };
}

function inputOf(workflow: string, orders: Story['orders'] = {}): RunInput {
  const ids = Object.keys(stepsOf(workflow));
  return { go: false, orders: Object.fromEntries(ids.map((id) => [id, { ...DO_WELL, ...orders[id] }])) };
}

function tell(story: Story): { run: RecordedRun; effects: Effect[]; submission: Submission } {
  const { runId, workflow, status, orders, log } = story;
  const input = inputOf(workflow, orders);
  const teller = new Teller(story);
  const events = log.map((line, i) => teller.tell(line, i));
  const output = status === 'completed' ? { output: teller.result } : {};
  const steps = Object.fromEntries(
    Object.keys(stepsOf(workflow)).map((id) => [
      id,
      { status: teller.statuses.get(id) ?? 'cancelled', attempt: 1 },
    ]),
  );
  return {
    effects: teller.effects,
    submission: {
      ...more(`c-${runId}`, `key-${runId}`),
      workflow,
      input,
      end: { is: 'acknowledged', runId },
    },
    run: {
      ...{ runId, events, eventsAgain: events, result: { httpStatus: 200, ...output } },
      run: { runId, workflow, status, correlationId: `c-${runId}`, input, steps, ...output },
    },
  };
}

/** Writes the log of a story and what its handlers must have noted. */
class Teller {
  readonly effects: Effect[] = [];
  readonly statuses = new Map<string, string>();
  readonly #outputs = new Map<string, unknown>();
  readonly #callOf = new Map<string, string>();
  readonly #pidOf = new Map<string, number>();
  readonly #story: Story;

  constructor(story: Story) {
    this.#story = story;
  }

  get result(): unknown {
    const leaves = leavesOf(this.#story.workflow);
    return Object.fromEntries(leaves.map((id) => [id, this.#outputs.get(id) ?? null]));
  }

  tell(line: string, i: number): LoggedEvent {
    const [type = '', step, attemptText = '1', worker, lost, reason] = line.split(' ');
    const at = i * 10;
    const event = { seq: i + 1, type, at: new Date(START + at).toISOString() };
    if (type === 'run.completed') return { ...event, output: this.result };
    if (type === 'run.failed')
      return { ...event, error: { code: 'AGENT_FAILED', message: '', step: step ?? '' } };
    if (step === undefined) return event;
    const attempt = Number(attemptText);
    const named = { ...event, step, attempt, ...(worker && { worker }), ...(lost && { lost: Number(lost) }) };
    switch (type) {
      case 'step.started':
      case 'step.redelivered':
        if (reason === undefined) this.#call(step, attempt, worker ?? '', at);
        return reason === undefined ? named : { ...named, reason };
      case 'step.completed':
        return { ...named, output: this.#return(step, attempt, at) };
      case 'step.retrying':
      case 'step.failed':
        this.statuses.set(step, 'failed');
        return { ...named, dueAt: START + at + 10, error: this.#throw(step, attempt, at) };
      case 'step.skipped':
        this.statuses.set(step, 'skipped');
        return named;
      default:
        return named;
    }
  }

  #call(step: string, attempt: number, worker: string, at: number): void {
    const needs = stepsOf(this.#story.workflow)[step]?.needs ?? [];
    const see = Object.fromEntries(needs.map((need) => [need, this.#outputs.get(need) ?? null]));
    this.#callOf.set(step, callName(this.#story.runId, step, at));
    this.#pidOf.set(step, PIDS[worker] ?? 0);
    this.effects.push({ kind: 'start', ...this.#about(step, attempt, at + 1), see });
  }

  #return(step: string, attempt: number, at: number): unknown {
    const output = { call: this.#callOf.get(step), step, attempt };
    this.effects.push({ kind: 'return', ...this.#about(step, attempt, at - 1), output });
    this.#outputs.set(step, output);
    this.statuses.set(step, 'completed');
    return output;
  }

  #throw(step: string, attempt: number, at: number): { code: string; message: string } {
    const message = `told to fail, call ${this.#callOf.get(step)}`;
    this.effects.push({ kind: 'throw', ...this.#about(step, attempt, at - 1), message });
    return { code: 'AGENT_FAILED', message };
  }

  #about(step: string, attempt: number, at: number) {
    const { runId } = this.#story;
    const who = { pid: this.#pidOf.get(step) ?? 0, call: `${this.#callOf.get(step)}` };
    return {
      ...{ runId, step, attempt, idempotencyKey: `${runId}:${step}` },
      ...who,
      at,
      wallAt: START + at,
    };
  }
}
