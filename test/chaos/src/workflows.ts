import { TUNED_ATTEMPTS } from './tuned-agents.ts';
import { partsOf } from './unit.ts';

/** A step of the load's workflows, as the checker knows it. */
export interface LoadStep {
  /** Who executes it, if it is one for an agent. */
  readonly agent: 'chaos.work' | 'chaos.other' | 'core.sleep';
  /** What it does instead, if nobody executes it. */
  readonly waits: Waiting | undefined;
  readonly needs: readonly string[];
  readonly maxAttempts: number;
  /** Says nothing of retries, so that the fleet's settings decide: it has as many attempts at least, and is told to fail less often. */
  readonly isTuned: boolean;
  /** Runs only if the run's input says `go`. */
  readonly isOptional: boolean;
  readonly goesOnAfterFailure: boolean;
  readonly timeoutMs: number | undefined;
  /** Goes over the orders in the input's list of its name, so many at a time. */
  readonly lanes: number | undefined;
  /** Does one order of that list in each iteration until none is left, but so many at most. */
  readonly repeats: number | undefined;
  /** Until when it must have started, and until when it must be over, since it was opened. */
  readonly startWithinMs: number | undefined;
  readonly withinMs: number | undefined;
}

/** A step that is parked: for so long, until a signal of this name comes, a person answers, or a run of this workflow has ended. */
export type Waiting =
  | { readonly for: 'time'; readonly ms: number }
  | { readonly for: 'signal'; readonly name: string }
  | { readonly for: 'approval'; readonly name: string }
  | { readonly for: 'child'; readonly workflow: string };

export interface LoadWorkflow {
  readonly name: string;
  readonly steps: Readonly<Record<string, LoadStep>>;
  /** Expressions over the input, by which lists find its runs. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export const SLEEP_MS = 120;
const HANG_TIMEOUT_MS = 500;
/** A signal whose sender had to give up costs so much, and no more. */
const SIGNAL_TIMEOUT_MS = 25_000;
const SHORT_SIGNAL_TIMEOUT_MS = 700;
/** Of a step that must be over soon. */
export const WITHIN_MS = 1_500;
const START_WITHIN_MS = 400;
/** What a person may answer. */
export const CHOICES = ['yes', 'no', 'later'] as const;

const step = (needs: string, more: Partial<LoadStep> = {}): LoadStep => ({
  agent: 'chaos.work',
  waits: undefined,
  needs: needs === '' ? [] : needs.split(' '),
  maxAttempts: 3,
  isTuned: false,
  isOptional: false,
  goesOnAfterFailure: false,
  timeoutMs: undefined,
  lanes: undefined,
  repeats: undefined,
  startWithinMs: undefined,
  withinMs: undefined,
  ...more,
});
const tuned = (needs: string, more: Partial<LoadStep> = {}) =>
  step(needs, { isTuned: true, maxAttempts: TUNED_ATTEMPTS.min, ...more });
const other = (needs: string, more: Partial<LoadStep> = {}) => step(needs, { agent: 'chaos.other', ...more });
const wait = (needs: string, ms: number) => step(needs, { waits: { for: 'time', ms }, maxAttempts: 1 });
const signal = (needs: string, name: string, timeoutMs: number) =>
  step(needs, { waits: { for: 'signal', name }, maxAttempts: 1, timeoutMs, goesOnAfterFailure: true });
const approval = (needs: string, name: string, timeoutMs: number) =>
  step(needs, { waits: { for: 'approval', name }, maxAttempts: 1, timeoutMs, goesOnAfterFailure: true });
const child = (needs: string, workflow: string, more: Partial<LoadStep> = {}) =>
  step(needs, { waits: { for: 'child', workflow }, maxAttempts: 1, ...more });

export const WORKFLOWS: readonly LoadWorkflow[] = [
  { name: 'chain-3', steps: { a: step(''), b: step('a'), c: step('b') } },
  { name: 'chain-4', steps: { a: step(''), b: other('a'), c: step('b'), d: other('c') } },
  {
    name: 'chain-6',
    steps: { a: step(''), b: step('a'), c: step('b'), d: step('c'), e: step('d'), f: step('e') },
  },
  { name: 'diamond', steps: { a: step(''), b: step('a'), c: other('a'), d: step('b c') } },
  {
    name: 'diamonds',
    steps: {
      a: step(''),
      b: step('a'),
      c: step('a'),
      d: other('b c'),
      e: step('d'),
      f: other('d'),
      g: step('e f'),
    },
  },
  {
    name: 'wide-join',
    steps: {
      ...Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => [id, step('')])),
      join: other('a b c d e f g h'),
    },
  },
  { name: 'tuned', steps: { a: tuned(''), b: tuned('a', { agent: 'chaos.other' }), c: tuned('b') } },
  { name: 'stubborn', steps: { a: step('', { maxAttempts: 5 }), b: other('a', { maxAttempts: 1 }) } },
  {
    name: 'choice',
    steps: { a: step(''), b: step('a', { isOptional: true }), c: step('a'), d: other('b c'), e: step('b') },
  },
  {
    name: 'tolerant',
    steps: {
      a: step(''),
      b: step('a', { goesOnAfterFailure: true, maxAttempts: 2 }),
      c: step('a b'),
      d: other('b', { isOptional: true }),
    },
  },
  { name: 'sleepy', steps: { a: step(''), b: step('a', { agent: 'core.sleep' }), c: step('a b') } },
  { name: 'items', steps: { a: step(''), each: step('a', { lanes: 4 }), c: other('a each') } },
  {
    name: 'items-tolerant',
    steps: {
      each: other('', { lanes: 3, goesOnAfterFailure: true, maxAttempts: 2, timeoutMs: HANG_TIMEOUT_MS }),
      b: step('each'),
      d: other('each', { isOptional: true }),
    },
  },
  {
    name: 'items-in-turn',
    steps: { a: step(''), each: step('a', { lanes: 1, isOptional: true }), c: step('each') },
  },
  {
    name: 'patient',
    attributes: { go: '${input.go}', ms: '${input.orders.a.ms}' },
    steps: { a: step(''), nap: wait('a', 400), b: step('nap'), long: wait('', 1_500), c: other('b long') },
  },
  {
    name: 'asking',
    steps: {
      a: step(''),
      ask: signal('a', 'go', SIGNAL_TIMEOUT_MS),
      b: step('ask'),
      again: signal('ask', 'go', SIGNAL_TIMEOUT_MS),
      other: signal('', 'stop', SIGNAL_TIMEOUT_MS),
      c: other('b again other'),
    },
  },
  { name: 'impatient', steps: { ask: signal('', 'late', SHORT_SIGNAL_TIMEOUT_MS), b: step('ask') } },
  {
    name: 'parent',
    steps: { a: step(''), kid: child('a', 'chain-3', { maxAttempts: 2 }), b: step('kid') },
  },
  {
    name: 'kindergarten',
    steps: { a: step(''), kids: child('a', 'chain-3', { lanes: 3, maxAttempts: 2 }), b: step('kids') },
  },
  {
    name: 'family',
    steps: {
      kid: child('', 'parent'),
      other: child('', 'patient', { goesOnAfterFailure: true }),
      c: other('kid other'),
    },
  },
  {
    name: 'repeating',
    steps: { a: step(''), again: step('a', { repeats: 4 }), c: other('a again') },
  },
  {
    name: 'nagging',
    steps: { a: step(''), kid: child('a', 'chain-3', { repeats: 3, maxAttempts: 2 }), b: step('kid') },
  },
  {
    name: 'approving',
    steps: {
      ask: approval('', 'ok', SIGNAL_TIMEOUT_MS),
      also: approval('', 'ok', SIGNAL_TIMEOUT_MS),
      b: step('ask'),
      c: other('b also'),
    },
  },
  { name: 'unanswered', steps: { ask: approval('', 'ok', SHORT_SIGNAL_TIMEOUT_MS), b: step('ask') } },
  { name: 'posted', steps: { go: signal('', 'go', SIGNAL_TIMEOUT_MS), b: step('go') } },
  { name: 'hasty', steps: { a: step('', { withinMs: WITHIN_MS }), b: step('a') } },
  {
    name: 'prompt',
    steps: {
      a: step(''),
      b: other('a', { startWithinMs: START_WITHIN_MS, withinMs: WITHIN_MS, goesOnAfterFailure: true }),
      c: step('a b'),
    },
  },
  { name: 'overdue', steps: { a: step('', { timeoutMs: HANG_TIMEOUT_MS }), b: step('a') } },
];

const byName = new Map(WORKFLOWS.map((workflow) => [workflow.name, workflow]));

export function workflowNamed(name: string): LoadWorkflow {
  const workflow = byName.get(name);
  if (workflow === undefined) throw new Error(`The load has no workflow ${name}.`);
  return workflow;
}

/** The steps of a workflow of the load; none of any other. */
export const stepsOf = (workflow: string): Readonly<Record<string, LoadStep>> =>
  byName.get(workflow)?.steps ?? {};

/** Whether a handler of the load is called for a step, or for its items. */
export const isHandled = ({ agent, waits }: LoadStep): boolean =>
  agent !== 'core.sleep' && waits === undefined;

/** The step that a unit of a workflow is or belongs to. */
export const stepOfUnit = (workflow: string, unit: string): LoadStep | undefined =>
  stepsOf(workflow)[partsOf(unit).step];

/** The steps that no other needs: their outputs are the result of a run. */
export function leavesOf(workflow: string): readonly string[] {
  const steps = stepsOf(workflow);
  const needed = new Set(Object.values(steps).flatMap((one) => one.needs));
  return Object.keys(steps).filter((id) => !needed.has(id));
}
