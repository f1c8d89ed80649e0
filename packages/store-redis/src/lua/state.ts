import { ENTRY_WAKE_MS } from '@ag06/protocol';
import { RECORD_INVALID } from '../to-store-error.ts';
import { APPROVALS } from './approvals.ts';
import { EVENTS } from './events.ts';
import { PARKED } from './parked.ts';

/**
 * The state of a run in its hash, and how a command changes it.
 *
 * `h` is the run's head: `status|tokens|lastAt|createdAt|finishedAt|endedBy|flags|tenant`. What follows `lastAt`
 * stays one text until it is needed. The flags are `1` if the run has a time-out, `p` if it has a parent, `x` if it
 * ever wrote an entry, and `a` if it ever asked a person. `x:<entry>` is the body of an entry that is not cleared.
 * `s:<unit>` is a unit: `status|attempt|dispatch|lost|by|src|job|delivery|token|worker|due|how`.
 * - `by`: the job that scheduled it. `src`: the command that moved it last; a repeat of that finds its answer here.
 * - `job`, `delivery`, `token`, `worker`: its holder; token 0 means none.
 * - `due`: when a retry is due, or since when a ready unit is held.
 * - `how`: how it is opened, `e` (evaluate) or `s` (schedule), and the fields it then reads.
 * A step in a later iteration than its first has its number behind the first letter of `how`, as `@2` among the fields: a
 * program that does not know it finds no such field, and passes it on. When the step is over, that letter is `f`.
 * `p:<unit>` is the output of the iteration before.
 * A `parked` unit has no holder. Its `delivery` is the number of its parking, its `worker` the reason. Version 1 of the
 * schema writes the words of the API: `blocked` with the reason, `retrying` without; programs that know no park numbers
 * write 0.
 * `o:<unit>`, `e:<unit>` and `n:<unit>` are its output, its error, and how many dependencies it still waits for.
 * `l:<unit>` are the tokens under which deliveries were lost since the count was last zero, as `,5,6,`.
 * `m`, `in`, `out` and `err` are the run's meta, input, output and error.
 * The log is a list of `at|type|body`; an event's position is its number. `lanes.ts` explains the fields of a `forEach`.
 *
 * Every command of the fleet runs this code. Lua in Redis is slow at growing tables, making garbage and formatting
 * numbers. So the state of a command is in locals and lists that all commands of a call reuse, and numbers stay text
 * until they are counted.
 */
export const STATE = /* lua */ `
local SEP = '\\0'

local ENTRY_WAKE_MS = ${ENTRY_WAKE_MS}

-- Lua takes about 8,000 arguments in one call, so lists that grow with a run are sent in pieces.
local PIECE = 2000
-- Up to this length a list is searched from end to end, beyond it by name.
local SEARCHED = 64

-- The functions of Lua and Redis, which a library only sees while it is called.
local call, unpack, tonumber, match, format, byte
-- The call at hand: its commands, its keys, the time.
local IN
local INDEX, WAKEUPS, DUE, LOOKS, FINISHED, BLOCKED, APPROVALS, CHANNEL, PUBLISH
-- Whether parked units are written in the words of version 1.
local isInOldWords
local NOW, NOW_TEXT, WATCHDOG_AT

local function int(n) return format('%.0f', n) end

-- Small numbers as text, because the same few are counted again and again.
local small = { [0] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12' }
local function plus(text, n)
  local sum = tonumber(text) + n
  return small[sum] or format('%d', sum)
end

-- The command at hand: its issuer, the keys of its run, the run's head.
local id, worker, job, delivery, runId, run, log
local status, tokens, at, tail
local created, finished, endedBy, flags, tenant
-- The loaded fields, the fields to write, and the fields that the issuer has (a range of IN).
local FIELDS, fields, values
local SET, sets
-- The same by name, where the lists are long.
local LOADED, WRITTEN
-- What to write to the hash of the run's items, and its key.
local ITEM_SET, itemSets, items
local EVENTS, events
-- Entries to add to the list of blocked units, with their scores, and entries to remove.
local PARKED, parked, CLEARED, cleared
-- Wake-ups of units to be armed, each after its moment, and those to be removed.
local ARMED, armed, DISARMED, disarmed
-- Messages to other runs: their wake-ups, with the moments.
local ENTRIES, entries
local knownAt, known
-- Results of the command: the status before the run ended, whether the step has to wait, whether it must be tried alone.
local ended, early, alone
-- When the run times out, if this command sets that.
local deadlineAt
-- Of a claim: whether its worker is idle, the obstacle that keeps it from beginning the step, and that one's event properties.
local idle, obstacle, obstacleMore

local function beginCall(keys, args)
  if not call then
    call = redis.call
    unpack, tonumber, match, format, byte = _G.unpack, _G.tonumber, string.match, string.format, string.byte
  end
  IN = cmsgpack.unpack(args[1])
  INDEX, WAKEUPS, DUE, LOOKS, FINISHED, BLOCKED, APPROVALS = unpack(keys, 1, 7)
  CHANNEL, PUBLISH, isInOldWords = args[2], args[4], args[5] == '1'
  local clock = call('TIME')
  NOW = clock[1] * 1000 + math.floor(clock[2] / 1000)
  NOW_TEXT, WATCHDOG_AT = int(NOW), int(NOW + args[3])
  FIELDS, SET, EVENTS, ITEM_SET, PARKED, CLEARED, ARMED, DISARMED, ENTRIES = { 'h' }, {}, {}, nil, nil, nil, nil, nil, nil
end

local function splitTail()
  if created then return end
  created, finished, endedBy, flags, tenant = match(tail, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
end

local function callInPieces(command, key, list, n)
  for from = 1, n, PIECE do call(command, key, unpack(list, from, math.min(from + PIECE - 1, n))) end
end

-- Loads any number of fields.
local function getFields(list, n)
  if n <= PIECE then return call('HMGET', run, unpack(list, 1, n)) end
  local all = {}
  for from = 1, n, PIECE do
    local got = call('HMGET', run, unpack(list, from, math.min(from + PIECE - 1, n)))
    for i = 1, #got do all[from + i - 1] = got[i] end
  end
  return all
end

-- Says that a record cannot be read.
function record.refuse(field, text) error('${RECORD_INVALID} ' .. field .. ' ' .. string.sub(text, 1, 80), 0) end

-- Loads the head and the other FIELDS in one HMGET. Returns whether the run exists.
local function load(n)
  fields = n
  values = getFields(FIELDS, n)
  if n > SEARCHED then
    LOADED = {}
    for i = 1, n do LOADED[FIELDS[i]] = values[i] end
  end
  local head = values[1]
  if not head then return false end
  status, tokens, at, tail = match(head, '^([^|]*)|(%d+)|(%d+)|(.*)$')
  if not record.run[status or ''] then record.refuse('h', head) end
  created = nil
  -- The host's clock may be set back; the times of a run never go back. Both texts have 13 digits.
  if at < NOW_TEXT then at = NOW_TEXT end
  return true
end

-- The value that this command writes into a field, if any.
local function written(field)
  if WRITTEN then return WRITTEN[field] end
  for i = sets - 1, 1, -2 do
    if SET[i] == field then return SET[i + 1] end
  end
end

-- The value of a field after this command: written by it, loaded, or still in the hash.
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

local parseUnit, units
do
local known = record.unit
-- Fills x from a unit's text. Returns nil if that is none.
local function parse(x, name, text)
  x.name = name
  x.st, x.a, x.d, x.lost, x.by, x.src, x.job, x.delivery, x.token, x.worker, x.due, x.how =
    match(text, '^([^|]*)|(%d+)|(%d+)|(%d+)|([^|]*)|([^|]*)|([^|]*)|(%d+)|(%d+)|([^|]*)|(%d+)|(.*)$')
  if not known[x.st or ''] then return nil end
  x.lane, x.iteration, x.allKnown = '', nil, nil
  if byte(x.how, 2) == 64 then
    local kind, iteration, reads = match(x.how, '^(.)@(%d+),?(.*)$')
    if not kind then return nil end
    x.iteration, x.how = iteration, kind == 'f' and '' or kind .. reads
  end
  if byte(x.how) == 108 then x.lane, x.item, x.how = match(x.how, '^(l)(%d*)(.*)$') end
  if x.token ~= '0' then return x end
  if x.st == 'parked' then x.reason = x.worker
  elseif x.st == 'waiting' then x.st, x.reason = 'parked', x.worker
  elseif x.st == 'retrying' then x.st, x.reason = 'parked', x.worker == '' and 'retry' or x.worker
  -- The first versions wrote no reason for a pause, the only one they knew.
  elseif x.st == 'blocked' then x.st, x.reason = 'parked', x.worker == '' and 'pause' or x.worker end
  return x
end

function parseUnit(x, name, text) return parse(x, name, text) or record.refuse('s:' .. name, text) end

-- All units of the run in the order of their names. Only for the rare commands that look at each: a redelivery, a repeat,
-- an end by force. 'passesBroken': leaves out those that cannot be read, so that their run can be ended.
function units(passesBroken)
  local names = {}
  for _, f in ipairs(call('HKEYS', run)) do
    if string.sub(f, 1, 2) == 's:' then names[#names + 1] = f end
  end
  if #names == 0 then return names end
  sortNames(names)
  local all, texts = {}, getFields(names, #names)
  for i = 1, #names do
    local name = string.sub(names[i], 3)
    local x = parse({}, name, texts[i])
    if x then all[#all + 1] = x elseif not passesBroken then record.refuse(names[i], texts[i]) end
  end
  return all
end
end

-- The unit that a command names, and the one that it opens; at any time there is at most one of each.
local OWN, OPENED = {}, {}

-- 'lane': 'l' for a lane. 'allKnown': the issuer has every field that it reads. Its first move sets holder, source and time.
local function newUnit(name, lane, how, allKnown)
  local x = OPENED
  x.name, x.st, x.a, x.d, x.lost, x.by = name, 'pending', '1', '0', '0', ''
  x.lane, x.item, x.how, x.allKnown, x.iteration = lane, '', how, allKnown, nil
  return x
end

${PARKED}
local function putUnit(x)
  local st, place, how = x.st, x.worker, x.how
  if st == 'parked' then
    place = x.reason
    if isInOldWords then st, place = shown(x), place == 'retry' and '' or place end
  end
  if x.lane == 'l' and how ~= '' then how = 'l' .. x.item .. how end
  if x.iteration then
    local reads = string.sub(how, 2)
    how = (how == '' and 'f' or string.sub(how, 1, 1)) .. '@' .. x.iteration .. (reads == '' and '' or ',' .. reads)
  end
  put('s:' .. x.name, st .. '|' .. x.a .. '|' .. x.d .. '|' .. x.lost .. '|' .. x.by .. '|' .. x.src .. '|' .. x.job
    .. '|' .. x.delivery .. '|' .. x.token .. '|' .. place .. '|' .. x.due .. '|' .. how)
end

-- Adds the holder's token to those under which deliveries were lost since the count was last zero.
local function addLost(x)
  put('l:' .. x.name, (x.lost ~= '0' and read('l:' .. x.name) or ',') .. x.token .. ',')
end

local function hasLost(x, token)
  return x.lost ~= '0' and string.find(read('l:' .. x.name) or '', ',' .. token .. ',', 1, true)
end

${EVENTS}
local function hasFlag(flag) return string.find(flags, flag, 1, true) ~= nil end
local function setFlag(flag)
  splitTail()
  if not hasFlag(flag) then flags = flags .. flag end
end

-- A message to another run, or to the parent.
local function writeEntry(name, body)
  setFlag('x')
  put('x:' .. name, body)
  if entries == 0 then ENTRIES = {} end
  ENTRIES[entries + 1], ENTRIES[entries + 2] = int(NOW + ENTRY_WAKE_MS), runId .. '|entry|' .. name
  entries = entries + 2
end

${APPROVALS}
local function flush()
  if created then tail = created .. '|' .. finished .. '|' .. endedBy .. '|' .. flags .. '|' .. tenant end
  put('h', status .. '|' .. tokens .. '|' .. at .. '|' .. tail)
  callInPieces('HSET', run, SET, sets)
  if itemSets > 0 then callInPieces('HSET', items, ITEM_SET, itemSets) end
  if events > 0 then callInPieces('RPUSH', log, EVENTS, events) end
  if parked > 0 then callInPieces('ZADD', BLOCKED, PARKED, parked) end
  if cleared > 0 then callInPieces('ZREM', BLOCKED, CLEARED, cleared) end
  if armed > 0 then callInPieces('ZADD', DUE, ARMED, armed) end
  if disarmed > 0 then callInPieces('ZREM', DUE, DISARMED, disarmed) end
  if entries > 0 then callInPieces('ZADD', DUE, ENTRIES, entries) end
  if late.gone or late.added or late.removed then late.flush() end
end
`;
