import { EXPIRING } from './queue-key-types.ts';

/** Whether BullMQ cannot use a key's value under this name. `integer`: a string of digits, as counters are. */
const IS_FOREIGN = /* lua */ `
local function typeOf(key) return redis.call('TYPE', key).ok end
local function isForeign(key, expected, type)
  if type == 'none' then return false end
  if expected == '${EXPIRING}' then return type ~= 'string' or redis.call('PTTL', key) == -1 end
  if expected ~= 'integer' then return type ~= expected end
  if type ~= 'string' then return true end
  return redis.call('STRLEN', key) > 20 or not string.find(redis.call('GET', key), '^-?%d+$')
end
`;

/**
 * Returns the places of the queues, from 1, that have jobs or a key of another type than BullMQ's: nothing can be foreign in the others.
 * KEYS: for each queue its keys. ARGV: how many keys a queue has, and their types; then the places among them of the lists of jobs.
 */
export const FIND_SUSPECTS = /* lua */ `
${IS_FOREIGN}
local count, suspects = tonumber(ARGV[1]), {}
for from = 0, #KEYS - 1, count do
  local isSuspect = false
  for i = 1, count do
    local type = typeOf(KEYS[from + i])
    if isForeign(KEYS[from + i], ARGV[1 + i], type) then isSuspect = true end
    for j = count + 2, #ARGV do
      if type ~= 'none' and tonumber(ARGV[j]) == i then isSuspect = true end
    end
  end
  if isSuspect then suspects[#suspects + 1] = from / count + 1 end
end
return suspects
`;

/**
 * Finds values of another type than BullMQ's: keys of a queue, jobs on its lists, and locks of active jobs. Returns
 * kind (queue, lock or job), name and type of each, one after the other.
 * KEYS: those of the queue. ARGV: the prefix of its keys, how many jobs of each list, then name and type of each key.
 */
export const FIND_FOREIGN = /* lua */ `
${IS_FOREIGN}
local found = {}
local sound = {}
local function note(kind, name, type)
  found[#found + 1], found[#found + 2], found[#found + 3] = kind, name, type
end
for i, key in ipairs(KEYS) do
  local name, expected, type = ARGV[2 * i + 1], ARGV[2 * i + 2], typeOf(key)
  if isForeign(key, expected, type) then note('queue', name, type) else sound[name] = key end
end
local seen = {}
local function look(ids)
  for _, id in ipairs(ids) do
    local type = typeOf(ARGV[1] .. id)
    if type ~= 'hash' and type ~= 'none' and not seen[id] then
      seen[id] = true
      note('job', id, type)
    end
  end
end
local last = -tonumber(ARGV[2])
local first = tonumber(ARGV[2]) - 1
if sound.active then
  local ids = redis.call('LRANGE', sound.active, last, -1)
  look(ids)
  for _, id in ipairs(ids) do
    local lock = ARGV[1] .. id .. ':lock'
    local type = typeOf(lock)
    if isForeign(lock, '${EXPIRING}', type) then note('lock', id .. ':lock', type) end
  end
end
if sound.wait then look(redis.call('LRANGE', sound.wait, last, -1)) end
if sound.prioritized then look(redis.call('ZRANGE', sound.prioritized, 0, first)) end
if sound.delayed then look(redis.call('ZRANGE', sound.delayed, 0, first)) end
return found
`;

/**
 * Moves a key of a queue aside if it still is what was found. If something was moved aside before, that stays and this
 * is deleted. KEYS: the key, the one beside it. ARGV: the type it should have.
 */
export const MOVE_ASIDE = /* lua */ `
${IS_FOREIGN}
if not isForeign(KEYS[1], ARGV[1], typeOf(KEYS[1])) then return 0 end
if redis.call('RENAMENX', KEYS[1], KEYS[2]) == 0 then redis.call('UNLINK', KEYS[1]) end
return 1
`;

/**
 * Removes a job whose key is no hash from its queue, with all its traces.
 * KEYS: the job's key, active, wait, prioritized, delayed, stalled. ARGV: job id.
 */
export const REMOVE_NO_HASH = /* lua */ `
if redis.call('TYPE', KEYS[1]).ok == 'hash' then return 0 end
-- A list that is foreign itself answers with an error, and is set aside separately.
redis.pcall('LREM', KEYS[2], 0, ARGV[1])
redis.pcall('LREM', KEYS[3], 0, ARGV[1])
redis.pcall('ZREM', KEYS[4], ARGV[1])
redis.pcall('ZREM', KEYS[5], ARGV[1])
redis.pcall('SREM', KEYS[6], ARGV[1])
redis.call('UNLINK', KEYS[1], KEYS[1] .. ':lock')
return 1
`;
