import type { Command, Guard } from '@ag06/protocol';
import type { RunRecord } from '../../run-store.ts';
import type { UnitRecord } from '../../unit-record.ts';

/** Everything for which a guard refuses a command about a run that is open. */
export const REFUSED_GUARDS = [
  'run: another status',
  'token: nobody holds it',
  'token: another one does',
  'unit: another status',
  'unit: another dispatch',
  'unit: another token',
  'parked: it is not',
  'parked: another reason',
  'lost: it was not',
] as const;

/** Only where what is parked has a number. */
export const REFUSED_BY_NUMBER = 'parked: another number';

/** Returns the first reason for which the guard of this command refuses it, given the run before. */
export function whyRefused(command: Command, before: RunRecord | undefined): string {
  if (command.kind !== 'commit') return 'signal: nobody waits';
  const { guard } = command;
  if (guard.on === 'ended') return 'ended: another end';
  if (guard.on === 'run') return 'run: another status';
  const unit = before?.units.get(guard.unit);
  if (unit === undefined) return `${guard.on}: unknown unit`;
  switch (guard.on) {
    case 'token':
      return unit.token === 0 ? 'token: nobody holds it' : 'token: another one does';
    case 'unit':
      return whyUnlike(guard, unit);
    case 'parked':
      return whyNotParked(guard, unit);
    case 'lost':
      return 'lost: it was not';
  }
}

function whyNotParked(guard: Extract<Guard, { on: 'parked' }>, unit: UnitRecord): string {
  const reason = unit.blockedBy ?? unit.awaits;
  if (reason === undefined) return 'parked: it is not';
  return reason === guard.reason ? REFUSED_BY_NUMBER : 'parked: another reason';
}

function whyUnlike(guard: Extract<Guard, { on: 'unit' }>, unit: UnitRecord): string {
  if (unit.status !== guard.status) return 'unit: another status';
  return unit.dispatch === guard.dispatch ? 'unit: another token' : 'unit: another dispatch';
}
