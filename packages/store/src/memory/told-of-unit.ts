import { type Enqueue, parseSignalText, type Wakeup } from '@ag06/protocol';
import type { MemoryRun } from './memory-run.ts';
import type { MemoryUnit } from './memory-unit.ts';

/** Returns the name of a signal for events. */
export function toSignalName(text: string): { readonly name: string; readonly key: string } {
  const { name, key } = parseSignalText(text);
  return { name, key };
}

/** Returns the wake-up of a parked unit. */
export const toDue = ({ submit: { runId } }: MemoryRun, { name, park }: MemoryUnit): Wakeup => ({
  subject: 'unit',
  runId,
  unit: name,
  park,
  kind: 'due',
});

/** Returns the activation of a unit. */
export const toJob = ({ name, attempt, dispatch }: MemoryUnit, delayMs: number): Enqueue => ({
  unit: name,
  attempt,
  dispatch,
  delayMs,
});
