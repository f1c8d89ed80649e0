import { createHash } from 'node:crypto';
import { APPEND_EVENTS } from './append-events.ts';
import { GROUP_READS } from './group-reads.ts';
import { READ_EVENTS } from './read-events.ts';
import { REMOVE_EVENTS } from './remove-events.ts';
import { STREAM_GROUPS } from './stream-groups.ts';
import { STREAM_STATE } from './stream-state.ts';

/**
 * The functions of streams. ARGV[1] is the name of one of `HANDLERS`, ARGV[2] the prefix of the keys of the partition; the
 * rest is documented at each. Keys of an incarnation follow from the head, so they are not among KEYS; all have the hash
 * tag of the partition.
 */
const SOURCE = /* lua */ `
${STREAM_STATE}${APPEND_EVENTS}${READ_EVENTS}${REMOVE_EVENTS}${STREAM_GROUPS}${GROUP_READS}
local HANDLERS = {
  append = append, read = read, describe = describe, list = list, correlated = correlated,
  trim = trim, delete = delete, free = free,
  readGroup = readGroup, acknowledge = acknowledge, extend = extend, release = release, reset = reset,
  describeGroups = describeGroups, listDead = listDead, changeDead = changeDead, deleteGroup = deleteGroup,
}

local function run(keys, args)
  local handler = HANDLERS[table.remove(args, 1)]
  TAG = table.remove(args, 1)
  return handler(keys, args)
end
`;

const hash = createHash('sha1').update(SOURCE).digest('hex').slice(0, 12);

/**
 * Named after the hash of the text, because processes of several versions may share one Redis. `append` is refused while
 * Redis is out of memory, reads and whatever frees memory are not.
 */
export const STREAM_FUNCTIONS = {
  append: `ag06_streams_append_${hash}`,
  read: `ag06_streams_read_${hash}`,
  change: `ag06_streams_change_${hash}`,
} as const;

export const STREAM_LIBRARY = `#!lua name=ag06_streams_${hash}
${SOURCE}
redis.register_function('${STREAM_FUNCTIONS.append}', run)
redis.register_function{ function_name = '${STREAM_FUNCTIONS.read}', callback = run, flags = { 'no-writes' } }
redis.register_function{ function_name = '${STREAM_FUNCTIONS.change}', callback = run, flags = { 'allow-oom' } }
`;
