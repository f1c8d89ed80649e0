import type { LoggedEvent } from '../api.ts';
import type { Effect } from '../effect.ts';
import type { History, Life, RecordedRun, Submission } from '../history.ts';
import type { Order, RunInput } from '../run-input.ts';
import { partsOf, toUnit } from '../unit.ts';
import { leavesOf, stepOfUnit, stepsOf } from '../workflows.ts';
import { STORIES, type Story } from './stories.ts';

/** The same with everything writable, for tests that spoil one thing. */
export type Draft<T> = T extends object ? { -readonly [K in keyof T]: Draft<T[K]> } : T;

const DO_WELL: Order = { ms: 0, failFirst: 0, hangFirst: 0, giveUpAt: 0 };
const START = Date.parse('2026-01-01T00:00:00.000Z');
const PIDS: Readonly<Record<string, number>> = { w1: 11, w2: 12 };

const callName = (runId: string, step: string, at: number) => `${runId}_${step}_${at}`;

/** A history in which all is well; a test changes one thing, and expects one violation. */
export function createHistory(spoil: (draft: Draft<History>) => void = () => {}): History {
  const told = STORIES.map(tell);
  const lives: Life[] = Object.entries(PIDS).map(([id, pid]) => ({
    kind: 'worker',
    id,
    pid,
    pauses: [],
    end: 'asked',
    lastLines: '',
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
  return { correlationId, key, delayMs: 0, from: 0, to: 1 };
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

function tell(story: Story): { run: RecordedRun; effects: Effect[]; submission: Submission } {
  const { runId, workflow, status, orders, lists, log } = story;
  const input = inputOf(workflow, orders, lists);
  const teller = new Teller(story);
  const events = log.map((line, i) => teller.tell(line, i));
  const output = status === 'completed' ? { output: teller.result } : {};
  const steps = Object.fromEntries(
    Object.keys(stepsOf(workflow)).map((id) => [
      id,
      { status: teller.statuses.get(id) ?? 'cancelled', attempt: 1, ...teller.countItems(id) },
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
      runId,
      events,
      eventsAgain: events,
      items: listItems(story, events),
      result: { httpStatus: 200, ...output },
      run: { runId, workflow, status, correlationId: `c-${runId}`, input, steps, ...output },
    },
  };
}

/** As the API lists them. */
function listItems({ lists = {} }: Story, events: readonly LoggedEvent[]): RecordedRun['items'] {
  const outcomes = events.filter(({ type }) => type === 'item.completed' || type === 'item.failed');
  const listed = Object.entries(lists).map(([step, orders]) => [
    step,
    orders.map((_, item) => {
      const outcome = outcomes.find((event) => event.step === step && event.item === item);
      const { type = 'item.cancelled', attempt = 0, output, error } = outcome ?? {};
      const result = { ...(output !== undefined && { output }), ...(error !== undefined && { error }) };
      return { item, status: type.slice('item.'.length), attempt, ...result };
    }),
  ]);
  return Object.fromEntries(listed);
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

  /** As the run tells of a `forEach` step. */
  countItems(step: string): object {
    const total = this.#story.lists?.[step]?.length;
    if (total === undefined) return {};
    const count = (status: string) =>
      Array.from({ length: total }, (_, item) => this.statuses.get(toUnit(step, item))).filter(
        (one) => one === status,
      ).length;
    return { items: { total, completed: count('completed'), failed: count('failed'), running: 0 } };
  }

  tell(line: string, i: number): LoggedEvent {
    const [type = '', unit, attemptText = '1', worker, lost, reason] = line.split(' ');
    const at = i * 10;
    const event = { seq: i + 1, type, at: new Date(START + at).toISOString() };
    if (type === 'run.completed') return { ...event, output: this.result };
    if (unit === undefined) return event;
    const { step, item } = partsOf(unit);
    const ofItem = item === undefined ? {} : { item };
    const attempt = Number(attemptText);
    const error = { code: 'AGENT_FAILED', message: '', step, ...ofItem };
    if (type === 'run.failed') return { ...event, error };
    const isList = stepOfUnit(this.#story.workflow, unit)?.lanes !== undefined && type.startsWith('step.');
    const named = { ...event, step, attempt, ...(worker && { worker }), ...(lost && { lost: Number(lost) }) };
    if (isList) return { ...named, ...this.#tellList(type, step), ...(item !== undefined && { error }) };
    return { ...named, ...ofItem, ...this.#tellUnit(type, unit, attempt, at, worker, reason) };
  }

  /** A `forEach` step itself: nobody is called for it. */
  #tellList(type: string, step: string): object {
    const items = this.#story.lists?.[step]?.length ?? 0;
    if (type === 'step.started') return { items };
    this.statuses.set(step, type.slice('step.'.length));
    if (type !== 'step.completed') return {};
    const outputs = Array.from({ length: items }, (_, item) => this.#outputs.get(toUnit(step, item)) ?? null);
    this.#outputs.set(step, outputs);
    return { items, failed: outputs.filter((output) => output === null).length };
  }

  #tellUnit(
    type: string,
    unit: string,
    attempt: number,
    at: number,
    worker: string | undefined,
    reason: string | undefined,
  ): object {
    switch (type.slice(type.indexOf('.') + 1)) {
      case 'started':
      case 'redelivered':
        if (reason === undefined) this.#call(unit, attempt, worker ?? '', at);
        return reason === undefined ? {} : { reason };
      case 'completed':
        return { output: this.#return(unit, attempt, at) };
      case 'retrying':
      case 'failed':
        this.statuses.set(unit, 'failed');
        return { dueAt: START + at + 10, error: this.#throw(unit, attempt, at) };
      case 'skipped':
        this.statuses.set(unit, 'skipped');
        return {};
      default:
        return {};
    }
  }

  #call(step: string, attempt: number, worker: string, at: number): void {
    const needs = stepOfUnit(this.#story.workflow, step)?.needs ?? [];
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
    const parts = partsOf(step);
    const key = parts.item === undefined ? step : `${parts.step}:${parts.item}`;
    const who = { pid: this.#pidOf.get(step) ?? 0, call: `${this.#callOf.get(step)}` };
    return {
      runId,
      step,
      attempt,
      idempotencyKey: `${runId}:${key}`,
      ...who,
      at,
      wallAt: START + at,
    };
  }
}
