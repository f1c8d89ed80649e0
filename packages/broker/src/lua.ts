/**
 * Our own changes of BullMQ's keys, each in one step. Scripts build the keys of jobs, which are in the slot of their
 * queue.
 */

/**
 * Removes jobs that wait for any reason. Active ones are left alone.
 * KEYS: prioritized, delayed, wait, paused (where clients of BullMQ 5 move the wait list), events. ARGV: the prefix of
 * the queue's keys, then job ids.
 */
export const REMOVE_WAITING = /* lua */ `
for i = 2, #ARGV do
  local id = ARGV[i]
  local from
  if redis.call('ZREM', KEYS[1], id) == 1 then from = 'prioritized'
  elseif redis.call('ZREM', KEYS[2], id) == 1 then from = 'delayed'
  elseif redis.call('LREM', KEYS[3], 0, id) > 0 then from = 'wait'
  elseif redis.call('LREM', KEYS[4], 0, id) > 0 then from = 'paused' end
  if from then
    redis.call('DEL', ARGV[1] .. id, ARGV[1] .. id .. ':logs')
    redis.call('XADD', KEYS[5], 'MAXLEN', '~', 10000, '*', 'event', 'removed', 'jobId', id, 'prev', from)
  end
end
`;

/** The keys of `REMOVE_WAITING`. */
export const REMOVE_WAITING_KEYS: readonly string[] = ['prioritized', 'delayed', 'wait', 'paused', 'events'];

/**
 * Removes a job that nobody holds, with all its traces. Returns 0 and leaves it alone while it is locked.
 * KEYS: the job's hash, active, wait, stalled, events. ARGV: job id.
 */
export const REMOVE_UNLOCKED = /* lua */ `
if redis.call('EXISTS', KEYS[1] .. ':lock') == 1 then return 0 end
redis.call('LREM', KEYS[2], 0, ARGV[1])
redis.call('LREM', KEYS[3], 0, ARGV[1])
redis.call('SREM', KEYS[4], ARGV[1])
redis.call('DEL', KEYS[1], KEYS[1] .. ':logs', KEYS[1] .. ':dependencies', KEYS[1] .. ':unsuccessful')
redis.call('XADD', KEYS[5], 'MAXLEN', '~', 10000, '*', 'event', 'removed', 'jobId', ARGV[1], 'prev', 'active')
return 1
`;

/**
 * Lowers every priority of a queue that is above a bound, never below 1. BullMQ's score is the priority times 2^32 plus
 * a counter; the counter stays, and with it the order. Jobs without a priority are left alone. Of a deep queue it lowers
 * some, from the lowest on, and returns the score from which the next call goes on; nothing when it was the last.
 * KEYS: prioritized, delayed, wait, active. ARGV: the prefix of the queue's keys, by how much, the bound, that score (empty: the
 * first call, which lowers the other keys as well), how many at most.
 */
export const LOWER_PRIORITIES = /* lua */ `
local by, bound = tonumber(ARGV[2]), tonumber(ARGV[3])
local function lower(id)
  local key = ARGV[1] .. id
  -- A table with an error if the job is no hash.
  local text = redis.pcall('HGET', key, 'priority')
  local priority = type(text) == 'string' and tonumber(text)
  if priority and priority > bound then redis.call('HSET', key, 'priority', math.max(1, priority - by)) end
end
local isFirst, most = ARGV[4] == '', tonumber(ARGV[5])
local from = isFirst and string.format('%.0f', (bound + 1) * 4294967296) or '(' .. ARGV[4]
local entries = redis.call('ZRANGE', KEYS[1], from, '+inf', 'BYSCORE', 'LIMIT', 0, most, 'WITHSCORES')
for i = 1, #entries, 2 do
  local score = tonumber(entries[i + 1])
  local priority = math.floor(score / 4294967296)
  if priority > bound then
    local lowered = math.max(1, priority - by) * 4294967296 + score - priority * 4294967296
    redis.call('ZADD', KEYS[1], string.format('%.0f', lowered), entries[i])
    lower(entries[i])
  end
end
if isFirst then
  for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do lower(id) end
  for _, id in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do lower(id) end
  for _, id in ipairs(redis.call('LRANGE', KEYS[4], 0, -1)) do lower(id) end
end
return #entries == 2 * most and entries[#entries] or nil
`;

/** Returns the places of the keys that exist, from 1. Redis keeps no empty list and no empty set. */
export const FIND_PRESENT = /* lua */ `
local present = {}
for i = 1, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then present[#present + 1] = i end
end
return present
`;

/**
 * Returns the places of the queues with active jobs, from 1. BullMQ tells one worker of a waiting job by a marker, which that worker takes; if it dies
 * just then, nothing tells the others until their blocking reads end. So where jobs wait, or were due later and are due now, there is a marker
 * afterwards: a worker that wakes in vain waits again.
 * KEYS: for each queue those of `REMIND_KEYS`.
 */
export const FIND_BUSY_AND_REMIND = /* lua */ `
local function isDue(key)
  local time, first = redis.call('TIME'), redis.pcall('ZRANGE', key, 0, 0, 'WITHSCORES')
  -- BullMQ's scores of delayed jobs: the millisecond, and below it 12 bits of a number.
  return first[2] and tonumber(first[2]) < (time[1] * 1000 + time[2] / 1000) * 4096
end
local busy = {}
for i = 1, #KEYS, 5 do
  if redis.call('EXISTS', KEYS[i]) == 1 then busy[#busy + 1] = (i + 4) / 5 end
  if redis.call('EXISTS', KEYS[i + 1], KEYS[i + 2], KEYS[i + 3]) > 0 and redis.call('EXISTS', KEYS[i + 4]) == 0
    and (redis.call('EXISTS', KEYS[i + 1], KEYS[i + 2]) > 0 or isDue(KEYS[i + 3])) then
    redis.call('ZADD', KEYS[i + 4], 0, '0')
  end
end
return busy
`;

export const REMIND_KEYS = ['active', 'wait', 'prioritized', 'delayed', 'marker'] as const;

/**
 * Counts the jobs of queues and finds their heads, in one step for each queue, so that a look at many is one command. A key
 * of a foreign type has nothing of its queue, and counts as missing.
 * KEYS: for each queue those of `COUNT_KEYS`. Returns for each queue the replies in the order below.
 */
export const COUNT_QUEUES = /* lua */ `
local refused
local function ask(...)
  local reply = redis.pcall(...)
  if type(reply) ~= 'table' or not reply.err then return reply end
  if not string.find(reply.err, 'WRONGTYPE', 1, true) then refused = reply end
  return false
end
local time = redis.call('TIME')
-- BullMQ's scores of delayed jobs: the millisecond, and below it 12 bits of a number.
local due = string.format('%.0f', (time[1] * 1000 + math.floor(time[2] / 1000)) * 4096 + 4095)
local counts = {}
for i = 1, #KEYS, 7 do
  local held, begun = ask('HMGET', KEYS[i + 5], 'paused', 'concurrency', 'max'), ask('GET', KEYS[i + 6])
  -- Most queues have no jobs, and one question tells it of all their keys.
  if ask('EXISTS', unpack(KEYS, i, i + 4)) == 0 then
    counts[#counts + 1] = { 0, 0, 0, 0, 0, held, begun, false, {}, 0 }
  else
    counts[#counts + 1] = { ask('LLEN', KEYS[i]), ask('ZCARD', KEYS[i + 1]), ask('LLEN', KEYS[i + 2]), ask('ZCARD', KEYS[i + 3]),
      ask('LLEN', KEYS[i + 4]), held, begun, ask('LINDEX', KEYS[i], -1), ask('ZRANGE', KEYS[i + 1], 0, 0),
      ask('ZCOUNT', KEYS[i + 3], '-inf', due) }
  end
end
return refused or counts
`;

/** The keys of a queue in `COUNT_QUEUES`; `paused` is where clients of BullMQ 5 move the wait list. */
export const COUNT_KEYS = ['wait', 'prioritized', 'active', 'delayed', 'paused', 'meta', 'limiter'] as const;
