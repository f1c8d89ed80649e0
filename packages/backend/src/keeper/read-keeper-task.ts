import type { KeeperTask } from './keeper-task.ts';

/**
 * Checks the data with which the thread was started. By hand, because the thread loads as little as it can; it is of the
 * same build as whoever started it, so what its parts hold is theirs.
 */
export function readKeeperTask(data: unknown): KeeperTask {
  if (isKeeperTask(data)) return data;
  throw new TypeError('This thread is started by a worker, with its task.');
}

function isKeeperTask(data: unknown): data is KeeperTask {
  if (typeof data !== 'object' || data === null) return false;
  if (!('lockMs' in data && 'way' in data && 'beat' in data && 'board' in data)) return false;
  const { lockMs, way, beat, board } = data;
  if (typeof lockMs !== 'number' || !(beat instanceof SharedArrayBuffer)) return false;
  return typeof way === 'object' && way !== null && typeof board === 'object' && board !== null;
}
