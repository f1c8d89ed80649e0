import type { Change, Next } from '@ag06/protocol';
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
    turn.open(unit, opening);
  }
}
