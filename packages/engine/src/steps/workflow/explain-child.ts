import { toRfc3339 } from '@ag06/contracts';
import { explainBlocked } from '../calling/explain-call.ts';
import { explainIdle, type RunLook, type UnitLook, type Waiting } from '../waiting.ts';

const CHILD = 'child:';

/** Explains why a unit that runs a child does not move. */
export function explainChild(
  { status, token, dueAt, awaits, blockedBy }: UnitLook,
  run: RunLook,
): readonly Waiting[] {
  if (status === 'blocked') return [explainBlocked(blockedBy)];
  if (awaits?.startsWith(CHILD))
    return [{ for: 'event', wait: { reason: 'child', runId: awaits.slice(CHILD.length) } }];
  if (status === 'retrying') return [{ for: 'event', wait: { reason: 'timer', until: toRfc3339(dueAt) } }];
  return status === 'ready' && token === 0 ? [explainIdle(run.status)] : [];
}
