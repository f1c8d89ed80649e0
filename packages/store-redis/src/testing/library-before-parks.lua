#!lua name=ag06_c9653d7b55fc
local TERMINAL = { completed = true, failed = true, cancelled = true, timed_out = true }
local FINAL = { completed = true, failed = true, skipped = true, cancelled = true, timed_out = true }
local SEP = '\0'
local PIECE = 2000
local SEARCHED = 64
local call, unpack, tonumber, match, format, byte
local IN
local INDEX, WAKEUPS, LOOKS, FINISHED, BLOCKED, CHANNEL, PUBLISH
local NOW, NOW_TEXT, WATCHDOG_AT
local function int(n) return format('%.0f', n) end
local small = { [0] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12' }
local function plus(text, n)
  local sum = tonumber(text) + n
  return small[sum] or format('%d', sum)
end
local id, worker, job, delivery, runId, run, log
local status, tokens, at, tail
local created, finished, endedBy, deadline, tenant
local FIELDS, fields, values
local SET, sets
local LOADED, WRITTEN
local ITEM_SET, itemSets, items
local EVENTS, events
local PARKED, parked, CLEARED, cleared
local knownAt, known
local ended, early, alone
local deadlineAt
local idle, refusal, refusalMore
local function beginCall(keys, args)
  call = redis.call
  unpack, tonumber, match, format, byte = _G.unpack, _G.tonumber, string.match, string.format, string.byte
  IN = cmsgpack.unpack(args[1])
  INDEX, WAKEUPS, LOOKS, FINISHED, BLOCKED = keys[1], keys[2], keys[3], keys[4], keys[5]
  CHANNEL, PUBLISH = args[2], args[4]
  local clock = call('TIME')
  NOW = clock[1] * 1000 + math.floor(clock[2] / 1000)
  NOW_TEXT, WATCHDOG_AT = int(NOW), int(NOW + args[3])
  FIELDS, SET, EVENTS, ITEM_SET, PARKED, CLEARED = { 'h' }, {}, {}, {}, {}, {}
end
local function splitTail()
  if created then return end
  created, finished, endedBy, deadline, tenant = match(tail, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
end
local function callInPieces(command, key, list, n)
  for from = 1, n, PIECE do call(command, key, unpack(list, from, math.min(from + PIECE - 1, n))) end
end
local function getFields(list, n)
  if n <= PIECE then return call('HMGET', run, unpack(list, 1, n)) end
  local all = {}
  for from = 1, n, PIECE do
    local got = call('HMGET', run, unpack(list, from, math.min(from + PIECE - 1, n)))
    for i = 1, #got do all[from + i - 1] = got[i] end
  end
  return all
end
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
  if at < NOW_TEXT then at = NOW_TEXT end
  return true
end
local function written(field)
  if WRITTEN then return WRITTEN[field] end
  for i = sets - 1, 1, -2 do
    if SET[i] == field then return SET[i + 1] end
  end
end
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
  ITEM_SET[itemSets + 1], ITEM_SET[itemSets + 2] = field, value
  itemSets = itemSets + 2
end
local function parseUnit(x, name, text)
  x.name = name
  x.st, x.a, x.d, x.lost, x.by, x.src, x.job, x.delivery, x.token, x.worker, x.due, x.how =
    match(text, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$')
  return x
end
local OWN, OPENED = {}, {}
local function newUnit(name, how)
  local x = OPENED
  x.name, x.st, x.a, x.d, x.lost, x.by, x.src, x.how = name, 'pending', '1', '0', '0', '', '', how
  x.job, x.delivery, x.token, x.worker, x.due = '', '0', '0', '', '0'
  return x
end
local function isPaused(x) return x.st == 'blocked' and (x.worker == 'pause' or x.worker == '') end
local function isParked(x) return x.st == 'blocked' and not isPaused(x) end
local function blockedMember(reason, unit)
  splitTail()
  return reason .. SEP .. created .. SEP .. runId .. '|' .. unit
end
local function park(x, reason)
  PARKED[parked + 1], PARKED[parked + 2] = '0', blockedMember(reason, x.name)
  parked = parked + 2
end
local function unpark(x)
  if not isParked(x) then return end
  cleared = cleared + 1
  CLEARED[cleared] = blockedMember(x.worker, x.name)
end
local function isHeld(x) return x.token ~= '0' end
local function putUnit(x)
  put('s:' .. x.name, x.st .. '|' .. x.a .. '|' .. x.d .. '|' .. x.lost .. '|' .. x.by .. '|' .. x.src .. '|' .. x.job
    .. '|' .. x.delivery .. '|' .. x.token .. '|' .. x.worker .. '|' .. x.due .. '|' .. x.how)
end
local function lose(x)
  put('l:' .. x.name, (x.lost ~= '0' and read('l:' .. x.name) or ',') .. x.token .. ',')
  x.lost = plus(x.lost, 1)
end
local function hasLost(x, token)
  return x.lost ~= '0' and string.find(read('l:' .. x.name) or '', ',' .. token .. ',', 1, true)
end
local function keep(x, token)
  put('l:' .. x.name, (string.gsub(read('l:' .. x.name), ',' .. token .. ',', ',', 1)))
  x.lost = plus(x.lost, -1)
  putUnit(x)
end
local function event(type, body)
  events = events + 1
  EVENTS[events] = at .. '|' .. type .. '|' .. body
end
local function itemEvent(type, x, more)
  local item = match(x.how, '^l(%d+)')
  if not item then return end
  events = events + 1
  EVENTS[events] = at .. '|item.' .. string.sub(type, 6) .. '|{"step":"' .. match(x.name, '^[^.]*') .. '","item":' .. item
    .. ',"attempt":' .. x.a .. more .. '}'
end
local function stepEvent(type, x, key, value)
  if x.name == '$' then return end
  if byte(x.how) == 108 then return itemEvent(type, x, key and key .. value or '') end
  events = events + 1
  if key then
    EVENTS[events] = at .. '|' .. type .. '|{"step":"' .. x.name .. '","attempt":' .. x.a .. key .. value .. '}'
  else
    EVENTS[events] = at .. '|' .. type .. '|{"step":"' .. x.name .. '","attempt":' .. x.a .. '}'
  end
end
local function units()
  local names = {}
  for _, f in ipairs(call('HKEYS', run)) do
    if string.sub(f, 1, 2) == 's:' then names[#names + 1] = f end
  end
  if #names == 0 then return names end
  local all = getFields(names, #names)
  for i = 1, #names do all[i] = parseUnit({}, string.sub(names[i], 3), all[i]) end
  return all
end
local function flush()
  if created then tail = created .. '|' .. finished .. '|' .. endedBy .. '|' .. deadline .. '|' .. tenant end
  put('h', status .. '|' .. tokens .. '|' .. at .. '|' .. tail)
  callInPieces('HSET', run, SET, sets)
  callInPieces('HSET', items, ITEM_SET, itemSets)
  callInPieces('RPUSH', log, EVENTS, events)
  callInPieces('ZADD', BLOCKED, PARKED, parked)
  callInPieces('ZREM', BLOCKED, CLEARED, cleared)
end
local OUT, said
local TOLD, toldBytes
local TOLD_MAX = 65536
local KNOWN, isInputTold
local GRANTS, EVALS, ADDS, OBSOLETE
local function beginAnswers()
  OUT, said = {}, 0
  GRANTS, EVALS = { n = 0, count = 0 }, { n = 0, count = 0 }
  ADDS, OBSOLETE = { n = 0, count = 0 }, { n = 0, count = 0 }
end
local function forget(list)
  if list.count > 0 then list.n, list.count = 0, 0 end
end
local function tellJob(list, x, delayMs)
  local n = list.n
  list[n + 1], list[n + 2], list[n + 3], list[n + 4] = x.name, x.a, x.d, delayMs
  list.n, list.count = n + 4, list.count + 1
end
local function isKnown(field)
  if KNOWN then return KNOWN[field] end
  if field == 'in' and isInputTold then return true end
  for i = knownAt, knownAt + known - 1 do
    if IN[i] == field then return true end
  end
  return false
end
local function knows(at, count)
  knownAt, known = at, count
  if count <= SEARCHED then return end
  KNOWN = {}
  for i = at, at + count - 1 do KNOWN[IN[i]] = true end
end
local function tell(field)
  if TOLD then
    local told = TOLD[field]
    if told ~= nil then return told end
  else
    TOLD = {}
  end
  local value = written(field)
  local size = value and #value or call('HSTRLEN', run, field)
  if size == 0 then return nil end
  toldBytes = toldBytes + size
  TOLD[field] = toldBytes <= TOLD_MAX
  return TOLD[field] and (value or call('HGET', run, field))
end
local function readItem(step, item)
  local field = step .. '#' .. math.floor(item / 16)
  local isNew = itemSets > 0 and ITEM_SET[1] == field
  local chunk = isNew and ITEM_SET[2] or call('HGET', items, field)
  local from = 1
  for _ = 1, item % 16 do from = string.find(chunk, '\n', from, true) + 1 end
  return string.sub(chunk, from, (string.find(chunk, '\n', from, true) or 0) - 1)
end
local function tellGrant(list, x, allKnown)
  local n, at, reads = list.n, list.n + 6, x.how
  list[n + 1], list[n + 2], list[n + 3], list[n + 4] = x.name, x.a, x.token, x.lost
  if byte(reads) == 108 then
    local item
    item, reads = match(reads, '^l(%d+)(.*)$')
    list[at], list[at + 1] = '@', item .. '|' .. readItem(match(x.name, '^[^.]*'), tonumber(item))
    at = at + 2
  end
  if not allKnown and #reads > 1 then
    for f in string.gmatch(string.sub(reads, 2), '[^,]+') do
      local told = nil
      if not isKnown(f) then told = tell(f) end
      if told ~= nil then
        list[at], list[at + 1] = f, told
        at = at + 2
      end
    end
  end
  list[n + 5] = (at - n - 6) / 2
  list.n, list.count = at - 1, list.count + 1
end
local function say(a, b, c, d)
  OUT[said + 1], OUT[said + 2], OUT[said + 3], OUT[said + 4] = a, b, c, d
  said = said + (d ~= nil and 4 or c ~= nil and 3 or b ~= nil and 2 or 1)
end
local function sayList(list)
  said = said + 1
  OUT[said] = list.count
  for i = 1, list.n do OUT[said + i] = list[i] end
  said = said + list.n
end
local function sayMoves()
  said = said + 1
  OUT[said] = status
  sayList(GRANTS)
  sayList(EVALS)
  sayList(ADDS)
  sayList(OBSOLETE)
end
local function free(x) x.job, x.delivery, x.token, x.worker = '', '0', '0', '' end
local function dueIn(x) return math.max(0, tonumber(x.due) - NOW) end
local function schedule(x)
  x.st, x.d, x.by, x.src, x.due = 'scheduled', plus(x.d, 1), job, id, '0'
  free(x)
  putUnit(x)
  tellJob(ADDS, x, 0)
end
local function hold(x, st, allKnown)
  tokens = plus(tokens, 1)
  x.st, x.src, x.job, x.delivery, x.token, x.worker = st, id, job, delivery, tokens, worker
  x.due = st == 'ready' and at or '0'
  putUnit(x)
  tellGrant(st == 'ready' and EVALS or GRANTS, x, allKnown)
end
local function started(x) stepEvent('step.started', x, ',"worker":"', worker .. '"') end
local function redelivered(x, more)
  stepEvent('step.redelivered', x, ',"worker":"', worker .. '","lost":' .. x.lost .. (more or ''))
end
local function block(x, reason, more)
  unpark(x)
  x.st, x.src, x.due = 'blocked', id, '0'
  free(x)
  x.worker = reason
  putUnit(x)
  if reason ~= 'pause' then park(x, reason) end
  stepEvent('step.blocked', x, ',"blockedBy":"', reason .. '"' .. (more or ''))
end
local function cancelOpen()
  local moved = {}
  for i = 1, sets, 2 do moved[SET[i]] = true end
  for _, x in ipairs(units()) do
    if not moved['s:' .. x.name] and not FINAL[x.st] then
      if x.d ~= '0' then tellJob(OBSOLETE, x, 0) end
      local wasStarted = x.st == 'running' or x.st == 'retrying'
      unpark(x)
      x.st = 'cancelled'
      free(x)
      putUnit(x)
      if wasStarted then stepEvent('step.cancelled', x) end
    end
  end
end
local function indexMember(term) return tenant .. SEP .. term .. SEP .. created .. SEP .. runId end
local function reindex(from)
  splitTail()
  call('ZREM', INDEX, indexMember('s:' .. from))
  call('ZADD', INDEX, '0', indexMember('s:' .. status))
  if from == 'scheduled' and status ~= 'paused' then call('ZREM', WAKEUPS, runId .. '|start') end
end
local function finish(endStatus, result)
  ended = status
  if endStatus == 'completed' then
    put('out', result)
    event('run.completed', '{"output":' .. result .. '}')
  else
    cancelOpen()
    put('err', result)
    event('run.' .. endStatus, '{"error":' .. result .. '}')
  end
  splitTail()
  status, finished, endedBy = endStatus, at, id
end
local function announceEnd()
  call('RPUSH', FINISHED, finished .. '|' .. runId)
  call('ZREM', LOOKS, runId .. '|watchdog')
  if deadline == '1' then call('ZREM', WAKEUPS, runId .. '|deadline') end
  local word = runId .. ' ' .. status
  call(PUBLISH, CHANNEL .. 'ended', word)
  if status ~= 'completed' then call(PUBLISH, CHANNEL .. 'stopped', word) end
end
local function toHow(mode, readsAt, reads)
  local kind = (mode == 'schedule' or mode == 'claim') and 's' or 'e'
  if reads == 0 then return kind end
  return kind .. (reads == 1 and IN[readsAt] or table.concat(IN, ',', readsAt, readsAt + reads - 1))
end
local function areKnown(readsAt, reads)
  for i = readsAt, readsAt + reads - 1 do
    if not isKnown(IN[i]) then return false end
  end
  return true
end
local function open(x, mode, allKnown, endStatus, result)
  if status ~= 'running' then
    x.st, x.src, x.due = 'ready', id, '0'
    free(x)
    putUnit(x)
  elseif mode == 'end' then
    finish(endStatus, result)
  elseif mode == 'evaluate' then
    hold(x, 'ready', allKnown)
  elseif mode == 'claim' then
    hold(x, 'running', allKnown)
    started(x)
  else
    schedule(x)
    stepEvent('step.scheduled', x)
  end
end
local function openNext(nextAt, count)
  for _ = 1, count do
    local name, needs, mode, endStatus, result, reads = unpack(IN, nextAt, nextAt + 5)
    local readsAt, left = nextAt + 6, 0
    nextAt = readsAt + reads
    if needs > 1 then
      left = (tonumber(read('n:' .. name) or nil) or needs) - 1
      put('n:' .. name, left)
    end
    if left == 0 then
      open(newUnit(name, toHow(mode, readsAt, reads)), mode, areKnown(readsAt, reads), endStatus, result)
    end
  end
end
local function reopen(x) open(x, string.sub(x.how, 1, 1) == 'e' and 'evaluate' or 'schedule') end
local function addJoins(n, nextAt, count)
  for _ = 1, count do
    if IN[nextAt + 1] > 1 then
      n = n + 1
      FIELDS[n] = 'n:' .. IN[nextAt]
    end
    nextAt = nextAt + 6 + IN[nextAt + 5]
  end
  return n
end
local function rebuild(all, except, from)
  local found = false
  for _, x in ipairs(all) do
    local mine = x.src == id
    if mine and isHeld(x) then
      tellGrant(x.st == 'ready' and EVALS or GRANTS, x)
    elseif (x.st == 'scheduled' or x.st == 'retrying') and x.name ~= except and (mine or (from and x.by == from)) then
      tellJob(ADDS, x, dueIn(x))
    end
    found = found or mine
  end
  return found
end
local outcomes = {}
local function record(x, key, value)
  x.how, x.src = '', id
  free(x)
  putUnit(x)
  stepEvent('step.' .. x.st, x, key, value)
end
function outcomes.completed(x, output)
  x.st = 'completed'
  put('o:' .. x.name, output)
  record(x, ',"output":', output)
end
function outcomes.skipped(x)
  x.st = 'skipped'
  record(x)
end
local function fail(x, outcome, err, detail)
  x.st = outcome
  put('e:' .. x.name, err)
  record(x, ',"error":', err .. detail)
end
function outcomes.failed(x, err, _, detail) fail(x, 'failed', err, detail) end
function outcomes.timed_out(x, err, _, detail) fail(x, 'timed_out', err, detail) end
function outcomes.retrying(x, err, delayMs, detail)
  x.st, x.d, x.lost, x.by, x.src = 'retrying', plus(x.d, 1), '0', job, id
  x.due = int(tonumber(at) + delayMs)
  stepEvent('step.retrying', x, ',"dueAt":', x.due .. ',"error":' .. err .. detail)
  x.a = plus(x.a, 1)
  free(x)
  putUnit(x)
  tellJob(ADDS, x, delayMs)
end
function outcomes.open(x, mode, lost, _, readsAt, reads)
  local wasReady = x.st == 'ready'
  if lost then lose(x) end
  if byte(x.how) ~= 108 then x.how = toHow(mode, readsAt, reads) end
  x.due = '0'
  if wasReady then return open(x, mode) end
  redelivered(x)
  if status == 'running' then schedule(x) else block(x, 'pause') end
end
function outcomes.blocked(x, reason, err, detail)
  block(x, reason, (err and ',"error":' .. err or '') .. detail)
end
function outcomes.unblocked(x)
  if status ~= 'running' then return block(x, 'pause') end
  unpark(x)
  schedule(x)
  stepEvent('step.scheduled', x)
end
function outcomes.released(x, _, underSameJob)
  redelivered(x, ',"reason":"released"')
  if not underSameJob then return schedule(x) end
  x.st, x.by, x.src = 'scheduled', job, id
  free(x)
  putUnit(x)
end
local function release(type)
  status = 'running'
  event(type, '{}')
  for _, x in ipairs(units()) do
    if x.st == 'ready' then reopen(x)
    elseif isPaused(x) then schedule(x) end
  end
end
function outcomes.started(_, timeoutMs)
  release('run.started')
  if timeoutMs then
    splitTail()
    deadline, deadlineAt = '1', int(NOW + timeoutMs)
  end
end
function outcomes.kept(x, token) keep(x, token) end
function outcomes.resumed() release('run.resumed') end
function outcomes.ended() end
function outcomes.paused()
  status = 'paused'
  event('run.paused', '{}')
end
local PER_CHUNK = 16
local function isLane(x) return byte(x.how) == 108 end
local function stepOf(x) return match(x.name, '^[^.]*') end
local function counts(step)
  local total, next, left, failed = match(read('i:' .. step), '^(%d+)|(%d+)|(%d+)|(%d+)$')
  return tonumber(total), tonumber(next), tonumber(left), tonumber(failed)
end
local function putCounts(step, total, next, left, failed)
  put('i:' .. step, format('%d|%d|%d|%d', total, next, left, failed))
end
local function giveItem(x, item)
  x.how = 'l' .. format('%d', item) .. match(x.how, ';.*$')
end
local function hasItem(x)
  if match(x.how, '^l%d') then return true end
  local total, next = counts(stepOf(x))
  return next < total
end
local function takeItem(x)
  if match(x.how, '^l%d') then return true end
  local step = stepOf(x)
  local total, next, left, failed = counts(step)
  if next >= total then return false end
  giveItem(x, next)
  putCounts(step, total, next + 1, left, failed)
  return true
end
local function retire(x)
  x.st, x.src = 'completed', id
  free(x)
  putUnit(x)
end
local function parkLane(x, reason, more)
  block(x, reason, more)
  if match(x.how, '^l%d') then return end
  local step = stepOf(x)
  local y = parseUnit({}, step, read('s:' .. step))
  y.how = 'b'
  putUnit(y)
end
local function retireParked(step)
  for _, y in ipairs(units()) do
    if isParked(y) and byte(y.how, 2) == 59 and stepOf(y) == step then
      unpark(y)
      retire(y)
    end
  end
end
local function holdForCollection(step)
  local x = parseUnit(OPENED, step, read('s:' .. step))
  if x.how == 'b' then retireParked(step) end
  x.how, x.due = 'ei:' .. step, '0'
  open(x, 'evaluate')
end
local function failStep(step, outcome, err)
  local x = parseUnit(OPENED, step, read('s:' .. step))
  x.st = outcome
  put('e:' .. step, err)
  record(x, ',"error":', err)
end
function outcomes.settled(x, result, extra, detail, _, _, endStatus)
  local outcome, mode = match(extra, '^([^,]*),(.*)$')
  local step = stepOf(x)
  local item, reads = match(x.how, '^l(%d+);(.*)$')
  stepEvent('step.' .. outcome, x, outcome == 'completed' and ',"output":' or ',"error":', result .. detail)
  putItem(step .. '.' .. item, outcome .. '|' .. x.a .. '|' .. result)
  local total, next, left, failed = counts(step)
  left = left - 1
  if outcome ~= 'completed' then failed = failed + 1 end
  x.a, x.lost, x.src, x.due, x.how = '1', '0', id, '0', 'l;' .. reads
  free(x)
  if endStatus then
    retire(x)
    failStep(step, outcome, result)
  elseif next >= total then
    retire(x)
  elseif status ~= 'running' then
    x.st = 'ready'
    putUnit(x)
  elseif mode == 'claim' then
    giveItem(x, next)
    next = next + 1
    hold(x, 'running')
    started(x)
  elseif mode == 'hand-back' then
    x.st, x.by = 'scheduled', job
    putUnit(x)
  else
    schedule(x)
  end
  putCounts(step, total, next, left, failed)
  if left == 0 and not endStatus then holdForCollection(step) end
end
function outcomes.expanded(x, total, extra, _, readsAt, reads, _, chunksAt)
  local lanes, first = match(extra, '^(%d+),(.*)$')
  x.src = id
  free(x)
  if status ~= 'running' then
    x.st, x.due = 'ready', '0'
    return putUnit(x)
  end
  for k = 0, math.ceil(total / PER_CHUNK) - 1 do putItem(x.name .. '#' .. k, IN[chunksAt + k]) end
  x.st, x.how, x.due = 'running', '', '0'
  putUnit(x)
  stepEvent('step.started', x, ',"worker":"', worker .. '","items":' .. total)
  local how = 'l;' .. table.concat(IN, ',', readsAt, readsAt + reads - 1)
  local next = 0
  for lane = 0, lanes - 1 do
    local y = newUnit(x.name .. '.' .. lane, how)
    if lane == 0 and first == 'claim' then
      giveItem(y, 0)
      next = 1
      hold(y, 'running')
      started(y)
    else
      schedule(y)
    end
  end
  putCounts(x.name, total, next, total, 0)
end
function outcomes.collected(x, output, err)
  local total, _, _, failed = counts(x.name)
  x.st = 'completed'
  put('o:' .. x.name, output)
  if err then put('e:' .. x.name, err) end
  record(x, ',"items":', format('%d,"failed":%d', total, failed))
end
local handlers = {}
local function list(termsAt, terms, delayMs, timeoutMs)
  local members = { '0', indexMember('s:' .. status) }
  for i = 1, terms do
    members[2 * i + 1], members[2 * i + 2] = '0', indexMember(IN[termsAt + i - 1])
  end
  call('ZADD', INDEX, unpack(members))
  if delayMs > 0 then call('ZADD', WAKEUPS, int(NOW + delayMs), runId .. '|start')
  else call('ZADD', LOOKS, WATCHDOG_AT, runId .. '|watchdog') end
  if timeoutMs and delayMs == 0 then call('ZADD', WAKEUPS, int(NOW + timeoutMs), runId .. '|deadline') end
end
function handlers.submit(p, dedupeKey)
  local owner, meta, input, delayMs, timeoutMs, body, ttlMs, terms, roots = unpack(IN, p, p + 8)
  local termsAt = p + 9
  local found = dedupeKey and call('GET', dedupeKey)
  if found then
    local first, firstBody = match(found, '^([^|]*)|(.*)$')
    if first ~= runId then return say('duplicate', first, body == firstBody and 1 or 0) end
  end
  if load(1) then
    splitTail()
    if not TERMINAL[status] then rebuild(units()) end
    say('repeated', created)
    return sayMoves()
  end
  status, tokens, at, created = delayMs > 0 and 'scheduled' or 'running', '0', NOW_TEXT, NOW_TEXT
  finished, endedBy, deadline, tenant = '', '', timeoutMs and '1' or '', owner
  put('m', meta)
  put('in', input)
  event('run.accepted', '{"input":' .. input .. '}')
  if status == 'running' then event('run.started', '{}') end
  openNext(termsAt + terms, roots)
  flush()
  list(termsAt, terms, delayMs, timeoutMs)
  if dedupeKey then call('SET', dedupeKey, runId .. '|' .. body, 'PX', ttlMs) end
  say('created', created)
  sayMoves()
end
local function takeOver(x, own)
  local mine = x.worker == worker
  if not mine then
    lose(x)
    redelivered(x)
  end
  if x.st == 'ready' then
    if status == 'running' then hold(x, 'ready') else free(x); putUnit(x) end
  elseif mine then
    hold(x, 'running')
  elseif status ~= 'running' then
    block(x, 'pause')
  elseif tonumber(x.lost) >= 3 then
    hold(x, 'running')
  elseif own and x.lost == '2' and not idle then
    x.st, x.by, x.src = 'scheduled', job, ''
    free(x)
    putUnit(x)
    alone = not refusal
  elseif own then
    hold(x, 'running')
  else
    schedule(x)
  end
end
local function takeOverAll(all, own)
  for _, x in ipairs(all) do
    if isHeld(x) and x.job == job and tonumber(x.delivery) < tonumber(delivery) then
      takeOver(x, x.name == own)
    elseif (x.st == 'scheduled' or x.st == 'retrying') and x.by == job and x.name ~= own then
      tellJob(ADDS, x, dueIn(x))
    elseif x.st == 'ready' and not isHeld(x) and status == 'running' then
      reopen(x)
    end
  end
end
local function refuseOwn(x)
  if not isLane(x) then block(x, refusal, refusalMore)
  elseif hasItem(x) then parkLane(x, refusal, refusalMore)
  else retire(x) end
end
local function claimOwn(x)
  if x.st == 'retrying' and NOW < tonumber(x.due) then
    early = dueIn(x)
  elseif status ~= 'running' then
    block(x, 'pause')
  elseif refusal and tonumber(x.lost) < 3 then
    refuseOwn(x)
  elseif x.lost == '2' and not idle then
    alone = true
  elseif isLane(x) and not takeItem(x) then
    retire(x)
  else
    hold(x, 'running')
    if tonumber(x.lost) < 3 then started(x) end
  end
end
local isLaneClaim
local function sayClaimed()
  splitTail()
  say('claimed', created, values[3], not isLaneClaim and values[4])
  say((early or alone) and 1 or 0)
  sayMoves()
end
local function isTold() return GRANTS.count > 0 or EVALS.count > 0 or ADDS.count > 0 end
local function sayNothing(own) say(own and isParked(own) and 'blocked' or 'stale') end
function handlers.claim(p, itemsKey)
  local unit, attempt, dispatch, isIdle, step
  unit, attempt, dispatch, isIdle, step, refusal = unpack(IN, p, p + 5)
  refusalMore = refusal and IN[p + 6]
  local field = 's:' .. unit
  FIELDS[2], FIELDS[3], FIELDS[4] = field, 'm', step and 'i:' .. step or 'in'
  items, isLaneClaim, isInputTold = itemsKey, step, not step
  if not load(4) then return say('unknown') end
  if TERMINAL[status] then return say('terminal') end
  idle = isIdle
  local x = values[2] and parseUnit(OWN, unit, values[2])
  local fresh = x and x.d == dispatch and x.a == attempt
  if (delivery ~= '1' and delivery ~= '0') or (x and x.src == id) then
    local all = units()
    local own = fresh and unit or nil
    if rebuild(all, own, job) then
      if isTold() then return sayClaimed() end
      return sayNothing(fresh and x)
    end
    forget(ADDS)
    takeOverAll(all, own)
    if fresh then x = parseUnit(OWN, unit, read(field)) end
  end
  if fresh and not alone and (x.st == 'scheduled' or x.st == 'retrying') then claimOwn(x) end
  if sets > 0 then flush() end
  if isTold() then return sayClaimed() end
  if alone then return say('alone') end
  if early then return say('early', early) end
  sayNothing(fresh and x)
end
local function isAllowed(on, x, token, seen, dispatch, statusesAt, count)
  if on == 'token' then return x and x.token == token end
  if on == 'unit' then return x and x.st == seen and x.d == dispatch and x.token == token end
  if on == 'blocked' then return x and x.st == 'blocked' and x.worker == token end
  if on == 'lost' then return x and hasLost(x, token) end
  for i = statusesAt, statusesAt + count - 1 do
    if IN[i] == status then return true end
  end
  return false
end
local function sayRepeated()
  say('repeated')
  sayMoves()
end
local function refuse(on, unit, x, token)
  if on == 'blocked' then call('ZREM', BLOCKED, blockedMember(token, unit)) end
  if TERMINAL[status] then
    splitTail()
    if endedBy == id or (x and x.src == id) then return sayRepeated() end
    return say('refused', 'terminal', status)
  end
  if rebuild(units()) then return sayRepeated() end
  if on == 'token' then
    local step, lane = match(unit, '^([^.]*)%.(.*)$')
    if step then
      event('item.result_ignored', '{"step":"' .. step .. '","lane":' .. lane .. ',"worker":"' .. worker .. '"}')
    else
      event('step.result_ignored', '{"step":"' .. unit .. '","worker":"' .. worker .. '"}')
    end
    flush()
  end
  say('refused', 'guard', status)
end
function handlers.commit(p, itemsKey)
  local on, unit, token, seen, dispatch, to, value, extra, detail, endStatus, result, statuses, reads, emitted, has, next =
    unpack(IN, p, p + 15)
  local statusesAt = p + 16
  local readsAt = statusesAt + statuses
  local emittedAt = readsAt + reads
  knows(emittedAt + emitted, has)
  local nextAt = knownAt + has
  local n = 1
  if unit then
    n = 2
    FIELDS[2] = 's:' .. unit
    if itemsKey then
      n = 3
      items, FIELDS[3] = itemsKey, 'i:' .. match(unit, '^[^.]*')
    end
  end
  if not load(addJoins(n, nextAt, next)) then return say('refused', 'unknown') end
  local text = unit and values[2]
  local x = text and parseUnit(OWN, unit, text)
  if TERMINAL[status] or not isAllowed(on, x, token, seen, dispatch, statusesAt, statuses) then
    return refuse(on, unit, x, token)
  end
  local before = status
  for i = emittedAt, knownAt - 1 do event('custom', IN[i]) end
  if on == 'lost' then value = token end
  outcomes[to](x, value, extra, detail, readsAt, reads, endStatus, nextAt)
  openNext(nextAt, next)
  if endStatus then finish(endStatus, result) end
  flush()
  if status ~= before then reindex(before) end
  if ended then announceEnd()
  elseif job == '' then call('ZADD', LOOKS, WATCHDOG_AT, runId .. '|watchdog') end
  if deadlineAt and not ended then call('ZADD', WAKEUPS, deadlineAt, runId .. '|deadline') end
  say('applied')
  sayMoves()
end
local function fail(from, reason)
  for i = from + 1, said do OUT[i] = nil end
  said = from
  say('error', type(reason) == 'table' and reason.err or tostring(reason))
end
local function beginCommand()
  sets, itemSets, events, knownAt, known, parked, cleared = 0, 0, 0, 0, 0, 0, 0
  ended, early, alone, created, LOADED, WRITTEN = nil, nil, nil, nil, nil, nil
  TOLD, toldBytes, KNOWN, isInputTold, deadlineAt = nil, 0, nil, false, nil
  forget(GRANTS)
  forget(EVALS)
  forget(ADDS)
  forget(OBSOLETE)
end
local function apply(keys, args)
  beginCall(keys, args)
  beginAnswers()
  local p, k, last = 1, 5, #IN
  while p <= last do
    local size, kind, isKeyed
    size, kind, isKeyed, id, worker, job, delivery, runId = unpack(IN, p, p + 7)
    run, log = keys[k + 1], keys[k + 2]
    beginCommand()
    local from = said
    local ok, reason = pcall(handlers[kind], p + 8, isKeyed and keys[k + 3] or nil)
    if not ok then fail(from, reason) end
    p, k = p + size, k + (isKeyed and 3 or 2)
  end
  return cmsgpack.pack(OUT)
end
redis.register_function('ag06_apply_c9653d7b55fc', apply)
