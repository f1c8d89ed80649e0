import type { LoggedEvent } from '../api.ts';
import { toUnit } from '../unit.ts';

/** What ends a step. `cancelled` is no outcome of its own: the run ended around it. */
const OUTCOMES = ['step.completed', 'step.failed', 'step.skipped', 'step.timed_out'];
const RUN_ENDS = ['run.completed', 'run.failed', 'run.cancelled', 'run.timed_out'];

export const isOutcome = ({ type }: LoggedEvent): boolean => OUTCOMES.includes(type);
export const isRunEnd = ({ type }: LoggedEvent): boolean => RUN_ENDS.includes(type);

/** A log in which an item of a `forEach` step is told of like a step, under the name of its unit. */
export function readUnits(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
  return events.map((event) => {
    const { type, step, item } = event;
    if (step === undefined || item === undefined) return event;
    return { ...event, type: type.replace(/^item\./, 'step.'), step: toUnit(step, item) };
  });
}

/** The events of each step, and of each item as if it were one, in the order of the log. */
export function byUnit(events: readonly LoggedEvent[]): [unit: string, events: LoggedEvent[]][] {
  const units = Map.groupBy(readUnits(events), ({ step }) => step);
  return [...units].flatMap(([unit, own]) => (unit === undefined ? [] : [[unit, own]]));
}

/** The recorded output of every step and item that completed; of a `forEach` step, null for items that failed. */
export function outputsOf(events: readonly LoggedEvent[]): ReadonlyMap<string, unknown> {
  const outputs = new Map<string, unknown>();
  for (const { type, step = '', output, items } of readUnits(events)) {
    if (type === 'step.completed')
      outputs.set(step, items === undefined ? output : collect(step, items, outputs));
  }
  return outputs;
}

const collect = (step: string, count: number, outputs: ReadonlyMap<string, unknown>): unknown[] =>
  Array.from({ length: count }, (_, item) => outputs.get(toUnit(step, item)) ?? null);

/** The call of a handler that an outcome, or a failure to be retried, came from; undefined if it names none. */
export function callOf({ output, error }: LoggedEvent): string | undefined {
  if (typeof output === 'object' && output !== null && 'call' in output) return String(output.call);
  return /, call (\w+)/.exec(error?.message ?? '')?.[1];
}
