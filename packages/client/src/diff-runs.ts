import type { StepDetailView } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { RunReading } from './run-reading.ts';
import type { RunLike } from './run-types.ts';

/** How many steps are loaded at a time. */
const AT_ONCE = 4;

/** What two runs can differ in, step by step. Attempts and times always do, and are no difference. */
const COMPARED = ['status', 'input', 'output', 'error'] as const;
export type DifferingPart = (typeof COMPARED)[number];

/** A step of one of two runs. */
export interface ComparedStep {
  readonly status: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  /** How many were made in this run: none of a step that a fork has from its source. */
  readonly attempts: number;
  /** From the start of its first attempt to the end of its last, in milliseconds. */
  readonly tookMs?: number;
}

/** A step of two runs. Without `a` or `b`, that run has no such step. */
export interface StepDifference {
  readonly step: string;
  readonly a?: ComparedStep;
  readonly b?: ComparedStep;
  /** In what they differ; `status` also if only one has the step. */
  readonly differs: readonly DifferingPart[];
  /** What was not compared, because it is too large or not kept. */
  readonly unknown: readonly ('input' | 'output')[];
}

/** Compares the steps of two runs, those of the first before those that only the second has. */
export async function* diffRuns(
  reading: Pick<RunReading, 'get' | 'step'>,
  a: RunLike,
  b: RunLike,
  options?: CallOptions,
): AsyncGenerator<StepDifference, void> {
  const [ofA, ofB] = await Promise.all([reading.get(a, options), reading.get(b, options)]);
  const steps = [...new Set([...Object.keys(ofA.steps), ...Object.keys(ofB.steps)])];
  const load = (run: RunLike, has: boolean, step: string) =>
    has ? reading.step(run, step, options) : Promise.resolve(undefined);
  for (let from = 0; from < steps.length; from += AT_ONCE) {
    const pairs = steps.slice(from, from + AT_ONCE).map(async (step) => {
      const [left, right] = await Promise.all([
        load(a, Object.hasOwn(ofA.steps, step), step),
        load(b, Object.hasOwn(ofB.steps, step), step),
      ]);
      return compareSteps(step, left, right);
    });
    yield* await Promise.all(pairs);
  }
}

export function compareSteps(
  step: string,
  a: StepDetailView | undefined,
  b: StepDetailView | undefined,
): StepDifference {
  const [left, right] = [a && toCompared(a), b && toCompared(b)];
  const unknown = (['input', 'output'] as const).filter(
    (part) => a?.omitted?.[part] !== undefined || b?.omitted?.[part] !== undefined,
  );
  const isKnown = (part: DifferingPart) => !unknown.some((one) => one === part);
  const differs =
    left === undefined || right === undefined
      ? (['status'] as const)
      : COMPARED.filter((part) => isKnown(part) && !isSame(left[part], right[part]));
  return { step, ...(left && { a: left }), ...(right && { b: right }), differs, unknown };
}

function toCompared({ status, input, output, error, attempts }: StepDetailView): ComparedStep {
  const starts = attempts.flatMap(({ startedAt }) => (startedAt === undefined ? [] : Date.parse(startedAt)));
  const ends = attempts.flatMap(({ endedAt }) => (endedAt === undefined ? [] : Date.parse(endedAt)));
  const tookMs = Math.max(...ends) - Math.min(...starts);
  return {
    status,
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error: { code: error.code, message: error.message } }),
    attempts: attempts.length,
    ...(Number.isFinite(tookMs) && { tookMs }),
  };
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [ofA, ofB] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return (
    ofA.size === ofB.size && [...ofA].every(([key, value]) => ofB.has(key) && isSame(value, ofB.get(key)))
  );
}
