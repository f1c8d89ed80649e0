/** A step of the load's workflows, as the checker knows it. */
export interface LoadStep {
  readonly agent: 'chaos.work' | 'chaos.other' | 'core.sleep';
  readonly needs: readonly string[];
  readonly maxAttempts: number;
  /** Runs only if the run's input says `go`. */
  readonly isOptional: boolean;
  readonly goesOnAfterFailure: boolean;
  readonly timeoutMs: number | undefined;
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
      ...{ a: step(''), b: step('a'), c: step('a'), d: other('b c') },
      ...{ e: step('d'), f: other('d'), g: step('e f') },
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
  { name: 'overdue', steps: { a: step('', { timeoutMs: HANG_TIMEOUT_MS }), b: step('a') } },
];

const byName = new Map(WORKFLOWS.map((workflow) => [workflow.name, workflow]));

/** The steps of a workflow of the load; none of any other. */
export const stepsOf = (workflow: string): Readonly<Record<string, LoadStep>> =>
  byName.get(workflow)?.steps ?? {};

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

function toStepDefinition(id: string, { agent, needs, maxAttempts, timeoutMs, ...more }: LoadStep): object {
  const see = Object.fromEntries(needs.map((need) => [need, `\${steps.${need}.output}`]));
  return {
    agent,
    ...(needs.length > 0 && { needs }),
    ...(more.isOptional && { when: '${input.go == true}' }),
    ...(more.goesOnAfterFailure && { onFailure: 'continue' }),
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    with: agent === 'core.sleep' ? { ms: SLEEP_MS } : { see, order: `\${input.orders.${id}}` },
    retry: { maxAttempts, initialDelay: 50, maxDelay: 800, jitter: 'full' },
  };
}
