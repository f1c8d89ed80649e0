import { pauseOf } from '@ag06/contracts';
import { explainIdle, type RunLook, type UnitLook, type Waiting } from '../waiting.ts';

/** Explains why a unit does not call its agent. Returns nothing if it is executed, evaluated or over. */
export function explainCall(
  agent: string,
  unit: string,
  look: UnitLook,
  { status }: RunLook,
): readonly Waiting[] {
  switch (look.status) {
    case 'scheduled':
      return [{ for: 'turn', agent, unit, dispatch: look.dispatch }];
    case 'retrying':
      return [{ for: 'turn', agent, unit, dispatch: look.dispatch, dueAt: look.dueAt, item: look.item }];
    case 'blocked':
      return [explainBlocked(look.blockedBy)];
    case 'ready':
      return look.token > 0 ? [] : [explainIdle(status)];
    default:
      return [];
  }
}

/** Explains a blocked unit by its reason. */
export function explainBlocked(blockedBy = 'pause'): Waiting {
  if (blockedBy.startsWith(FORK)) return { for: 'permission', name: blockedBy.slice(FORK.length) };
  if (blockedBy.startsWith(BREAKER)) return { for: 'breaker', dependency: blockedBy.slice(BREAKER.length) };
  if (blockedBy.startsWith(LIMIT)) return { for: 'limit', limit: blockedBy.slice(LIMIT.length) };
  const pause = pauseOf(blockedBy);
  return pause === undefined ? { for: 'pause' } : { for: 'hold', pause };
}

const BREAKER = 'breaker:';
const LIMIT = 'limit:';
const FORK = 'fork:';
