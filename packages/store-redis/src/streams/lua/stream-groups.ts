/**
 * Groups of consumers. Keys of a group, behind `<kind>:<incarnation>:<group>`:
 *   stream-group     hash: d, the position up to which everything was delivered
 *   stream-pending   sorted set of positions by position: delivered and not settled
 *   stream-leases    sorted set of padded positions by the time at which their lease lapses
 *   stream-held      hash: position -> msgpack of deliveries, consumer, reason
 *   stream-dead      sorted set of positions by position; stream-letters: hash of msgpack of deliveries, consumer, reason, time
 *   stream-read      behind it `:<hash of consumer and id of a read>`: packed positions, until the lease of the read has lapsed
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

local function readPositions(group, text)
  local isRead, positions = pcall(cmsgpack.unpack, text)
  if isRead and type(positions) == 'table' then return positions end
  broken('read of group ' .. group.name, 'no positions of ours')
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

local function readLapsed(group, page, consumer, leaseMs, limits, now)
  local lapsed = call('ZRANGEBYSCORE', group.leases, '-inf', digits(now), 'LIMIT', 0, limits.page)
  local stream, buried = group.stream, 0
  for _, text in ipairs(lapsed) do
    if page.isFull() then return end
    local position = tonumber(text)
    local held = loadHeld(group, position)
    if not held or position < stream.first or position > stream.last then settle(group, position)
    elseif buryEvent(group, position, held, held.reason ~= '' and held.reason or limits.lapsed, limits, now) then
      buried = buried + 1
      if buried >= limits.buried then return end
    else
      local entry = loadEntry(stream.log, position)
      if not entry then settle(group, position)
      else
        held.deliveries, held.consumer = held.deliveries + 1, consumer
        hold(group, position, held, now + leaseMs)
        page.add(entry, held.deliveries)
      end
    end
  end
end

local function readNew(group, page, consumer, leaseMs, limits, now)
  local stream, room = group.stream, limits.pending - call('ZCARD', group.pending)
  local from = math.max(group.delivered + 1, stream.first)
  if room <= 0 or page.isFull() then return end
  local pending, leases, held, expiresAt = {}, {}, {}, digits(now + leaseMs)
  local first = cmsgpack.pack({ 1, consumer, '' })
  visitEntries(stream.log, from, stream.last, function(entry)
    local position = placeOf(entry)
    local text, n = digits(position), #pending
    pending[n + 1], pending[n + 2] = text, text
    leases[n + 1], leases[n + 2] = expiresAt, padded(position)
    held[n + 1], held[n + 2] = text, first
    group.delivered, room = position, room - 1
    page.add(entry, 1)
    return room > 0 and not page.isFull()
  end)
  callWith('ZADD', group.pending, pending)
  callWith('ZADD', group.leases, leases)
  callWith('HSET', group.held, held)
  call('HSET', group.group, 'd', digits(group.delivered))
end

local function newBatch(limit, maxBytes)
  local batch, bytes = {}, 0
  return {
    isFull = function() return #batch >= limit or bytes >= maxBytes end,
    add = function(entry, delivery)
      batch[#batch + 1] = { (placeOf(entry)), entry, delivery }
      bytes = bytes + sizeOf(entry)
    end,
    positions = function()
      local positions = {}
      for i, one in ipairs(batch) do positions[i] = one[1] end
      return positions
    end,
    toReply = function()
      table.sort(batch, function(a, b) return a[1] < b[1] end)
      local reply = {}
      for _, one in ipairs(batch) do
        reply[#reply + 1] = one[3]
        addEntry(reply, one[2])
      end
      return reply
    end,
  }
end

-- Leases again what the consumer still holds of a read.
local function repeatRead(group, page, positions, consumer, expiresAt)
  for _, position in ipairs(positions) do
    local held, entry = loadHeld(group, position), nil
    if held and held.consumer == consumer then entry = loadEntry(group.stream.log, position) end
    if entry then
      call('ZADD', group.leases, digits(expiresAt), padded(position))
      page.add(entry, held.deliveries)
    end
  end
end

-- KEYS: head. ARGV: incarnation or nothing, group, consumer, limit, milliseconds of the lease, most deliveries, 'first' or
-- 'last', reason of one that lapsed, most bytes, most pending, most dead, most groups, most lapsed, most buried, a hash of consumer and read or
-- nothing.
local function readGroup(keys, args)
  local incarnation, name, consumer, limit, leaseMs, deliveries, start, lapsed = unpack(args, 1, 8)
  local limits = {
    deliveries = tonumber(deliveries), lapsed = lapsed, pending = tonumber(args[10]), dead = tonumber(args[11]),
    page = tonumber(args[13]), buried = tonumber(args[14]),
  }
  local stream, answer = findStream(keys[1], incarnation)
  if not stream then return answer end
  local group = openGroup(stream, name, start == 'first' and stream.first - 1 or stream.last, tonumber(args[12]))
  if not group then return { 'too_many_groups' } end
  local now, page = readClock(), newBatch(tonumber(limit), tonumber(args[9]))
  local key = args[15] ~= '' and keyOf('read', stream.i) .. ':' .. name .. ':' .. args[15]
  local known = key and call('GET', key)
  if known then repeatRead(group, page, readPositions(group, known), consumer, now + tonumber(leaseMs))
  else
    readLapsed(group, page, consumer, tonumber(leaseMs), limits, now)
    readNew(group, page, consumer, tonumber(leaseMs), limits, now)
  end
  local positions = page.positions()
  if key and #positions > 0 then call('SET', key, cmsgpack.pack(positions), 'PX', math.max(1, tonumber(leaseMs))) end
  return { 'delivered', stream.i, now + tonumber(leaseMs), page.toReply() }
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
  local position = math.min(math.max(after, stream.first - 1), stream.last)
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
  local delivered = math.max(group.delivered, stream.first - 1)
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
