/** Reads of streams. Each examines a bounded number of entries and bytes. */
export const READ_EVENTS = /* lua */ `
local function flagOf(condition) return condition and 1 or 0 end

local function newPage(limit, maxBytes)
  local page = { reply = {}, count = 0, bytes = 0 }
  function page.isFull() return page.count >= limit or page.bytes >= maxBytes end
  function page.add(entry, size)
    addEntry(page.reply, entry)
    page.count, page.bytes = page.count + 1, page.bytes + size
  end
  return page
end

-- Each reader fills the page from the positions low to high, and returns up to which position it examined them.
local function readPlain(stream, page, low, high)
  local upto = low - 1
  visitEntries(stream.log, low, high, function(entry, size)
    page.add(entry, size)
    upto = placeOf(entry)
    return not page.isFull()
  end)
  return page.isFull() and upto or high
end

local SCAN_MAX, SCAN_BYTES = 4096, 4000000

local function readType(stream, page, low, high, word)
  local named = call('HEXISTS', keyOf('types', stream.i), word) == 1 and word or ''
  local blocks, scanned, bytes, isOver = keyOf('blocks', stream.i), 0, 0, false
  local upto = low - 1
  while upto < high do
    local mark = call('ZRANGEBYLEX', blocks, '[' .. named .. '\\0' .. padded(blockOf(upto + 1)), '(' .. named .. '\\1', 'LIMIT',
      0, 1)[1]
    if not mark then return high end
    local block = tonumber(string.sub(mark, #named + 2))
    local to = math.min(high, (block + 1) * 256)
    upto = math.max(upto, block * 256)
    if upto >= high then return high end
    visitEntries(stream.log, upto + 1, to, function(entry, size, stored)
      upto = placeOf(entry)
      scanned, bytes = scanned + 1, bytes + stored
      if entry[2][2] == word then page.add(entry, size) end
      isOver = page.isFull() or scanned >= SCAN_MAX or bytes >= SCAN_BYTES
      return not isOver
    end)
    if isOver then return upto end
    upto = math.max(upto, to)
  end
  return high
end

local function readMember(member)
  local name, position, incarnation = string.match(member, '^(.-)%z(%d+)%z(%d+)$')
  if not name then broken('correlated', member) end
  return name, tonumber(position), incarnation
end

local function isAfter(member, name, position)
  local other, place = readMember(member)
  local length = math.min(#other, #name)
  for i = 1, length do
    local a, b = string.byte(other, i), string.byte(name, i)
    if a ~= b then return a > b end
  end
  if #other ~= #name then return #other > #name end
  return place > position
end

-- Returns the rank of the first member behind a place in time.
local function findRank(key, at, name, position)
  local low, high = call('ZCOUNT', key, '-inf', '(' .. at), call('ZCOUNT', key, '-inf', at)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if isAfter(call('ZRANGE', key, middle, middle)[1], name, position) then high = middle else low = middle + 1 end
  end
  return low
end

-- Returns up to which position a stream's members were examined, if this member was the last one.
local function examinedUpto(stream, name, at, member)
  local other, position = readMember(member)
  if other > name then return findPosition(stream, at + 1) - 1 end
  local before = findPosition(stream, at) - 1
  if other < name then return before end
  return math.max(before, math.min(position, findPosition(stream, at + 1) - 1))
end

local function readByCorrelation(stream, name, page, low, high, key, word)
  local entry = call('XRANGE', stream.log, digits(low), '+', 'COUNT', 1)[1]
  if not entry then return high end
  local _, lowAt = placeOf(entry)
  local rank, examined, bytes = findRank(key, digits(lowAt), name, low - 1), 0, 0
  while true do
    local members = call('ZRANGE', key, rank, rank + 99, 'WITHSCORES')
    if #members == 0 then return high end
    rank, examined = rank + #members / 2, examined + #members / 2
    for i = 1, #members, 2 do
      local _, position, incarnation = readMember(members[i])
      if incarnation == stream.i and position >= low then
        if position > high then return high end
        local found = loadEntry(stream.log, position)
        if found then
          local size, stored = sizeOf(found)
          bytes = bytes + stored
          if word == '' or found[2][2] == word then page.add(found, size) end
        end
        if page.isFull() or bytes >= SCAN_BYTES then return position end
      end
    end
    if examined >= 1000 then
      local upto = examinedUpto(stream, name, tonumber(members[#members]), members[#members - 1])
      return math.min(high, math.max(low, upto))
    end
  end
end

-- KEYS: head. ARGV: incarnation or nothing, after, from, to, type, tenant, correlation id, limit, bytes,
-- stream.
local function read(keys, args)
  local incarnation, after, from, to, word, tenant, correlation, limit, maxBytes = unpack(args, 1, 9)
  local stream, answer = findStream(keys[1], incarnation)
  if not stream then return answer end
  local low, high = math.max(tonumber(after) + 1, stream.first), stream.last
  if from ~= '' then low = math.max(low, findPosition(stream, tonumber(from))) end
  if to ~= '' then high = findPosition(stream, tonumber(to)) - 1 end
  local page, upto = newPage(tonumber(limit), tonumber(maxBytes)), low - 1
  if low <= high then
    if correlation ~= '' then
      local key = TAG .. 'correlated:' .. tenant .. '\\0' .. correlation
      upto = readByCorrelation(stream, args[10], page, low, high, key, word)
    elseif word ~= '' then upto = readType(stream, page, low, high, word)
    else upto = readPlain(stream, page, low, high) end
  end
  upto = math.max(upto, tonumber(after))
  return { 'page', stream.i, stream.first, stream.last, upto, flagOf(upto < high), page.reply }
end

local function summaryOf(stream)
  return { stream.i, stream.first, stream.firstAt, stream.last, stream.lastAt, stream.bytes, stream.others }
end

-- KEYS: head.
local function describe(keys)
  local stream = loadStream(keys[1])
  if not stream then return false end
  return { summaryOf(stream), call('HGETALL', keyOf('types', stream.i)) }
end

-- KEYS: names of the tenant's streams. ARGV: from which name on, limit, tenant. Passes over streams whose head is broken.
local function list(keys, args)
  local names = call('ZRANGEBYLEX', keys[1], args[1], '+', 'LIMIT', 0, args[2])
  local reply = {}
  for _, name in ipairs(names) do
    local isSound, stream = pcall(loadStream, TAG .. 'stream:' .. name .. '@' .. args[3])
    if not isSound then reply[#reply + 1] = { name, type(stream) == 'table' and stream.err or tostring(stream) }
    elseif stream then reply[#reply + 1] = { name, summaryOf(stream) } end
  end
  return reply
end

-- KEYS: members under the correlation id. ARGV: tenant, limit, bytes, and the place after which to begin: time, stream,
-- position. Returns whether all was read, up to which place, and the events.
local function correlated(keys, args)
  local tenant, limit, maxBytes, at, name, position = unpack(args, 1, 6)
  local rank = at == '' and 0 or findRank(keys[1], at, name, tonumber(position))
  local page, examined, heads, upto = newPage(tonumber(limit), tonumber(maxBytes)), 0, {}, { '', '', 0 }
  while true do
    local members = call('ZRANGE', keys[1], rank, rank + 99, 'WITHSCORES')
    if #members == 0 then return { 1, upto, page.reply } end
    for i = 1, #members, 2 do
      if page.isFull() or examined >= 1000 then return { 0, upto, page.reply } end
      local stream, place, incarnation = readMember(members[i])
      heads[stream] = heads[stream] or call('HGET', TAG .. 'stream:' .. stream .. '@' .. tenant, 'i') or '-'
      local entry = heads[stream] == incarnation and loadEntry(keyOf('log', incarnation), place)
      if entry then
        page.reply[#page.reply + 1] = stream
        page.reply[#page.reply + 1] = incarnation
        page.add(entry, (sizeOf(entry)))
      end
      upto = { members[i + 1], stream, place }
      examined, rank = examined + 1, rank + 1
    end
  end
end
`;
