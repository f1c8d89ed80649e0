/** A string that expires by itself. One that does not would hold back for ever what waits for its end. */
export const EXPIRING = 'expiring string';

/** BullMQ's names of a queue's keys, except those of its jobs, with their types; `integer` is a string of digits. */
export const QUEUE_KEY_TYPES: ReadonlyMap<string, string> = new Map([
  ['id', 'integer'],
  ['wait', 'list'],
  ['active', 'list'],
  ['paused', 'list'],
  ['prioritized', 'zset'],
  ['delayed', 'zset'],
  ['waiting-children', 'zset'],
  ['completed', 'zset'],
  ['failed', 'zset'],
  ['meta', 'hash'],
  ['marker', 'zset'],
  ['events', 'stream'],
  ['stalled', 'set'],
  ['stalled-check', EXPIRING],
  ['limiter', 'integer'],
  ['pc', 'integer'],
  ['repeat', 'zset'],
]);
