import type { Submit } from '@ag06/protocol';
import { presetAll } from './preset.ts';
import type { Turn } from './turn.ts';

/** The first events of a run, and its first steps. */
export function beginRun(turn: Turn, { input, fork, roots }: Submit): void {
  const { run, now } = turn;
  run.addEvent(now, 'run.accepted', { input: JSON.parse(input) });
  if (fork !== undefined) presetAll(turn, fork);
  if (run.status === 'running') run.addEvent(now, 'run.started', {});
  turn.openNext(roots);
}
