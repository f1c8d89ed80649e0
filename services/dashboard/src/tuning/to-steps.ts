import type { TuningDecisionView } from '@ag06/client';

/** A value of a setting from a moment on. Null: static, off or none. */
export interface Step {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number | null;
}

const toNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/**
 * Returns what each setting was over time, by its name, from decisions in any order. Decisions that published nothing are left
 * out. The first step of each is its value before the first decision.
 */
export function toSteps(
  decisions: readonly Pick<TuningDecisionView, 'at' | 'version' | 'from' | 'to'>[],
): ReadonlyMap<string, readonly Step[]> {
  const series = new Map<string, Step[]>();
  const inOrder = decisions
    .filter(({ version }) => version !== null)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const first = inOrder[0] === undefined ? 0 : Date.parse(inOrder[0].at);
  for (const { at, from, to } of inOrder) {
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const steps = series.get(name) ?? [];
      if (steps.length === 0) steps.push({ at: first, value: toNumber(own(from, name)) });
      steps.push({ at: Date.parse(at), value: toNumber(own(to, name)) });
      series.set(name, steps);
    }
  }
  for (const [name, steps] of series) if (steps.every(({ value }) => value === null)) series.delete(name);
  return series;
}

const own = (values: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** Returns the path of steps in a box of this size, up to `now`. Where there is no value, there is no line. */
export function toPath(steps: readonly Step[], now: number, width: number, height: number): string {
  const [first] = steps;
  if (first === undefined) return '';
  const values = steps.flatMap(({ value }) => value ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (at: number) => round(((at - first.at) / Math.max(1, now - first.at)) * width);
  const y = (value: number) =>
    round(height - ((value - low) / Math.max(high - low, Number.EPSILON)) * height);
  return steps
    .map(({ at, value }, index) => {
      if (value === null) return '';
      const end = steps[index + 1]?.at ?? now;
      return `M${x(at)} ${y(value)}H${x(end)}`;
    })
    .join('');
}

const round = (value: number): number => Math.round(value * 10) / 10;
