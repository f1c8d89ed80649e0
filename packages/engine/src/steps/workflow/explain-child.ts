import { explainBlocked } from '../calling/explain-call.ts';
import { explainIdle, type RunLook, type UnitLook, type Waiting } from '../waiting.ts';

/** Explains why a unit that runs a child does not move. */
export function explainChild(
  { status, token, dueAt, awaits, blockedBy }: UnitLook,
  run: RunLook,
): readonly Waiting[] {
  if (status === 'blocked') return [explainBlocked(blockedBy)];
  if (awaits?.startsWith('child:')) return [{ for: 'child', runId: awaits.slice('child:'.length) }];
  if (status === 'retrying') return [{ for: 'timer', dueAt }];
  return status === 'ready' && token === 0 ? [explainIdle(run.status)] : [];
}
