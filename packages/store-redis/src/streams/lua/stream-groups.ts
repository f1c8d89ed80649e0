/**
 * Groups of consumers. Keys of a group, behind `<kind>:<incarnation>:<group>`:
 *   stream-group     hash: d, the position up to which everything was delivered
 *   stream-pending   sorted set of positions by position: delivered and not settled
 *   stream-leases    sorted set of padded positions by the time at which their lease lapses
 *   stream-held      hash: position -> msgpack of deliveries, consumer, reason
 *   stream-dead      sorted set of positions by position; stream-letters: hash of msgpack of deliveries, consumer, reason, time
 *   stream-read      behind it `:<hash of consumer and id of a read>`: packed positions, until the lease of the read has lapsed, or sooner
 * The functions may run while Redis is out of memory, so that consumers can go on, and what they settled can be trimmed.
 */
export const STREAM_GROUPS = /* lua */ `
local function groupOf(stream, name)
  local group = { stream = stream, name = name }
  for _, kind in ipairs({ 'group', 'pending', 'leases', 'held', 'dead', 'letters' }) do
    group[kind] = keyOf(kind, stream.i) .. ':' .. name
  end
  return group
end

-- Returns nil for an unknown group.
local function loadGroup(stream, name)
  local group = groupOf(stream, name)
  local delivered = call('HGET', group.group, 'd')
  if not delivered then return nil end
  group.delivered = toCount('group ' .. name, delivered)
  return group
end

-- Returns nil if the stream has too many groups.
local function openGroup(stream, name, delivered, most)
  local found = loadGroup(stream, name)
  if found then return found end
  local groups = keyOf('groups', stream.i)
  if call('ZCARD', groups) >= most then return nil end
  call('ZADD', groups, 0, name)
  local group = groupOf(stream, name)
  group.delivered = delivered
  call('HSET', group.group, 'd', digits(delivered))
  return group
end

local function readPacked(group, position, text)
  local isRead, value = pcall(cmsgpack.unpack, text)
  if isRead and type(value) == 'table' and tonumber(value[1]) then return value end
  broken('event ' .. digits(position) .. ' of group ' .. group.name, 'no delivery of ours')
end

local function loadHeld(group, position)
  local text = call('HGET', group.held, digits(position))
  if not text then return nil end
  local value = readPacked(group, position, text)
  return { deliveries = value[1], consumer = value[2], reason = value[3] }
end

local function hold(group, position, held, expiresAt)
  call('ZADD', group.pending, position, digits(position))
  call('ZADD', group.leases, digits(expiresAt), padded(position))
  call('HSET', group.held, digits(position), cmsgpack.pack({ held.deliveries, held.consumer, held.reason }))
end

local function settle(group, position)
  call('ZREM', group.pending, digits(position))
  call('ZREM', group.leases, padded(position))
  call('HDEL', group.held, digits(position))
end

-- Makes an event a dead letter if it was delivered too often. Returns whether it did.
local function buryEvent(group, position, held, reason, limits, now)
  if held.deliveries < limits.deliveries or call('ZCARD', group.dead) >= limits.dead then return false end
  call('ZADD', group.dead, position, digits(position))
  call('HSET', group.letters, digits(position), cmsgpack.pack({ held.deliveries, held.consumer, reason, now }))
  settle(group, position)
  return true
end

-- Calls change with each position and what is held there, if this consumer holds it. KEYS: head. ARGV: incarnation, group,
-- consumer, three arguments of the change, positions.
local function changeHeld(keys, args, change)
  local stream, answer = findStream(keys[1], args[1])
  if not stream then return answer end
  local group = loadGroup(stream, args[2])
  if not group then return { 'unknown' } end
  local refused = {}
  for i = 7, #args do
    local position = tonumber(args[i])
    local held = loadHeld(group, position)
    local isOwn = held and held.consumer == args[3]
    if not change(group, position, held, isOwn) then refused[#refused + 1] = position end
  end
  return { 'done', refused }
end

local function acknowledge(keys, args)
  return changeHeld(keys, args, function(group, position, held, isOwn)
    if isOwn then settle(group, position) end
    if held then return isOwn end
    return position >= 1 and position <= group.delivered and not call('ZSCORE', group.dead, digits(position))
  end)
end

-- The fourth argument: milliseconds of the lease.
local function extend(keys, args)
  local expiresAt = readClock() + tonumber(args[4])
  return changeHeld(keys, args, function(group, position, _, isOwn)
    if isOwn then call('ZADD', group.leases, digits(expiresAt), padded(position)) end
    return isOwn
  end)
end

-- The fourth to sixth arguments: milliseconds, reason, most deliveries and most dead.
local function release(keys, args)
  local now = readClock()
  local deliveries, dead = string.match(args[6], '^(%d+)|(%d+)$')
  local limits = { deliveries = tonumber(deliveries), dead = tonumber(dead) }
  return changeHeld(keys, args, function(group, position, held, isOwn)
    if not isOwn then return false end
    if not buryEvent(group, position, held, args[5], limits, now) then
      held.reason = args[5]
      hold(group, position, held, now + tonumber(args[4]))
    end
    return true
  end)
end

-- KEYS: head. ARGV: group, 'after' or 'at', the position or time, most groups.
local function reset(keys, args)
  local stream, answer = findStream(keys[1], '')
  if not stream then return answer end
  local after = tonumber(args[3])
  if args[2] == 'at' then after = findPosition(stream, after) - 1 end
  local position = math.min(after, stream.last)
  local group = openGroup(stream, args[1], position, tonumber(args[4]))
  if not group then return { 'too_many_groups' } end
  call('HSET', group.group, 'd', digits(position))
  call('UNLINK', group.pending, group.leases, group.held)
  local dead = call('ZRANGEBYSCORE', group.dead, '(' .. digits(position), '+inf')
  for i = 1, #dead, 1000 do
    call('HDEL', group.letters, unpack(dead, i, math.min(i + 999, #dead)))
    call('ZREM', group.dead, unpack(dead, i, math.min(i + 999, #dead)))
  end
  return { 'reset', stream.i, position }
end

local function describeGroup(stream, name)
  local group = loadGroup(stream, name)
  if not group then return false end
  local pending, first = call('ZCARD', group.pending), call('ZRANGE', group.pending, 0, 0)[1]
  local delivered = group.delivered
  local position = first and tonumber(first) - 1 or delivered
  local oldest, at = math.max(position + 1, stream.first), false
  local entry = oldest <= stream.last and loadEntry(stream.log, oldest)
  if entry then at = select(2, placeOf(entry)) end
  return { name, stream.i, position, delivered, pending + stream.last - delivered, pending, call('ZCARD', group.dead), at }
end

-- KEYS: head. ARGV: a group, or nothing for all.
local function describeGroups(keys, args)
  local stream = loadStream(keys[1])
  if not stream then return false end
  if args[1] ~= '' then return { describeGroup(stream, args[1]) } end
  local reply = {}
  for i, name in ipairs(call('ZRANGE', keyOf('groups', stream.i), 0, -1)) do reply[i] = describeGroup(stream, name) end
  return reply
end

-- KEYS: head. ARGV: group, after, limit, bytes of events.
local function listDead(keys, args)
  local stream = loadStream(keys[1])
  local group = stream and loadGroup(stream, args[1])
  local reply, bytes = {}, 0
  if not group then return reply end
  for _, text in ipairs(call('ZRANGEBYSCORE', group.dead, '(' .. args[2], '+inf', 'LIMIT', 0, args[3])) do
    if bytes >= tonumber(args[4]) then return reply end
    local position = tonumber(text)
    local letter = readPacked(group, position, call('HGET', group.letters, text) or '')
    local one, entry = { position, letter[1], letter[2], letter[3], letter[4] }, loadEntry(stream.log, position)
    if entry then
      addEntry(one, entry)
      bytes = bytes + sizeOf(entry)
    end
    reply[#reply + 1] = one
  end
  return reply
end

-- KEYS: head. ARGV: group, 1 to deliver them again, positions. Returns those that were dead letters.
local function changeDead(keys, args)
  local stream = loadStream(keys[1])
  local group = stream and loadGroup(stream, args[1])
  local changed = {}
  if not group then return changed end
  local now = readClock()
  for i = 3, #args do
    local position = tonumber(args[i])
    if call('ZSCORE', group.dead, digits(position)) then
      if args[2] == '1' then hold(group, position, { deliveries = 0, consumer = '', reason = '' }, now) end
      call('ZREM', group.dead, digits(position))
      call('HDEL', group.letters, digits(position))
      changed[#changed + 1] = position
    end
  end
  return changed
end

-- KEYS: head. ARGV: group.
local function deleteGroup(keys, args)
  local stream = loadStream(keys[1])
  if not stream or call('ZREM', keyOf('groups', stream.i), args[1]) == 0 then return 0 end
  dropGroup(stream.i, args[1])
  return 1
end
`;
