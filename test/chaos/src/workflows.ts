import { partsOf } from './unit.ts';

/** A step of the load's workflows, as the checker knows it. */
export interface LoadStep {
  readonly agent: 'chaos.work' | 'chaos.other' | 'core.sleep';
  readonly needs: readonly string[];
  readonly maxAttempts: number;
  /** Runs only if the run's input says `go`. */
  readonly isOptional: boolean;
  readonly goesOnAfterFailure: boolean;
  readonly timeoutMs: number | undefined;
  /** Goes over the orders in the input's list of its name, so many at a time. */
  readonly lanes: number | undefined;
}

export interface LoadWorkflow {
  readonly name: string;
  readonly steps: Readonly<Record<string, LoadStep>>;
}

export const SLEEP_MS = 120;
const HANG_TIMEOUT_MS = 500;

const step = (needs: string, more: Partial<LoadStep> = {}): LoadStep => ({
  agent: 'chaos.work',
  needs: needs === '' ? [] : needs.split(' '),
  maxAttempts: 3,
  isOptional: false,
  goesOnAfterFailure: false,
  timeoutMs: undefined,
  lanes: undefined,
  ...more,
});
const other = (needs: string, more: Partial<LoadStep> = {}) => step(needs, { agent: 'chaos.other', ...more });

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
  { name: 'overdue', steps: { a: step('', { timeoutMs: HANG_TIMEOUT_MS }), b: step('a') } },
];

const byName = new Map(WORKFLOWS.map((workflow) => [workflow.name, workflow]));

/** The steps of a workflow of the load; none of any other. */
export const stepsOf = (workflow: string): Readonly<Record<string, LoadStep>> =>
  byName.get(workflow)?.steps ?? {};

/** The step that a unit of a workflow is or belongs to. */
export const stepOfUnit = (workflow: string, unit: string): LoadStep | undefined =>
  stepsOf(workflow)[partsOf(unit).step];

/** The steps that no other needs: their outputs are the result of a run. */
export function leavesOf(workflow: string): readonly string[] {
  const steps = stepsOf(workflow);
  const needed = new Set(Object.values(steps).flatMap((one) => one.needs));
  return Object.keys(steps).filter((id) => !needed.has(id));
}

/** A workflow as the fleet is given it. What a step sees are the recorded outputs of what it needs. */
export function toDefinition({ name, steps }: LoadWorkflow): object {
  return {
    name,
    steps: Object.fromEntries(Object.entries(steps).map(([id, one]) => [id, toStepDefinition(id, one)])),
  };
}

function toStepDefinition(
  id: string,
  { agent, needs, maxAttempts, timeoutMs, lanes, ...more }: LoadStep,
): object {
  const see = Object.fromEntries(needs.map((need) => [need, `\${steps.${need}.output}`]));
  return {
    agent,
    ...(needs.length > 0 && { needs }),
    ...(more.isOptional && { when: '${input.go == true}' }),
    ...(more.goesOnAfterFailure && { onFailure: 'continue' }),
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    ...(lanes !== undefined && { forEach: `\${input.lists.${id}}`, concurrency: lanes }),
    with: toWith(id, agent, lanes, see),
    retry: { maxAttempts, initialDelay: 50, maxDelay: 800, jitter: 'full' },
  };
}

function toWith(id: string, agent: LoadStep['agent'], lanes: LoadStep['lanes'], see: object): object {
  if (agent === 'core.sleep') return { ms: SLEEP_MS };
  if (lanes === undefined) return { see, order: `\${input.orders.${id}}` };
  return { see, order: '${item}', item: '${index}' };
}
