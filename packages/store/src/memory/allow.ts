import { admits, type Change } from '@ag06/protocol';
import type { MemoryUnit } from './memory-unit.ts';
import type { Turn } from './turn.ts';

const FORK = 'fork:';

/** Lets agents and workflows act for real in a fork. The units that are parked for one of them go on. */
export function allow(turn: Turn, { names, by }: Extract<Change, { to: 'allowed' }>): void {
  const { run, now } = turn;
  run.addEvent(now, 'run.allowed', { names: [...names], ...(by !== undefined && { by }) });
  for (const name of names) run.fields.set(`a:${name}`, '1');
  for (const unit of run.inOrder)
    if (unit.reason?.startsWith(FORK) && names.includes(unit.reason.slice(FORK.length))) turn.reopen(unit);
}

/** Puts a held unit aside for a reason. One that was allowed to act meanwhile goes on at once instead. */
export function blockUnlessAllowed(turn: Turn, unit: MemoryUnit, reason: string, body: object): void {
  const { run } = turn;
  const isAllowed = reason.startsWith(FORK) && run.fields.has(`a:${reason.slice(FORK.length)}`);
  if (!isAllowed) turn.block(unit, reason, body);
  else if (unit.status === 'ready') turn.reopen(unit);
  else if (!admits(run)) turn.block(unit, 'pause');
  else {
    turn.redeliver(unit, 'redeliver', { reason: 'released' });
    turn.move(unit, 'again');
  }
}
