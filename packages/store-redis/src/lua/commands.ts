/** The three commands. Each answers an array whose first element says what became of it. */
export const COMMANDS = /* lua */ `
local handlers = {}

local function list(terms, delayMs, timeoutMs)
  local members = { 0, indexMember('s:' .. c.status) }
  for i = 1, #terms do
    members[2 * i + 1], members[2 * i + 2] = 0, indexMember(terms[i])
  end
  call('ZADD', INDEX, unpack(members))
  if delayMs > 0 then call('ZADD', WAKEUPS, NOW + delayMs, c.runId .. '|start')
  else call('ZADD', WAKEUPS, NOW + WATCHDOG_MS, c.runId .. '|watchdog') end
  if timeoutMs then call('ZADD', WAKEUPS, NOW + delayMs + timeoutMs, c.runId .. '|deadline') end
end

function handlers.submit(e)
  local tenant, meta, input, terms, delayMs, timeoutMs, roots, dedupeKey, body, ttlMs = unpack(e, 7, 16)
  local known = dedupeKey and call('GET', dedupeKey)
  if known then
    local runId, knownBody = match(known, '^([^|]*)|(.*)$')
    if runId ~= c.runId then return { 'duplicate', runId, body == knownBody and 1 or 0 } end
  end
  if load({ 'h' }) then
    if not TERMINAL[c.status] then rebuild(units()) end
    return { 'repeated', c.created, moves() }
  end
  c.status, c.tokens, c.created, c.finished = delayMs > 0 and 'scheduled' or 'running', '0', NOW_TEXT, ''
  c.at, c.endedBy, c.deadline, c.tenant = NOW_TEXT, '', timeoutMs and '1' or '', tenant
  put('m', meta)
  put('in', input)
  event('run.accepted', '{"input":' .. input .. '}')
  if c.status == 'running' then event('run.started', '{}') end
  openNext(roots)
  flush()
  list(terms, delayMs, timeoutMs)
  if dedupeKey then call('SET', dedupeKey, c.runId .. '|' .. body, 'PX', ttlMs) end
  return { 'created', c.created, moves() }
end

-- Rule 3: what an earlier delivery of this job held. Only another process's delivery counts as lost.
local function takeOver(x, own)
  local mine = x.worker == c.worker
  if not mine then
    x.lost = plus(x.lost, 1)
    redelivered(x)
  end
  if x.st == 'ready' then
    if c.status == 'running' then hold(x, 'ready') else free(x); putUnit(x) end
  elseif mine then
    hold(x, 'running')
  elseif c.status ~= 'running' then
    block(x)
  elseif tonumber(x.lost) >= 3 then
    hold(x, 'running')
  elseif own and x.lost == '2' and not c.idle then
    x.st, x.by, x.src = 'scheduled', c.job, ''
    free(x)
    putUnit(x)
    c.alone = true
  elseif own then
    hold(x, 'running')
  else
    schedule(x)
  end
end

-- Rules 3 and 4, for every unit of the run; only a redelivered job can have left anything.
local function takeOverAll(all, own)
  for _, x in ipairs(all) do
    if isHeld(x) and x.job == c.job and tonumber(x.delivery) < c.delivery then
      takeOver(x, x.name == own)
    elseif (x.st == 'scheduled' or x.st == 'retrying') and x.by == c.job and x.name ~= own then
      tell('adds', { x.name, x.a, x.d, dueIn(x) })
    elseif x.st == 'ready' and not isHeld(x) and c.status == 'running' then
      reopen(x)
    end
  end
end

-- Rules 5 to 7, for the step that the activation names.
local function claimOwn(x)
  if x.st == 'retrying' and NOW < tonumber(x.due) then
    c.early = dueIn(x)
  elseif c.status ~= 'running' then
    block(x)
  elseif x.lost == '2' and not c.idle then
    c.alone = true
  else
    hold(x, 'running')
    if tonumber(x.lost) < 3 then started(x) end
  end
end

-- The last element: there were leftovers, and the step itself has to wait; the worker asks once more.
local function claimed()
  return { 'claimed', c.created, c.values[3], c.values[4], moves(), (c.early or c.alone) and 1 or 0 }
end

function handlers.claim(e)
  local unit, attempt, dispatch, idle = unpack(e, 7, 10)
  local field = 's:' .. unit
  if not load({ 'h', field, 'm', 'in' }) then return { 'unknown' } end
  if TERMINAL[c.status] then return { 'terminal' } end
  c.idle = idle
  local x = c.values[2] and parseUnit(unit, c.values[2])
  local fresh = x and tonumber(x.d) == dispatch and tonumber(x.a) == attempt
  if c.delivery > 1 or (x and x.src == c.id) then
    local all = units()
    local own = fresh and unit or nil
    if rebuild(all, own, c.job) then return claimed() end
    c.adds = nil
    takeOverAll(all, own)
    if fresh then x = parseUnit(unit, read(field)) end
  end
  if fresh and not c.alone and (x.st == 'scheduled' or x.st == 'retrying') then claimOwn(x) end
  if c.sets > 0 then flush() end
  if c.grants or c.evals or c.adds then return claimed() end
  if c.alone then return { 'alone' } end
  if c.early then return { 'early', c.early } end
  return { 'stale' }
end

-- 'on' token: the unit is held under 'token'. 'on' unit: it is as the watchdog saw it. 'on' run: 'status' lists statuses.
local function isAllowed(on, x, token, status, dispatch)
  if on == 'token' then return x and tonumber(x.token) == token end
  if on == 'unit' then
    return x and x.st == status and tonumber(x.d) == dispatch and tonumber(x.token) == token
  end
  for i = 1, #status do
    if status[i] == c.status then return true end
  end
  return false
end

local function refuse(on, unit, x)
  if TERMINAL[c.status] then
    if c.endedBy == c.id or (x and x.src == c.id) then return { 'repeated', moves() } end
    return { 'refused', 'terminal', c.status }
  end
  if rebuild(units()) then return { 'repeated', moves() } end
  if on == 'token' then
    event('step.result_ignored', '{"step":"' .. unit .. '","worker":"' .. c.worker .. '"}')
    flush()
  end
  return { 'refused', 'guard', c.status }
end

-- What becomes of the guarded unit, or of the run; 'value' and 'extra' are what each needs to know.
local outcomes = {}

local function record(x, more)
  x.how, x.src = '', c.id
  free(x)
  putUnit(x)
  stepEvent('step.' .. x.st, x, more)
end

function outcomes.completed(x, output)
  x.st = 'completed'
  put('o:' .. x.name, output)
  record(x, ',"output":' .. output)
end

function outcomes.skipped(x)
  x.st = 'skipped'
  record(x)
end

local function fail(x, status, err)
  x.st = status
  put('e:' .. x.name, err)
  record(x, ',"error":' .. err)
end

function outcomes.failed(x, err) fail(x, 'failed', err) end
function outcomes.timed_out(x, err) fail(x, 'timed_out', err) end

function outcomes.retrying(x, err, delayMs)
  x.st, x.d, x.lost, x.by, x.src = 'retrying', plus(x.d, 1), '0', c.job, c.id
  x.due = int(tonumber(c.at) + delayMs)
  stepEvent('step.retrying', x, ',"dueAt":' .. x.due .. ',"error":' .. err)
  x.a = plus(x.a, 1)
  free(x)
  putUnit(x)
  tell('adds', { x.name, x.a, x.d, delayMs })
end

-- After an evaluation, or because the watchdog found that nobody will move it; then 'lost' says whether it was held.
function outcomes.open(x, mode, lost, reads)
  local wasReady = x.st == 'ready'
  if lost then x.lost = plus(x.lost, 1) end
  x.how, x.due = toHow(mode, reads), '0'
  if wasReady then return open(x, mode) end
  redelivered(x)
  if c.status == 'running' then schedule(x) else block(x) end
end

function outcomes.released(x, _, underSameJob)
  redelivered(x, ',"reason":"released"')
  if not underSameJob then return schedule(x) end
  x.st, x.by, x.src = 'scheduled', c.job, c.id
  free(x)
  putUnit(x)
end

-- A delayed run starts, a paused one resumes: everything that is ready or blocked by the pause goes on.
local function release(type)
  local from = c.status
  c.status = 'running'
  reindex(from)
  event(type, '{}')
  for _, x in ipairs(units()) do
    if x.st == 'ready' then reopen(x)
    elseif x.st == 'blocked' then schedule(x) end
  end
  if from == 'scheduled' then call('ZREM', WAKEUPS, c.runId .. '|start') end
end

function outcomes.started() release('run.started') end
function outcomes.resumed() release('run.resumed') end
function outcomes.ended() end

function outcomes.paused()
  local from = c.status
  c.status = 'paused'
  reindex(from)
  event('run.paused', '{}')
end

function handlers.commit(e)
  local on, unit, token, status, dispatch, to, value, extra, openReads, next, endStatus, result, emitted, known =
    unpack(e, 7, 20)
  local fields = unit and { 'h', 's:' .. unit } or { 'h' }
  c.known = known
  if next then addReads(fields, next) end
  if not load(fields) then return { 'refused', 'unknown' } end
  local text = unit and c.values[2]
  local x = text and parseUnit(unit, text)
  if TERMINAL[c.status] or not isAllowed(on, x, token, status, dispatch) then return refuse(on, unit, x) end
  for i = 1, emitted and #emitted or 0 do event('custom', emitted[i]) end
  outcomes[to](x, value, extra, openReads)
  if next then openNext(next) end
  if endStatus then finish(endStatus, result) end
  flush()
  if c.ended then announceEnd()
  elseif c.job == '' then call('ZADD', WAKEUPS, NOW + WATCHDOG_MS, c.runId .. '|watchdog') end
  return { 'applied', moves() }
end
`;
