/**
 * The state of a run in its hash, and what a command changes in it.
 *
 * `h` is the run's head: `status|tokens|lastAt|createdAt|finishedAt|endedBy|hasDeadline|tenant`; what follows `lastAt`
 * stays one text until it is needed.
 * `s:<unit>` is a unit: `status|attempt|dispatch|lost|by|src|job|delivery|token|worker|due|how`, where `by` is the job
 * that scheduled it, `src` the command that did (a repeated command finds its answer by it), `job`, `delivery`, `token`
 * and `worker` its holder (token 0: none), `due` the moment of a retry (or since when a ready unit is held), and `how`
 * what opens it: `e` (evaluate) or `s` (schedule) and the fields it reads. What is `parked` has no holder: it has the
 * number of its parking in place of `delivery`, and its reason in place of `worker`. In version 1 of the schema it is kept under
 * the words of the API: `blocked`, or `retrying` without a reason; programs of before there were numbers wrote 0.
 * `o:`, `e:`, `n:<unit>` are its output, its error, and how many dependencies it waits for; `m`, `in`, `out`, `err`
 * are the run's meta, input, output and error. `l:<unit>` are the tokens of those who lost its deliveries, `,5,6,`, since
 * there last were none. The log is a list of `at|type|body`: an event's number is its place.
 *
 * What belongs to lanes of a `forEach` is told in `lanes.ts`.
 *
 * This is the hot path of the fleet, and Lua in Redis is slow at growing tables, at making garbage and at formatting
 * numbers. Hence what a command works on are locals and lists that serve all commands of a call, and numbers stay text
 * until they are counted.
 */
export const STATE = /* lua */ `
local SEP = '\\0'

-- Lua has room for some 8,000 arguments of one call: what grows with a run is sent in pieces.
local PIECE = 2000
-- A list is searched from end to end up to this length, and by name beyond it.
local SEARCHED = 64

-- What Lua and Redis offer: a library sees it only when it is called.
local call, unpack, tonumber, match, format, byte
-- The call at hand: its commands, its keys, the moment.
local IN
local INDEX, WAKEUPS, LOOKS, FINISHED, BLOCKED, CHANNEL, PUBLISH
-- What is parked is written in the words of the API, which older programs can read.
local isInOldWords
local NOW, NOW_TEXT, WATCHDOG_AT

local function int(n) return format('%.0f', n) end

-- Small numbers as text: the same few are counted again and again.
local small = { [0] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12' }
local function plus(text, n)
  local sum = tonumber(text) + n
  return small[sum] or format('%d', sum)
end

-- The command at hand: who issued it, its run's keys, the run's head.
local id, worker, job, delivery, runId, run, log
local status, tokens, at, tail
local created, finished, endedBy, deadline, tenant
-- What was loaded, what is to be written, and the fields that the issuer has (a stretch of IN).
local FIELDS, fields, values
local SET, sets
-- The same by field, where the lists are long.
local LOADED, WRITTEN
-- What is to be written to the hash of the run's items, and that hash's key.
local ITEM_SET, itemSets, items
local EVENTS, events
-- Entries of the list of what is blocked, to be added, with their scores, and to be removed.
local PARKED, parked, CLEARED, cleared
local knownAt, known
-- What became of it: the status that the run had before it ended; the step has to wait; it has to be tried alone.
local ended, early, alone
-- When the run's time is over, if this command says so.
local deadlineAt
-- Of a claim: whether its worker does nothing else, why it will not begin the step, and what the event says of that.
local idle, refusal, refusalMore

local function beginCall(keys, args)
  if not call then
    call = redis.call
    unpack, tonumber, match, format, byte = _G.unpack, _G.tonumber, string.match, string.format, string.byte
  end
  IN = cmsgpack.unpack(args[1])
  INDEX, WAKEUPS, LOOKS, FINISHED, BLOCKED = keys[1], keys[2], keys[3], keys[4], keys[5]
  CHANNEL, PUBLISH, isInOldWords = args[2], args[4], args[5] == '1'
  local clock = call('TIME')
  NOW = clock[1] * 1000 + math.floor(clock[2] / 1000)
  NOW_TEXT, WATCHDOG_AT = int(NOW), int(NOW + args[3])
  FIELDS, SET, EVENTS, ITEM_SET, PARKED, CLEARED = { 'h' }, {}, {}, nil, nil, nil
end

local function splitTail()
  if created then return end
  created, finished, endedBy, deadline, tenant = match(tail, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
end

local function callInPieces(command, key, list, n)
  for from = 1, n, PIECE do call(command, key, unpack(list, from, math.min(from + PIECE - 1, n))) end
end

-- Values of any number of fields.
local function getFields(list, n)
  if n <= PIECE then return call('HMGET', run, unpack(list, 1, n)) end
  local all = {}
  for from = 1, n, PIECE do
    local got = call('HMGET', run, unpack(list, from, math.min(from + PIECE - 1, n)))
    for i = 1, #got do all[from + i - 1] = got[i] end
  end
  return all
end

-- One HMGET, of the head and the other FIELDS; answers whether the run exists.
local function load(n)
  fields = n
  values = getFields(FIELDS, n)
  if n > SEARCHED then
    LOADED = {}
    for i = 1, n do LOADED[FIELDS[i]] = values[i] end
  end
  local head = values[1]
  if not head then return false end
  status, tokens, at, tail = match(head, '^([^|]*)|([^|]*)|([^|]*)|(.*)$')
  created = nil
  -- The clock of the host may be set back; the times of a run never are. Both have 13 digits.
  if at < NOW_TEXT then at = NOW_TEXT end
  return true
end

-- What this command writes into a field, if it does.
local function written(field)
  if WRITTEN then return WRITTEN[field] end
  for i = sets - 1, 1, -2 do
    if SET[i] == field then return SET[i + 1] end
  end
end

-- A field as it will be after this command: written by it, loaded, or else still in the hash.
local function read(field)
  local value = written(field)
  if value then return value end
  if LOADED then
    value = LOADED[field]
    if value ~= nil then return value end
  else
    for i = 1, fields do
      if FIELDS[i] == field then return values[i] end
    end
  end
  return call('HGET', run, field)
end

local function put(field, value)
  SET[sets + 1], SET[sets + 2] = field, value
  sets = sets + 2
  if WRITTEN then
    WRITTEN[field] = value
  elseif sets > SEARCHED then
    WRITTEN = {}
    for i = 1, sets, 2 do WRITTEN[SET[i]] = SET[i + 1] end
  end
end

local function putItem(field, value)
  if itemSets == 0 then ITEM_SET = {} end
  ITEM_SET[itemSets + 1], ITEM_SET[itemSets + 2] = field, value
  itemSets = itemSets + 2
end

local function parseUnit(x, name, text)
  x.name = name
  x.st, x.a, x.d, x.lost, x.by, x.src, x.job, x.delivery, x.token, x.worker, x.due, x.how =
    match(text, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
  x.lane = ''
  if byte(x.how) == 108 then x.lane, x.item, x.how = match(x.how, '^(l)(%d*)(.*)$') end
  if x.token ~= '0' then return x end
  if x.st == 'parked' then x.reason = x.worker
  elseif x.st == 'retrying' then x.st, x.reason = 'parked', 'retry'
  -- Old versions wrote no reason for the only one that they knew.
  elseif x.st == 'blocked' then x.st, x.reason = 'parked', x.worker == '' and 'pause' or x.worker end
  return x
end

-- The unit that a command names, and the new one that it opens; there is never more than one of each in hand.
local OWN, OPENED = {}, {}

-- 'lane': 'l' if it is one. 'allKnown': its issuer has all that it reads. Its holder, source and moment are what its
-- first move says.
local function newUnit(name, lane, how, allKnown)
  local x = OPENED
  x.name, x.st, x.a, x.d, x.lost, x.by = name, 'pending', '1', '0', '0', ''
  x.lane, x.item, x.how, x.allKnown = lane, '', how, allKnown
  return x
end

local function isRetrying(x) return x.st == 'parked' and x.reason == 'retry' end
local function isPaused(x) return x.st == 'parked' and x.reason == 'pause' end
-- Parked until a breaker closes or a limit has room: such units are listed.
local function isListed(x) return x.st == 'parked' and x.reason ~= 'retry' and x.reason ~= 'pause' end
-- Whether an activation of it is on a queue, or will be.
local function hasJob(x) return x.st == 'scheduled' or isRetrying(x) end
local function isHeld(x) return x.token ~= '0' end

-- The word that the API has for where a unit is.
local function shown(x)
  if x.st ~= 'parked' then return x.st end
  return x.reason == 'retry' and 'retrying' or 'blocked'
end

-- Sorts by reason, then as the list is told: the oldest run first. Version 1 names no number.
local function parkedMember(reason, unit, number)
  splitTail()
  local member = reason .. SEP .. created .. SEP .. runId .. '|' .. unit
  return number == '0' and member or member .. SEP .. number
end

local function listParked(x)
  if not isListed(x) then return end
  if parked == 0 then PARKED = {} end
  PARKED[parked + 1], PARKED[parked + 2] = '0', parkedMember(x.reason, x.name, isInOldWords and '0' or x.delivery)
  parked = parked + 2
end

-- Whichever version listed it.
local function unlistParked(x)
  if not isListed(x) then return end
  if cleared == 0 then CLEARED = {} end
  CLEARED[cleared + 1], CLEARED[cleared + 2] =
    parkedMember(x.reason, x.name, '0'), parkedMember(x.reason, x.name, x.delivery)
  cleared = cleared + 2
end

local function putUnit(x)
  local st, place, how = x.st, x.worker, x.how
  if st == 'parked' then
    place = x.reason
    if isInOldWords then st, place = shown(x), place == 'retry' and '' or place end
  end
  if x.lane == 'l' and how ~= '' then how = 'l' .. x.item .. how end
  put('s:' .. x.name, st .. '|' .. x.a .. '|' .. x.d .. '|' .. x.lost .. '|' .. x.by .. '|' .. x.src .. '|' .. x.job
    .. '|' .. x.delivery .. '|' .. x.token .. '|' .. place .. '|' .. x.due .. '|' .. how)
end

-- Who holds a unit is one of those who lost it, since there last were none.
local function addLost(x)
  put('l:' .. x.name, (x.lost ~= '0' and read('l:' .. x.name) or ',') .. x.token .. ',')
end

local function hasLost(x, token)
  return x.lost ~= '0' and string.find(read('l:' .. x.name) or '', ',' .. token .. ',', 1, true)
end

local function event(type, body)
  events = events + 1
  EVENTS[events] = at .. '|' .. type .. '|' .. body
end

-- A lane tells of its item, and without one of nothing.
local function itemEvent(type, x, more)
  if x.item == '' then return end
  events = events + 1
  EVENTS[events] = at .. '|item.' .. string.sub(type, 6) .. '|{"step":"' .. match(x.name, '^[^.]*') .. '","item":' .. x.item
    .. ',"attempt":' .. x.a .. more .. '}'
end

-- 'key' and 'value' are the last of its properties, as JSON text.
local function stepEvent(type, x, key, value)
  if x.name == '$' then return end
  if x.lane == 'l' then return itemEvent(type, x, key and key .. value or '') end
  events = events + 1
  if key then
    EVENTS[events] = at .. '|' .. type .. '|{"step":"' .. x.name .. '","attempt":' .. x.a .. key .. value .. '}'
  else
    EVENTS[events] = at .. '|' .. type .. '|{"step":"' .. x.name .. '","attempt":' .. x.a .. '}'
  end
end

-- All units of the run in the order of their names, for the rare commands that must look at each: a redelivery, a
-- repeat, an end by force.
local function units()
  local names = {}
  for _, f in ipairs(call('HKEYS', run)) do
    if string.sub(f, 1, 2) == 's:' then names[#names + 1] = f end
  end
  if #names == 0 then return names end
  sortNames(names)
  local all = getFields(names, #names)
  for i = 1, #names do all[i] = parseUnit({}, string.sub(names[i], 3), all[i]) end
  return all
end

local function flush()
  if created then tail = created .. '|' .. finished .. '|' .. endedBy .. '|' .. deadline .. '|' .. tenant end
  put('h', status .. '|' .. tokens .. '|' .. at .. '|' .. tail)
  callInPieces('HSET', run, SET, sets)
  if itemSets > 0 then callInPieces('HSET', items, ITEM_SET, itemSets) end
  if events > 0 then callInPieces('RPUSH', log, EVENTS, events) end
  if parked > 0 then callInPieces('ZADD', BLOCKED, PARKED, parked) end
  if cleared > 0 then callInPieces('ZREM', BLOCKED, CLEARED, cleared) end
end
`;
