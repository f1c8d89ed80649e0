/**
 * The state of a run in its hash, and what a command changes in it.
 *
 * `h` is the run's head: `status|tokens|createdAt|finishedAt|lastAt|endedBy|hasDeadline|tenant`.
 * `s:<unit>` is a unit: `status|attempt|dispatch|lost|by|src|job|delivery|token|worker|due|how`, where `by` is the job
 * that scheduled it, `src` the command that did (a repeated command finds its answer by it), `job`, `delivery`, `token`
 * and `worker` its holder (token 0: none), `due` the moment of a retry (or since when a ready unit is held), and `how`
 * what opens it: `e` (evaluate) or `s` (schedule) and the fields it reads.
 * `o:`, `e:`, `n:<unit>` are its output, its error, and how many dependencies it waits for; `m`, `in`, `out`, `err`
 * are the run's meta, input, output and error. The log is a list of `at|type|body`: an event's number is its place.
 *
 * Parts of a head or unit stay strings until they are counted: this is the hot path, and Lua formats numbers slowly.
 */
export const STATE = /* lua */ `
local TERMINAL = { completed = true, failed = true, cancelled = true, timed_out = true }
local FINAL = { completed = true, failed = true, skipped = true, cancelled = true, timed_out = true }
local SEP = string.char(0)
local INDEX, WAKEUPS, FINISHED = KEYS[1], KEYS[2], KEYS[3]
local CHANNEL, WATCHDOG_MS = ARGV[2], tonumber(ARGV[3])
local call, match, format = redis.call, string.match, string.format
local clock = call('TIME')
local NOW = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function int(n) return format('%.0f', n) end
local NOW_TEXT = int(NOW)

local function parseUnit(name, text)
  local st, a, d, lost, by, src, job, delivery, token, worker, due, how =
    match(text, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
  return { name = name, st = st, a = a, d = d, lost = lost, by = by, src = src, job = job, delivery = delivery,
    token = token, worker = worker, due = due, how = how }
end

local function newUnit(name, how)
  return { name = name, st = 'pending', a = '1', d = '0', lost = '0', by = '', src = '', job = '', delivery = '0',
    token = '0', worker = '', due = '0', how = how }
end

local function isHeld(x) return x.token ~= '0' end

-- Small numbers as text: formatting is slow, and a batch counts the same few again and again.
local small = {}
local function plus(text, n)
  local sum = tonumber(text) + n
  local known = small[sum]
  if not known then
    known = format('%d', sum)
    small[sum] = known
  end
  return known
end

-- The command at hand. One table serves all commands of a call, and so do the lists of what is to be written: Lua grows
-- tables slowly. 'known' are the fields that the issuer has; grants, evals, adds and obsolete are what it is told.
local c = {}
local SET, EVENTS = {}, {}

local function begin(id, worker, job, delivery, runId, run, log)
  c.id, c.worker, c.job, c.delivery, c.runId, c.run, c.log = id, worker, job, delivery, runId, run, log
  c.sets, c.events = 0, 0
  c.known, c.grants, c.evals, c.adds, c.obsolete = nil, nil, nil, nil, nil
  c.idle, c.early, c.alone, c.ended = nil, nil, nil, nil
end

-- One HMGET, of the head first; answers whether the run exists.
local function load(fields)
  local v = call('HMGET', c.run, unpack(fields))
  c.fields, c.values = fields, v
  local head = v[1]
  if not head then return false end
  local last
  c.status, c.tokens, c.created, c.finished, last, c.endedBy, c.deadline, c.tenant =
    match(head, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
  -- The clock of the host may be set back; the times of a run never are. Both have 13 digits.
  c.at = last > NOW_TEXT and last or NOW_TEXT
  return true
end

-- A field as it will be after this command: written by it, loaded, or else still in the hash.
local function read(field)
  for i = c.sets - 1, 1, -2 do
    if SET[i] == field then return SET[i + 1] end
  end
  local fields = c.fields
  for i = 1, #fields do
    if fields[i] == field then return c.values[i] end
  end
  return call('HGET', c.run, field)
end

local function put(field, value)
  local n = c.sets
  SET[n + 1], SET[n + 2] = field, value
  c.sets = n + 2
end

local function putUnit(x)
  put('s:' .. x.name, x.st .. '|' .. x.a .. '|' .. x.d .. '|' .. x.lost .. '|' .. x.by .. '|' .. x.src .. '|' .. x.job
    .. '|' .. x.delivery .. '|' .. x.token .. '|' .. x.worker .. '|' .. x.due .. '|' .. x.how)
end

local function event(type, body)
  c.events = c.events + 1
  EVENTS[c.events] = c.at .. '|' .. type .. '|' .. body
end

local function stepEvent(type, x, more)
  if x.name ~= '$' then event(type, '{"step":"' .. x.name .. '","attempt":' .. x.a .. (more or '') .. '}') end
end

-- All units of the run, for the rare commands that must look at each: a redelivery, a repeat, an end by force.
local function units()
  local fields = {}
  for _, f in ipairs(call('HKEYS', c.run)) do
    if string.sub(f, 1, 2) == 's:' then fields[#fields + 1] = f end
  end
  local all = {}
  for from = 1, #fields, 1000 do
    local v = call('HMGET', c.run, unpack(fields, from, math.min(from + 999, #fields)))
    for i = 1, #v do all[#all + 1] = parseUnit(string.sub(fields[from + i - 1], 3), v[i]) end
  end
  return all
end

local function flush()
  put('h', c.status .. '|' .. c.tokens .. '|' .. c.created .. '|' .. c.finished .. '|' .. c.at .. '|' .. c.endedBy
    .. '|' .. c.deadline .. '|' .. c.tenant)
  call('HSET', c.run, unpack(SET, 1, c.sets))
  if c.events > 0 then call('RPUSH', c.log, unpack(EVENTS, 1, c.events)) end
end
`;
