import type { StepStatus } from '@ag06/contracts';
import { type RunField, toShownStatus, type UnitStatus } from '@ag06/protocol';
import type { UnitRecord } from '@ag06/store';

/** Parses a unit's state as `lua/state.ts` writes it. The text itself never leaves this package. */
export function parseUnit(text: string): UnitRecord {
  const parts = text.split('|');
  const [, attempt, dispatch, lost, by = '', source = '', job = '', delivery, token, worker = ''] = parts;
  const [due, how = ''] = parts.slice(10);
  const reason = reasonOf(text);
  const isParked = reason !== undefined;
  return {
    status: toStatus(text),
    attempt: Number(attempt),
    dispatch: Number(dispatch),
    lost: Number(lost),
    by,
    source,
    holder: job,
    delivery: isParked ? 0 : Number(delivery),
    token: Number(token),
    worker: isParked ? '' : worker,
    dueAt: Number(due),
    evaluates: /^(?:e|l\d*:)/.test(how),
    ...parseHow(how),
    ...toReasons(toStatus(text), reason),
    park: isParked ? Number(delivery) : 0,
  };
}

/** The reason of what is parked, by the word that is shown for it. */
export const toReasons = (
  status: StepStatus,
  reason: string | undefined,
): Pick<UnitRecord, 'blockedBy' | 'awaits'> => ({
  blockedBy: status === 'blocked' ? reason : undefined,
  awaits: status === 'waiting' || reason === 'delay' ? reason : undefined,
});

/** The word that the API has for where a unit is. */
export function toStatus(text: string): StepStatus {
  const word = text.slice(0, text.indexOf('|'));
  return word === 'parked' ? toShownStatus({ status: word, reason: reasonOf(text) }) : (word as StepStatus);
}

/** The reason for which a unit is parked; undefined if it is not. The first versions wrote none for a pause. */
export function reasonOf(text: string): string | undefined {
  const [word, , , , , , , , , place] = text.split('|') as [UnitStatus | StepStatus, ...string[]];
  if (word === 'retrying') return place || 'retry';
  return word === 'parked' || word === 'blocked' || word === 'waiting' ? place || 'pause' : undefined;
}

/**
 * Parses `e` or `s` and the fields a unit reads; of a lane `l<item>`, `;` or (if it is evaluated) `:`, and
 * the fields.
 */
function parseHow(how: string): Pick<UnitRecord, 'reads' | 'item'> {
  const isLane = how.startsWith('l');
  const from = isLane ? how.search(/[;:]/) + 1 : 1;
  const reads = how.length > from ? (how.slice(from).split(',') as RunField[]) : [];
  return isLane && from > 2 ? { reads, item: Number(how.slice(1, from - 1)) } : { reads };
}
