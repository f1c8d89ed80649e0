/**
 * How a stream is kept. The head is a hash at KEYS[1]:
 *   i incarnation, f first position that is kept, g its time, l last position, a its time, b bytes of the events that are
 *   kept, o how many of them have a type that is not counted by name, k '1' once an event had a correlation id or a blob, so
 *   that a deletion looks at each, n bytes of the named commands.
 * All else belongs to the incarnation `i`, which is unique in the partition:
 *   stream-log        a Redis stream; the id of an entry is `<position>-<time>`. Fields: t type, c correlation id, i id,
 *                     r trace id, d data; an absent text is empty. Compressed data begins with byte 1 and the length of
 *                     its text in 4 bytes; large data with byte 2, this length, and `<owner>|<bytes>|<sha256>` of its blob
 *   stream-ids        hash: id -> `<position>|<time>`
 *   stream-contents   hash: hash of the content -> `<position>|<time>|<expires>`
 *   stream-expiries   list of `<expires>|<hash>`, in the order of the events
 *   stream-commands   hash: command -> answer; stream-command-ages: list of `<time>|<command>`
 *   stream-named      hash: command -> `<fingerprint>|<answer>`; stream-named-ages: list of `<time>|<command>`
 *   stream-types      hash: type -> count. A type keeps its field at 0, so that it stays known which are counted
 *   stream-blocks     sorted set of `<type>\0<block>`: the blocks of 256 positions that have events of a type; the type of
 *                     those that are not counted is empty
 *   stream-groups     sorted set of the names of groups; their keys are in `stream-groups.ts`
 * Beside streams a partition has:
 *   correlated:<tenant>\0<correlation id>   sorted set of `<stream>\0<position>\0<incarnation>` by time
 *   streams:<tenant>                        sorted set of names
 *   stream-graves                           sorted set of `<stream>@<tenant>\0<incarnation>`: deleted, not yet freed
 */
export const STREAM_STATE = /* lua */ `
local function call(...) return redis.call(...) end
local TAG

local function digits(n) return string.format('%.0f', n) end
local function padded(n) return string.format('%015.0f', n) end
local function keyOf(kind, incarnation) return TAG .. 'stream-' .. kind .. ':' .. incarnation end

local function readClock()
  local clock = call('TIME')
  return clock[1] * 1000 + math.floor(clock[2] / 1000)
end

local function broken(field, text)
  error({ err = 'RECORD_INVALID ' .. field .. '=' .. tostring(text) })
end

local function toCount(field, text)
  if text and string.match(text, '^%d+$') then return tonumber(text) end
  broken(field, text)
end

-- Returns nil for an unknown stream.
local function loadStream(key)
  local found = call('HMGET', key, 'i', 'f', 'g', 'l', 'a', 'b', 'o', 'k')
  if not found[1] then return nil end
  return {
    key = key, i = found[1], first = toCount('f', found[2]), firstAt = toCount('g', found[3]),
    last = toCount('l', found[4]), lastAt = toCount('a', found[5]), bytes = toCount('b', found[6]),
    others = toCount('o', found[7]), isFreedByEvent = found[8] == '1', log = keyOf('log', found[1]),
  }
end

-- Returns the stream, or nil and the answer that it is unknown or another incarnation than the expected one, if any.
local function findStream(key, incarnation)
  local stream = loadStream(key)
  if not stream then return nil, { 'unknown' } end
  if incarnation ~= '' and incarnation ~= stream.i then return nil, { 'renewed', stream.i } end
  return stream
end

local function placeOf(entry)
  local position, at = string.match(entry[1], '^(%d+)-(%d+)$')
  return tonumber(position), tonumber(at)
end

-- Returns the owner of the blob to which data refers, its bytes and its hash; nil for other data.
local function readReference(data)
  if not data or string.byte(data, 1) ~= 2 then return nil end
  return string.match(string.sub(data, 6), '^([^|]+)|(%d+)|(%x+)$')
end

-- Deletes the blobs of removed events.
local function dropBlobs(owners)
  for _, owner in ipairs(owners) do
    call('UNLINK', TAG .. 'blobs:' .. owner)
    call('ZREM', TAG .. 'blob-runs', owner)
  end
end

-- Returns the bytes of an event as it is read, and as it is stored, with its blob.
local function sizeOf(entry)
  local fields, bytes = entry[2], 0
  for i = 2, #fields, 2 do bytes = bytes + #fields[i] end
  local mark, a, b, c, d = string.byte(fields[10] or '', 1, 5)
  if mark ~= 1 and mark ~= 2 or not d then return bytes, bytes end
  local around = bytes - #fields[10]
  local _, stored = readReference(fields[10])
  return around + ((a * 256 + b) * 256 + c) * 256 + d, around + (tonumber(stored) or #fields[10] - 5)
end

local function loadEntry(log, position) return call('XRANGE', log, digits(position), digits(position))[1] end

-- Calls visit with the entries of these positions in order, until it returns false. Reads few at a time if they are large.
local function visitEntries(log, from, to, visit)
  local count = 16
  while from <= to do
    local entries = call('XRANGE', log, digits(from), digits(to), 'COUNT', math.min(count, to - from + 1))
    if #entries == 0 then return end
    local bytes = 0
    for _, entry in ipairs(entries) do
      local size, stored = sizeOf(entry)
      bytes = bytes + stored
      if not visit(entry, size, stored) then return end
    end
    from = placeOf(entries[#entries]) + 1
    count = math.max(4, math.min(256, math.floor(1000000 / (bytes / #entries + 1))))
  end
end

-- Returns the first position whose time is not before 'at'; one behind the last if there is none.
local function findPosition(stream, at)
  local low, high = stream.first, stream.last + 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    local entry = call('XRANGE', stream.log, digits(middle), '+', 'COUNT', 1)[1]
    local _, time = nil, math.huge
    if entry then _, time = placeOf(entry) end
    if time < at then low = middle + 1 else high = middle end
  end
  return low
end

local function addEntry(reply, entry)
  local position, at = placeOf(entry)
  local fields = entry[2]
  reply[#reply + 1] = position
  reply[#reply + 1] = at
  for i = 2, 10, 2 do reply[#reply + 1] = fields[i] or false end
end

local function blockOf(position) return math.floor((position - 1) / 256) end
`;
