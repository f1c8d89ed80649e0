import type { TuningChangedView, TuningDecisionView } from '@ag06/client';

/** A value of a setting from a moment on. Null: static, off or none. */
export interface Step {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number | null;
  /** Who has set it, and why; absent of the value before the first of them. */
  readonly why?: string;
}

type Decision = Pick<TuningDecisionView, 'at' | 'version' | 'from' | 'to' | 'sentence'>;
type Change = Pick<TuningChangedView, 'at' | 'by' | 'reason' | 'settings' | 'unset' | 'replaces'>;

/** What was set at a moment. */
interface Published {
  readonly at: number;
  readonly why: string;
  readonly to: ReadonlyMap<string, unknown>;
  /** What was in force before, as far as it is known. */
  readonly from: ReadonlyMap<string, unknown>;
  /** Settings that are not named become static. */
  readonly replaces: boolean;
}

/**
 * Returns what each setting was over time, by its name, from what the optimizer decided and what people published, both in any order.
 * Decisions that published nothing are left out. The first step of each is its value before the first of all.
 */
export function toSteps(
  decisions: readonly Decision[],
  changes: readonly Change[] = [],
): ReadonlyMap<string, readonly Step[]> {
  const published = [
    ...decisions.filter(({ version }) => version !== null).map(ofDecision),
    ...changes.flatMap(ofChange),
  ].toSorted((a, b) => a.at - b.at);
  const first = published[0]?.at ?? 0;
  const series = new Map<string, Step[]>();
  for (const { at, why, from, to, replaces } of published) {
    const gone = replaces ? [...series.keys()].filter((name) => !to.has(name)) : [];
    for (const name of new Set([...from.keys(), ...to.keys(), ...gone])) {
      const steps = series.get(name) ?? [{ at: first, value: toNumber(from.get(name)) }];
      steps.push({ at, value: toNumber(to.get(name)), why });
      series.set(name, steps);
    }
  }
  for (const [name, steps] of series) if (steps.every(({ value }) => value === null)) series.delete(name);
  return series;
}

const toNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const ofDecision = ({ at, from, to, sentence }: Decision): Published => ({
  at: Date.parse(at),
  why: sentence,
  from: new Map(Object.entries(from)),
  to: new Map(Object.entries(to)),
  replaces: false,
});

/** Nothing of a change that is about no settings, such as a lock. */
function ofChange({ at, by, reason, settings, unset = [], replaces = false }: Change): readonly Published[] {
  const to = new Map<string, unknown>([
    ...unset.map((name) => [name, null] as const),
    ...Object.entries(settings ?? {}),
  ]);
  if (to.size === 0 && !replaces) return [];
  const why = reason === '' ? by : `${by}: ${reason}`;
  return [{ at: Date.parse(at), why, from: new Map(), to, replaces }];
}

/** Where a step of a chart begins, in its box. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly step: Step;
}

/** Returns where steps are in a box of this size that ends with `now`. Those without a value lie at its lower edge. */
export function toPoints(
  steps: readonly Step[],
  now: number,
  width: number,
  height: number,
): readonly Point[] {
  const first = steps[0]?.at ?? 0;
  const values = steps.flatMap(({ value }) => value ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return steps.map((step) => ({
    step,
    x: round(((step.at - first) / Math.max(1, now - first)) * width),
    y: round(
      step.value === null
        ? height
        : height - ((step.value - low) / Math.max(high - low, Number.EPSILON)) * height,
    ),
  }));
}

/** Returns the path of steps in a box of this size, up to `now`. Where there is no value, there is no line. */
export function toPath(steps: readonly Step[], now: number, width: number, height: number): string {
  const points = toPoints(steps, now, width, height);
  return points
    .map(({ x, y, step }, at) =>
      step.value === null ? '' : `M${x} ${y}H${points[at + 1]?.x ?? (now > (steps[0]?.at ?? 0) ? width : 0)}`,
    )
    .join('');
}

const round = (value: number): number => Math.round(value * 10) / 10;
