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
local function plus(text, n) return format('%d', tonumber(text) + n) end

-- One HMGET; answers whether the run exists. 'values' is all that was read, and written since.
local function load(c, fields)
  local v = call('HMGET', c.run, unpack(fields))
  local values = {}
  for i = 1, #fields do values[fields[i]] = v[i] end
  c.values, c.set, c.events = values, {}, {}
  local head = v[1]
  if not head then return false end
  local last
  c.status, c.tokens, c.created, c.finished, last, c.endedBy, c.deadline, c.tenant =
    match(head, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
  -- The clock of the host may be set back; the times of a run never are. Both have 13 digits.
  c.at = last > NOW_TEXT and last or NOW_TEXT
  return true
end

local function read(c, field)
  local v = c.values[field]
  if v == nil then
    v = call('HGET', c.run, field)
    c.values[field] = v
  end
  return v
end

local function put(c, field, value)
  local set = c.set
  local n = #set
  set[n + 1], set[n + 2] = field, value
  c.values[field] = value
end

local function putUnit(c, x)
  put(c, 's:' .. x.name, x.st .. '|' .. x.a .. '|' .. x.d .. '|' .. x.lost .. '|' .. x.by .. '|' .. x.src .. '|' .. x.job
    .. '|' .. x.delivery .. '|' .. x.token .. '|' .. x.worker .. '|' .. x.due .. '|' .. x.how)
end

local function event(c, type, body)
  c.events[#c.events + 1] = c.at .. '|' .. type .. '|' .. body
end

local function stepEvent(c, type, x, more)
  if x.name ~= '$' then event(c, type, '{"step":"' .. x.name .. '","attempt":' .. x.a .. (more or '') .. '}') end
end

-- All units of the run, for the rare commands that must look at each: a redelivery, a repeat, an end by force.
local function units(c)
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

local function flush(c)
  put(c, 'h', c.status .. '|' .. c.tokens .. '|' .. c.created .. '|' .. c.finished .. '|' .. c.at .. '|' .. c.endedBy
    .. '|' .. c.deadline .. '|' .. c.tenant)
  call('HSET', c.run, unpack(c.set))
  if #c.events > 0 then call('RPUSH', c.log, unpack(c.events)) end
end
`;
