import { kindOfReason, type Move } from '@ag06/protocol';
import type { MemoryUnit } from './memory-unit.ts';

/** Throws if the table has no such move from where the unit is. */
export function checkOrigin({ name, status, reason }: MemoryUnit, move: string, { from }: Move): void {
  const isIt =
    from.includes(status) || (reason !== undefined && from.includes(`parked(${kindOfReason(reason)})`));
  if (!isIt)
    throw new Error(`${name} is ${status}${reason === undefined ? '' : `(${reason})`}: no move ${move}.`);
}

/** Changes the counts of a unit as a move says. */
export function count(unit: MemoryUnit, move: Move): void {
  unit.attempt = changed(unit.attempt, move.attempt);
  unit.dispatch = changed(unit.dispatch, move.dispatch);
  unit.lost = changed(unit.lost, move.lost);
  unit.iteration = changed(unit.iteration, move.iteration);
}

function changed(number: number, by: '+1' | '-1' | '=0' | '=1' | undefined): number {
  switch (by) {
    case '+1':
      return number + 1;
    case '-1':
      return number - 1;
    case '=0':
      return 0;
    case '=1':
      return 1;
    case undefined:
      return number;
  }
}
