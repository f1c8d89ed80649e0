import { type Enqueue, parseSignalText, type Wakeup } from '@ag06/protocol';
import type { MemoryRun } from './memory-run.ts';
import type { MemoryUnit } from './memory-unit.ts';

/** How events name a signal. */
export function toSignalName(text: string): { readonly name: string; readonly key: string } {
  const { name, key } = parseSignalText(text);
  return { name, key };
}

/** The wake-up of a parked unit. */
export const toDue = ({ submit: { runId } }: MemoryRun, { name, park }: MemoryUnit): Wakeup => ({
  subject: 'unit',
  runId,
  unit: name,
  park,
  kind: 'due',
});

/** The activation of a unit. */
export const toJob = ({ name, attempt, dispatch }: MemoryUnit, delayMs: number): Enqueue => ({
  unit: name,
  attempt,
  dispatch,
  delayMs,
});
