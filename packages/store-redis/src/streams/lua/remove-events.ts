/** Removes events and streams in steps of bounded work. */
export const REMOVE_EVENTS = /* lua */ `
local STEP_EVENTS, STEP_BYTES = 500, 4000000

-- The first position that a group still needs.
local function neededBy(stream, group)
  local delivered = tonumber(call('HGET', keyOf('group', stream.i) .. ':' .. group, 'd') or '0')
  local pending = call('ZRANGE', keyOf('pending', stream.i) .. ':' .. group, 0, 0)[1]
  local dead = call('ZRANGE', keyOf('dead', stream.i) .. ':' .. group, 0, 0)[1]
  local needed = math.max(pending and tonumber(pending) or delivered + 1, stream.first)
  return dead and math.min(needed, tonumber(dead)) or needed
end

local function forgetCorrelated(tenant, name, incarnation, byCorrelation)
  for correlation, positions in pairs(byCorrelation) do
    for i, position in ipairs(positions) do
      positions[i] = name .. '\\0' .. padded(position) .. '\\0' .. incarnation
    end
    call('ZREM', TAG .. 'correlated:' .. tenant .. '\\0' .. correlation, unpack(positions))
  end
end

local function addCorrelated(byCorrelation, entry)
  local correlation = entry[2][4]
  if not correlation or correlation == '' then return end
  byCorrelation[correlation] = byCorrelation[correlation] or {}
  table.insert(byCorrelation[correlation], (placeOf(entry)))
end

local function addBlob(owners, entry)
  owners[#owners + 1] = readReference(entry[2][10])
end

-- Blocks of which nothing is left are no longer marked.
local function unmarkBlocks(stream, newFirst)
  local marks, named = {}, nil
  for block = blockOf(stream.first), blockOf(newFirst) - 1 do
    marks[#marks + 1] = '\\0' .. padded(block)
    named = named or call('HKEYS', keyOf('types', stream.i))
    for _, word in ipairs(named) do
      marks[#marks + 1] = word .. '\\0' .. padded(block)
    end
  end
  for i = 1, #marks, 5000 do call('ZREM', keyOf('blocks', stream.i), unpack(marks, i, math.min(i + 4999, #marks))) end
end

-- One step of a trim. KEYS: head. ARGV: incarnation or nothing, the first position to keep, 1 for events that groups need,
-- tenant, stream. Returns how many events it removed, the first position, and whether more are to be removed.
local function trim(keys, args)
  local stream, answer = findStream(keys[1], args[1])
  if not stream then return answer end
  local before = math.min(tonumber(args[2]), stream.last + 1)
  if args[3] ~= '1' then
    for _, group in ipairs(call('ZRANGE', keyOf('groups', stream.i), 0, -1)) do
      before = math.min(before, neededBy(stream, group))
    end
  end
  local removed, bytes, counts, byCorrelation, blobs, newFirst = 0, 0, {}, {}, {}, stream.first
  visitEntries(stream.log, stream.first, before - 1, function(entry, _, stored)
    removed, bytes = removed + 1, bytes + stored
    counts[entry[2][2]] = (counts[entry[2][2]] or 0) + 1
    addCorrelated(byCorrelation, entry)
    addBlob(blobs, entry)
    newFirst = placeOf(entry) + 1
    return removed < STEP_EVENTS and bytes < STEP_BYTES
  end)
  if removed == 0 then return { 'trimmed', 0, stream.first, 0 } end
  call('XTRIM', stream.log, 'MINID', digits(newFirst))
  for word, count in pairs(counts) do
    if call('HEXISTS', keyOf('types', stream.i), word) == 1 then call('HINCRBY', keyOf('types', stream.i), word, -count)
    else stream.others = stream.others - count end
  end
  forgetCorrelated(args[4], args[5], stream.i, byCorrelation)
  dropBlobs(blobs)
  unmarkBlocks(stream, newFirst)
  local nextEntry = loadEntry(stream.log, newFirst)
  local firstAt = stream.lastAt
  if nextEntry then firstAt = select(2, placeOf(nextEntry)) end
  call('HSET', stream.key, 'f', digits(newFirst), 'g', digits(firstAt), 'b', digits(stream.bytes - bytes), 'o',
    digits(stream.others))
  return { 'trimmed', removed, newFirst, newFirst < before and 1 or 0 }
end

local function dropGroup(incarnation, group)
  local names = {}
  for i, kind in ipairs({ 'group', 'pending', 'leases', 'held', 'dead', 'letters' }) do
    names[i] = keyOf(kind, incarnation) .. ':' .. group
  end
  call('UNLINK', unpack(names))
end

-- Takes a stream away, all but a log with correlated events or blobs, which is left in its grave. Broken heads go too.
local function bury(key, names, graves, name, tenant, incarnation)
  local isSound, stream = pcall(loadStream, key)
  for _, group in ipairs(call('ZRANGE', keyOf('groups', incarnation), 0, -1)) do dropGroup(incarnation, group) end
  local freed = {}
  for i, kind in ipairs({ 'ids', 'contents', 'expiries', 'commands', 'command-ages', 'named', 'named-ages', 'types', 'blocks', 'groups' }) do
    freed[i] = keyOf(kind, incarnation)
  end
  call('UNLINK', key, unpack(freed))
  call('ZREM', names, name)
  if isSound and not stream.isFreedByEvent then call('UNLINK', keyOf('log', incarnation))
  else call('ZADD', graves, 0, name .. '@' .. tenant .. '\\0' .. incarnation) end
end

-- One step of freeing what is in a grave.
local function digUp(graves, grave)
  local name, tenant, incarnation = string.match(grave, '^(.-)@(.*)%z(.+)$')
  if not name then
    call('ZREM', graves, grave)
    return
  end
  local log, visited, bytes, byCorrelation, blobs, last = keyOf('log', incarnation), 0, 0, {}, {}, nil
  local first = call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
  if first then
    visitEntries(log, (placeOf(first)), 9007199254740991, function(entry, _, stored)
      visited, bytes, last = visited + 1, bytes + stored, placeOf(entry)
      addCorrelated(byCorrelation, entry)
      addBlob(blobs, entry)
      return visited < STEP_EVENTS and bytes < STEP_BYTES
    end)
    forgetCorrelated(tenant, name, incarnation, byCorrelation)
    dropBlobs(blobs)
    call('XTRIM', log, 'MINID', digits(last + 1))
  end
  if call('XLEN', log) > 0 then return end
  call('UNLINK', log)
  call('ZREM', graves, grave)
end

-- KEYS: head, names, graves. ARGV: stream, tenant, incarnation or nothing. The head need not be sound.
local function delete(keys, args)
  local incarnation = call('HGET', keys[1], 'i')
  if not incarnation then return { 'unknown' } end
  if args[3] ~= '' and args[3] ~= incarnation then return { 'renewed', incarnation } end
  bury(keys[1], keys[2], keys[3], args[1], args[2], incarnation)
  return { 'deleted' }
end

-- One step of freeing any grave. KEYS: graves.
local function free(keys)
  local grave = call('ZRANGE', keys[1], 0, 0)[1]
  if not grave then return 'nothing' end
  digUp(keys[1], grave)
  return 'freed'
end
`;
