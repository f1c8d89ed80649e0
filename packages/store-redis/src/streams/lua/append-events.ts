/**
 * KEYS: head, names of the tenant's streams, the counter of incarnations. ARGV: stream, tenant, command, expected position or
 * nothing, milliseconds for which contents are compared, publishing command, limits (types, commands, milliseconds of
 * commands, bytes of named commands), fingerprint or nothing, then for each event type, correlation id, id, trace id, hash, data and bytes.
 *
 * Large data refers to a blob that is there already; the append claims the blobs of its new events, and deletes the others.
 *
 * It reads, then decides, then writes, so a Redis that is out of memory refuses all of it. The answer is one text,
 * `<incarnation>|<last>|<runs>`; a run is `n` (new) or `d` (duplicates), first position, count and time.
 */
export const APPEND_EVENTS = /* lua */ `
local EVENT = 7

-- Returns known places by event: '<position>|<time>' and perhaps '|<expires>'.
local function findKnown(stream, args, from, count, field, kind)
  local known, names, owners = {}, {}, {}
  for n = 1, count do
    local name = args[from + (n - 1) * EVENT + field]
    if name ~= '' then
      names[#names + 1] = name
      owners[#owners + 1] = n
    end
  end
  if #names == 0 or not stream then return known end
  local found = call('HMGET', keyOf(kind, stream.i), unpack(names))
  for i, n in ipairs(owners) do known[n] = found[i] end
  return known
end

-- Returns nil for a place that has expired, or that would expire later than a place of now: the clock was set back since.
local function readPlace(text, now, dedupeMs)
  if not text then return nil end
  local position, first, expires = string.match(text, '^(%d+)|(%d+)|?(%d*)$')
  if not position then broken('place', text) end
  local leftMs = (tonumber(expires) or 0) - now
  if expires ~= '' and (leftMs <= 0 or leftMs > (dedupeMs or math.huge)) then return nil end
  return { tonumber(position), tonumber(first) }
end

-- Adds a place to the runs of an answer.
local function addRun(runs, kind, position, at)
  local run = runs[#runs]
  if run and run[1] == kind and run[4] == at and run[2] + run[3] == position then run[3] = run[3] + 1
  else runs[#runs + 1] = { kind, position, 1, at } end
end

local function writeRuns(runs)
  local texts = {}
  for i, run in ipairs(runs) do
    texts[i] = run[1] .. digits(run[2]) .. ',' .. digits(run[3]) .. ',' .. digits(run[4])
  end
  return table.concat(texts, ';')
end

local function createStream(keys, name, now)
  local incarnation = digits(math.max(toCount('incarnations', call('GET', keys[3]) or '0') + 1, now))
  return {
    key = keys[1], i = incarnation, first = 1, firstAt = now, last = 0, lastAt = 0, bytes = 0, others = 0,
    log = keyOf('log', incarnation), isNew = true,
  }
end

local function countTypes(stream, fresh, most)
  local counts, order = {}, {}
  for _, event in ipairs(fresh) do
    if not counts[event.type] then order[#order + 1] = event.type end
    counts[event.type] = (counts[event.type] or 0) + 1
  end
  local key = keyOf('types', stream.i)
  local found, size = call('HMGET', key, unpack(order)), call('HLEN', key)
  local named = {}
  for i, word in ipairs(order) do
    if found[i] then named[word] = true
    elseif size < most then
      named[word] = true
      size = size + 1
    else stream.others = stream.others + counts[word] end
  end
  return counts, named
end

local function callWith(command, key, list)
  if #list > 0 then call(command, key, unpack(list)) end
end

local function writeEvents(stream, fresh, name, tenant, at, most, expires)
  local counts, named = countTypes(stream, fresh, most)
  local ids, contents, expiries, marked, correlated = {}, {}, {}, {}, {}
  for _, event in ipairs(fresh) do
    local position = digits(event.position)
    call('XADD', stream.log, position .. '-' .. digits(at), 't', event.type, 'c', event.correlation, 'i', event.id, 'r',
      event.trace, 'd', event.data)
    if event.id ~= '' then
      ids[#ids + 1] = event.id
      ids[#ids + 1] = position .. '|' .. digits(at)
    end
    if event.hash ~= '' then
      contents[#contents + 1] = event.hash
      contents[#contents + 1] = position .. '|' .. digits(at) .. '|' .. digits(expires)
      expiries[#expiries + 1] = digits(expires) .. '|' .. event.hash
    end
    local mark = (named[event.type] and event.type or '') .. '\\0' .. padded(blockOf(event.position))
    if not marked[mark] then
      marked[mark] = true
      call('ZADD', keyOf('blocks', stream.i), 0, mark)
    end
    if event.correlation ~= '' then
      stream.isFreedByEvent = true
      local members = correlated[event.correlation] or {}
      correlated[event.correlation] = members
      members[#members + 1] = at
      members[#members + 1] = name .. '\\0' .. padded(event.position) .. '\\0' .. stream.i
    end
  end
  for correlation, members in pairs(correlated) do
    call('ZADD', TAG .. 'correlated:' .. tenant .. '\\0' .. correlation, unpack(members))
  end
  for word, count in pairs(counts) do
    if named[word] then call('HINCRBY', keyOf('types', stream.i), word, count) end
  end
  callWith('HSET', keyOf('ids', stream.i), ids)
  callWith('HSET', keyOf('contents', stream.i), contents)
  callWith('RPUSH', keyOf('expiries', stream.i), expiries)
end

-- Forgets contents that have expired, a few more than were added.
local function forgetContents(stream, now, most)
  local expiries, contents = keyOf('expiries', stream.i), keyOf('contents', stream.i)
  for _ = 1, most do
    local expires, hash = string.match(call('LINDEX', expiries, 0) or '', '^(%d+)|(.*)$')
    if not expires or tonumber(expires) > now then return end
    call('LPOP', expiries)
    local place = call('HGET', contents, hash)
    if place and not readPlace(place, now) then call('HDEL', contents, hash) end
  end
end

local function keepCommand(stream, command, answer, now, limits)
  local commands, ages = keyOf('commands', stream.i), keyOf('command-ages', stream.i)
  call('HSET', commands, command, answer)
  local size = call('RPUSH', ages, digits(now) .. '|' .. command)
  for _ = 1, 4 do
    local age, old = string.match(call('LINDEX', ages, 0) or '', '^(%d+)|(.*)$')
    if not age or size <= limits.commands and tonumber(age) + limits.commandMs > now then return end
    call('LPOP', ages)
    call('HDEL', commands, old)
    size = size - 1
  end
end

-- Returns the owners of the blobs of new events, and of those that no event needs. The third is one that is not there.
local function findBlobs(args, from, count, fresh)
  local isNew, claimed, unneeded = {}, {}, {}
  for _, event in ipairs(fresh) do isNew[event.data] = true end
  for n = 1, count do
    local data = args[from + (n - 1) * EVENT + 6]
    local owner, _, hash = readReference(data)
    if owner and isNew[data] then
      claimed[#claimed + 1] = owner
      if call('HEXISTS', TAG .. 'blobs:' .. owner, '=' .. hash) == 0 then return claimed, unneeded, owner end
    elseif owner then unneeded[#unneeded + 1] = owner end
  end
  return claimed, unneeded, nil
end

local function claimBlobs(stream, owners)
  for _, owner in ipairs(owners) do
    stream.isFreedByEvent = true
    call('HSET', TAG .. 'blobs:' .. owner, '@', '1')
    call('ZREM', TAG .. 'blob-runs', owner)
  end
end

-- The bytes of a kept answer, and of its name in both places.
local function namedSize(command, text) return 2 * #command + #text end

-- Keeps the answer to a command with a fingerprint, and forgets old ones.
local function keepNamed(stream, command, text, now, limits)
  local named, ages = keyOf('named', stream.i), keyOf('named-ages', stream.i)
  call('HSET', named, command, text)
  call('RPUSH', ages, digits(now) .. '|' .. command)
  local more, size = namedSize(command, text), tonumber(call('HGET', stream.key, 'n') or '0')
  for _ = 1, 4 do
    local age, old = string.match(call('LINDEX', ages, 0) or '', '^(%d+)|(.*)$')
    if not age or size + more <= limits.namedBytes and tonumber(age) + limits.commandMs > now then break end
    more = more - namedSize(old, call('HGET', named, old) or '')
    call('LPOP', ages)
    call('HDEL', named, old)
  end
  call('HINCRBY', stream.key, 'n', more)
end

-- Returns the answer to a repeat of a command; nil if it is new.
local function findAnswer(stream, command, fingerprint)
  if fingerprint == '' then
    local answer = call('HGET', keyOf('commands', stream.i), command)
    return answer and { 'appended', answer }
  end
  local first, answer = string.match(call('HGET', keyOf('named', stream.i), command) or '', '^([^|]*)|(.*)$')
  if not first then return nil end
  return first == fingerprint and { 'appended', answer } or { 'reused' }
end

local function decideEvents(stream, args, from, count, at, now, dedupeMs)
  local byId = findKnown(not stream.isNew and stream, args, from, count, 3, 'ids')
  local byContent = findKnown(not stream.isNew and stream, args, from, count, 5, 'contents')
  local fresh, runs, seenIds, seenContents = {}, {}, {}, {}
  for n = 1, count do
    local base = from + (n - 1) * EVENT
    local id, hash = args[base + 3], args[base + 5]
    local place = seenIds[id] or seenContents[hash] or readPlace(byId[n], now) or readPlace(byContent[n], now, dedupeMs)
    if place then addRun(runs, 'd', place[1], place[2])
    else
      stream.last = stream.last + 1
      stream.bytes = stream.bytes + tonumber(args[base + 7])
      fresh[#fresh + 1] = {
        type = args[base + 1], correlation = args[base + 2], id = id, trace = args[base + 4], hash = hash,
        data = args[base + 6], position = stream.last,
      }
      addRun(runs, 'n', stream.last, at)
      if id ~= '' then seenIds[id] = { stream.last, at } end
      if hash ~= '' then seenContents[hash] = { stream.last, at } end
    end
  end
  return fresh, runs
end

local function append(keys, args)
  local name, tenant, command, expect, dedupeMs, publish = unpack(args, 1, 6)
  local limits = { types = tonumber(args[7]), commands = tonumber(args[8]), commandMs = tonumber(args[9]), namedBytes = tonumber(args[10]) }
  local fingerprint, from, count = args[11], 11, (#args - 11) / EVENT
  local stream = loadStream(keys[1])
  local known = stream and findAnswer(stream, command, fingerprint)
  if known then return known end
  local last = stream and stream.last or 0
  if expect ~= '' and tonumber(expect) ~= last then return { 'conflict', last } end
  local now = readClock()
  stream = stream or createStream(keys, name, now)
  local at = math.max(now, stream.lastAt)
  local isEmpty = stream.last < stream.first
  local fresh, runs = decideEvents(stream, args, from, count, at, now, tonumber(dedupeMs))
  local claimed, unneeded, missing = findBlobs(args, from, count, fresh)
  if missing then return { 'missing', missing } end
  dropBlobs(unneeded)
  if #fresh > 0 then
    claimBlobs(stream, claimed)
    writeEvents(stream, fresh, name, tenant, at, limits.types, now + tonumber(dedupeMs))
    if isEmpty then stream.firstAt = at end
    call('HSET', stream.key, 'i', stream.i, 'f', digits(stream.first), 'g', digits(stream.firstAt), 'l',
      digits(stream.last), 'a', digits(at), 'b', digits(stream.bytes), 'o', digits(stream.others),
      'k', stream.isFreedByEvent and '1' or '0')
    if stream.isNew then
      call('SET', keys[3], stream.i)
      call('ZADD', keys[2], 0, name)
    end
  end
  forgetContents(stream, now, 2 * #fresh + 2)
  local answer = stream.i .. '|' .. digits(stream.last) .. '|' .. writeRuns(runs)
  if fingerprint == '' then keepCommand(stream, command, answer, now, limits)
  else keepNamed(stream, command, fingerprint .. '|' .. answer, now, limits) end
  if #fresh > 0 then call(publish, keys[1], '') end
  return { 'appended', answer }
end
`;
