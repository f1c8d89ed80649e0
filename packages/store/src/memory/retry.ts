import type { Change, Next } from '@ag06/protocol';
import type { MemoryRun } from './memory-run.ts';
import type { Turn } from './turn.ts';

/** Reopens a run that failed or timed out, with these units as if they had not begun. */
export function retry(
  turn: Turn,
  { steps, by }: Extract<Change, { to: 'retried' }>,
  next: readonly Next[],
): void {
  const { run, now } = turn;
  run.reopen(turn.id);
  const body = { round: run.round, steps: [...steps] };
  run.addEvent(now, 'run.retried', by === undefined ? body : { ...body, by });
  for (const opening of next) {
    const unit = run.units.get(opening.unit);
    if (unit === undefined) throw new Error(`${opening.unit} was never opened.`);
    turn.move(unit, 'revive');
    run.fields.delete(`e:${unit.name}`);
    unit.evaluates = opening.mode !== 'schedule' && opening.mode !== 'claim';
    unit.reads = opening.reads;
    leaveFailed(run, unit.name);
    turn.open(unit, opening);
  }
}

/** The items of a step that failed have no outcome any more: they are left to be done again. */
function leaveFailed(run: MemoryRun, step: string): void {
  const items = run.items.get(step);
  if (items !== undefined) run.items.set(step, { ...items, left: items.left + items.failed, failed: 0 });
}
