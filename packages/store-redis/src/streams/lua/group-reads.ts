/** Deliveries to the consumers of groups. `stream-groups.ts` tells how a group is kept. */
export const GROUP_READS = /* lua */ `
local function readPositions(group, text)
  local isRead, positions = pcall(cmsgpack.unpack, text)
  if isRead and type(positions) == 'table' then return positions end
  broken('read of group ' .. group.name, 'no positions of ours')
end

-- What the reader has of events that the store keeps no more: whether it knows of such, how many positions, the positions,
-- and the first and last position of each range of lost ones.
local function readRemoved(stream, args, from)
  local has, lost, count = {}, {}, tonumber(args[from + 1] or '0')
  for i = from + 2, from + 1 + count do has[tonumber(args[i])] = true end
  for i = from + 2 + count, #args, 2 do lost[#lost + 1] = { tonumber(args[i]), tonumber(args[i + 1]) } end
  return {
    isKnown = args[from] == '1',
    has = function(position) return position < stream.first and has[position] end,
    -- Up to which position all are lost; nil for an event that is not.
    lostUpto = function(position)
      if position >= stream.first then return nil end
      if args[from] ~= '1' then return stream.first - 1 end
      for _, range in ipairs(lost) do
        if position >= range[1] and position <= range[2] then return math.min(range[2], stream.first - 1) end
      end
      return nil
    end,
  }
end

local function readLapsed(group, page, consumer, leaseMs, limits, now)
  local lapsed = call('ZRANGEBYSCORE', group.leases, '-inf', digits(now), 'LIMIT', 0, limits.page)
  local stream, buried = group.stream, 0
  for _, text in ipairs(lapsed) do
    if page.isFull() then return end
    local position = tonumber(text)
    local held = loadHeld(group, position)
    if not held or position > stream.last or page.removed.lostUpto(position) then settle(group, position)
    elseif buryEvent(group, position, held, held.reason ~= '' and held.reason or limits.lapsed, limits, now) then
      buried = buried + 1
      if buried >= limits.buried then return end
    elseif position < stream.first then
      if page.addRemoved(position, held.deliveries + 1) then
        held.deliveries, held.consumer = held.deliveries + 1, consumer
        hold(group, position, held, now + leaseMs)
      end
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

-- Delivers events that the store keeps no more. Returns whether the next one is in the store.
local function readRemovedNew(group, page, consumer, leaseMs, limits, now)
  local stream, room = group.stream, limits.pending - call('ZCARD', group.pending)
  if not page.removed.isKnown then group.delivered = math.max(group.delivered, stream.first - 1) end
  -- Those that were delivered before come first.
  local isNext = #page.missing == 0
  while isNext and group.delivered + 1 < stream.first do
    local position = group.delivered + 1
    local lost = page.removed.lostUpto(position)
    if room <= 0 or page.isFull() then isNext = false
    elseif lost then group.delivered = lost
    elseif page.addRemoved(position, 1) then
      hold(group, position, { deliveries = 1, consumer = consumer, reason = '' }, now + leaseMs)
      group.delivered, room = position, room - 1
    else
      page.miss(position + 1, stream.first - 1)
      isNext = false
    end
  end
  call('HSET', group.group, 'd', digits(group.delivered))
  return isNext
end

local function readNew(group, page, consumer, leaseMs, limits, now)
  local stream, room = group.stream, limits.pending - call('ZCARD', group.pending)
  local from = group.delivered + 1
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

local function newBatch(limit, maxBytes, removed)
  local batch, taken, bytes, missing = {}, {}, 0, {}
  return {
    removed = removed,
    missing = missing,
    taken = taken,
    count = function() return #batch + #taken end,
    isFull = function() return #batch + #taken >= limit or bytes >= maxBytes end,
    add = function(entry, delivery)
      batch[#batch + 1] = { (placeOf(entry)), entry, delivery }
      bytes = bytes + sizeOf(entry)
    end,
    miss = function(from, upto)
      for position = from, math.min(upto, from + limit - #missing - 1) do missing[#missing + 1] = position end
    end,
    -- Adds an event that the store keeps no more. Returns false if its content is missing.
    addRemoved = function(position, delivery)
      if removed.has(position) then
        taken[#taken + 1] = { position, delivery }
        return true
      end
      if #missing < limit then missing[#missing + 1] = position end
      return false
    end,
    positions = function()
      local positions = {}
      for _, one in ipairs(batch) do positions[#positions + 1] = one[1] end
      for _, one in ipairs(taken) do positions[#positions + 1] = one[1] end
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
    takenReply = function()
      table.sort(taken, function(a, b) return a[1] < b[1] end)
      local reply = {}
      for _, one in ipairs(taken) do
        reply[#reply + 1] = one[1]
        reply[#reply + 1] = one[2]
      end
      return reply
    end,
  }
end

-- Leases again what the consumer still holds of a read. Nothing, if it has removed events and none of them is at hand.
local function repeatRead(group, page, positions, consumer, expiresAt)
  for _, position in ipairs(positions) do
    local held, entry = loadHeld(group, position), nil
    local isOwn = held and held.consumer == consumer and not page.removed.lostUpto(position)
    if isOwn and position < group.stream.first then page.addRemoved(position, held.deliveries)
    elseif isOwn then entry = loadEntry(group.stream.log, position) end
    if entry then page.add(entry, held.deliveries) end
  end
  if #page.missing > 0 and #page.taken == 0 then return false end
  for _, position in ipairs(page.positions()) do call('ZADD', group.leases, digits(expiresAt), padded(position)) end
  return true
end

-- KEYS: head. ARGV: incarnation or nothing, group, consumer, limit, milliseconds of the lease, most deliveries, 'first' or
-- 'last', reason of one that lapsed, most bytes, most pending, most dead, most groups, most lapsed, most buried, a hash of consumer and read or
-- nothing, most milliseconds for which a read is known, and what readRemoved reads.
local function readGroup(keys, args)
  local incarnation, name, consumer, limit, leaseMs, deliveries, start, lapsed = unpack(args, 1, 8)
  local limits = {
    deliveries = tonumber(deliveries), lapsed = lapsed, pending = tonumber(args[10]), dead = tonumber(args[11]),
    page = tonumber(args[13]), buried = tonumber(args[14]),
  }
  local stream, answer = findStream(keys[1], incarnation)
  if not stream then return answer end
  local removed = readRemoved(stream, args, 17)
  local begin = removed.isKnown and 0 or stream.first - 1
  local group = openGroup(stream, name, start == 'first' and begin or stream.last, tonumber(args[12]))
  if not group then return { 'too_many_groups' } end
  local now, page = readClock(), newBatch(tonumber(limit), tonumber(args[9]), removed)
  local key = args[15] ~= '' and keyOf('read', stream.i) .. ':' .. name .. ':' .. args[15]
  local known, isRead = key and call('GET', key), true
  if known then isRead = repeatRead(group, page, readPositions(group, known), consumer, now + tonumber(leaseMs))
  else
    readLapsed(group, page, consumer, tonumber(leaseMs), limits, now)
    if readRemovedNew(group, page, consumer, tonumber(leaseMs), limits, now) then
      readNew(group, page, consumer, tonumber(leaseMs), limits, now)
    end
    isRead = #page.missing == 0 or page.count() > 0
  end
  if not isRead then return { 'missing', stream.i, page.missing, stream.first } end
  local positions = page.positions()
  local keptMs = math.max(1, math.min(tonumber(leaseMs), tonumber(args[16])))
  if key and #positions > 0 then call('SET', key, cmsgpack.pack(positions), 'PX', digits(keptMs)) end
  return { 'delivered', stream.i, now + tonumber(leaseMs), page.toReply(), page.takenReply() }
end
`;
