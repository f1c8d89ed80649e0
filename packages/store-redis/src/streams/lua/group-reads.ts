/** Deliveries to the consumers of groups. `stream-groups.ts` tells how a group is kept. */
export const GROUP_READS = /* lua */ `
local function readPositions(group, text)
  local isRead, positions = pcall(cmsgpack.unpack, text)
  if isRead and type(positions) == 'table' then return positions end
  broken('read of group ' .. group.name, 'no positions of ours')
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
-- nothing, most milliseconds for which a read is known.
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
  local keptMs = math.max(1, math.min(tonumber(leaseMs), tonumber(args[16])))
  if key and #positions > 0 then call('SET', key, cmsgpack.pack(positions), 'PX', digits(keptMs)) end
  return { 'delivered', stream.i, now + tonumber(leaseMs), page.toReply() }
end
`;
