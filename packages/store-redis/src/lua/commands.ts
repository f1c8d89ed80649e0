/** The three commands. Each answers an array whose first element says what became of it. */
export const COMMANDS = /* lua */ `
local handlers = {}

local function create(c, e)
  c.status, c.tokens, c.created, c.finished = e.delayMs > 0 and 'scheduled' or 'running', '0', NOW_TEXT, ''
  c.at, c.endedBy, c.deadline, c.tenant = NOW_TEXT, '', e.timeoutMs and '1' or '', e.tenant
  put(c, 'm', e.meta)
  put(c, 'in', e.input)
  event(c, 'run.accepted', '{"input":' .. e.input .. '}')
  if c.status == 'running' then event(c, 'run.started', '{}') end
  openNext(c, e.roots)
  flush(c)
end

local function list(c, e)
  local members = { 0, indexMember(c, 's:' .. c.status) }
  for _, term in ipairs(e.terms) do
    members[#members + 1] = 0
    members[#members + 1] = indexMember(c, term)
  end
  call('ZADD', INDEX, unpack(members))
  local wake = { NOW + WATCHDOG_MS, c.runId .. '|watchdog' }
  if e.delayMs > 0 then wake = { NOW + e.delayMs, c.runId .. '|start' } end
  if e.timeoutMs then
    wake[3], wake[4] = NOW + e.delayMs + e.timeoutMs, c.runId .. '|deadline'
  end
  call('ZADD', WAKEUPS, unpack(wake))
end

function handlers.submit(e, c, dedupeKey)
  local known = dedupeKey and call('GET', dedupeKey)
  if known then
    local runId, body = match(known, '^([^|]*)|(.*)$')
    if runId ~= c.runId then return { 'duplicate', runId, body == e.dedupe.body and 1 or 0 } end
  end
  if load(c, { 'h' }) then
    if not TERMINAL[c.status] then rebuild(c, units(c)) end
    return { 'repeated', c.created, moves(c) }
  end
  create(c, e)
  list(c, e)
  if dedupeKey then call('SET', dedupeKey, c.runId .. '|' .. e.dedupe.body, 'PX', e.dedupe.ttlMs) end
  if c.ended then announceEnd(c) end
  return { 'created', c.created, moves(c) }
end

-- Rule 3: what an earlier delivery of this job held. Only another process's delivery counts as lost.
local function takeOver(c, x, own)
  local mine = x.worker == c.worker
  if not mine then
    x.lost = plus(x.lost, 1)
    redelivered(c, x)
  end
  if x.st == 'ready' then
    if c.status == 'running' then hold(c, x, 'ready') else free(x); putUnit(c, x) end
  elseif mine then
    hold(c, x, 'running')
  elseif c.status ~= 'running' then
    block(c, x)
  elseif tonumber(x.lost) >= 3 then
    hold(c, x, 'running')
  elseif own and x.lost == '2' and not c.idle then
    x.st, x.by, x.src = 'scheduled', c.job, ''
    free(x)
    putUnit(c, x)
    c.alone = true
  elseif own then
    hold(c, x, 'running')
  else
    schedule(c, x)
  end
end

-- Rules 3 and 4, for every unit of the run; only a redelivered job can have left anything.
local function takeOverAll(c, all, own)
  for _, x in ipairs(all) do
    if isHeld(x) and x.job == c.job and tonumber(x.delivery) < c.delivery then
      takeOver(c, x, x.name == own)
    elseif (x.st == 'scheduled' or x.st == 'retrying') and x.by == c.job and x.name ~= own then
      tell(c, 'adds', { x.name, x.a, x.d, dueIn(x) })
    elseif x.st == 'ready' and not isHeld(x) and c.status == 'running' then
      reopen(c, x)
    end
  end
end

-- Rules 5 to 7, for the step that the activation names.
local function claimOwn(c, x)
  if x.st == 'retrying' and NOW < tonumber(x.due) then
    c.early = dueIn(x)
  elseif c.status ~= 'running' then
    block(c, x)
  elseif x.lost == '2' and not c.idle then
    c.alone = true
  else
    hold(c, x, 'running')
    if tonumber(x.lost) < 3 then started(c, x) end
  end
end

-- The last element: there were leftovers, and the step itself has to wait; the worker asks once more.
local function claimed(c)
  return { 'claimed', c.created, c.values.m, c.values['in'], moves(c), (c.early or c.alone) and 1 or 0 }
end

function handlers.claim(e, c)
  local field = 's:' .. e.unit
  if not load(c, { 'h', field, 'm', 'in' }) then return { 'unknown' } end
  if TERMINAL[c.status] then return { 'terminal' } end
  c.idle = e.idle
  local x = c.values[field] and parseUnit(e.unit, c.values[field])
  local fresh = x and tonumber(x.d) == e.dispatch and tonumber(x.a) == e.attempt
  if c.delivery > 1 or (x and x.src == c.id) then
    local all = units(c)
    local own = fresh and e.unit or nil
    if rebuild(c, all, own, c.job) then return claimed(c) end
    c.adds = nil
    takeOverAll(c, all, own)
    if fresh then x = parseUnit(e.unit, c.values[field]) end
  end
  if fresh and not c.alone and (x.st == 'scheduled' or x.st == 'retrying') then claimOwn(c, x) end
  if #c.set > 0 then flush(c) end
  if c.grants or c.evals or c.adds then return claimed(c) end
  if c.alone then return { 'alone' } end
  if c.early then return { 'early', c.early } end
  return { 'stale' }
end

local function isAllowed(c, guard, x)
  if guard.on == 'token' then return x and tonumber(x.token) == guard.token end
  if guard.on == 'unit' then
    return x and x.st == guard.status and tonumber(x.d) == guard.dispatch and tonumber(x.token) == guard.token
  end
  for _, st in ipairs(guard.statuses) do
    if st == c.status then return true end
  end
  return false
end

local function refuse(c, guard, x)
  if TERMINAL[c.status] then
    if c.endedBy == c.id or (x and x.src == c.id) then return { 'repeated', moves(c) } end
    return { 'refused', 'terminal', c.status }
  end
  if rebuild(c, units(c)) then return { 'repeated', moves(c) } end
  if guard.on == 'token' then
    event(c, 'step.result_ignored', '{"step":"' .. guard.unit .. '","worker":"' .. c.worker .. '"}')
    flush(c)
  end
  return { 'refused', 'guard', c.status }
end

local outcomes = {}

local function record(c, x, more)
  x.how, x.src = '', c.id
  free(x)
  putUnit(c, x)
  stepEvent(c, 'step.' .. x.st, x, more)
end

function outcomes.completed(c, x, change)
  x.st = 'completed'
  put(c, 'o:' .. x.name, change.output)
  record(c, x, ',"output":' .. change.output)
end

function outcomes.skipped(c, x)
  x.st = 'skipped'
  record(c, x)
end

function outcomes.failed(c, x, change)
  x.st = change.to
  put(c, 'e:' .. x.name, change.error)
  record(c, x, ',"error":' .. change.error)
end
outcomes.timed_out = outcomes.failed

function outcomes.retrying(c, x, change)
  x.st, x.d, x.lost, x.by, x.src = 'retrying', plus(x.d, 1), '0', c.job, c.id
  x.due = int(tonumber(c.at) + change.delayMs)
  stepEvent(c, 'step.retrying', x, ',"dueAt":' .. x.due .. ',"error":' .. change.error)
  x.a = plus(x.a, 1)
  free(x)
  putUnit(c, x)
  tell(c, 'adds', { x.name, x.a, x.d, change.delayMs })
end

-- After an evaluation, or because the watchdog found that nobody will move it.
function outcomes.open(c, x, change)
  local wasReady = x.st == 'ready'
  if change.lost then x.lost = plus(x.lost, 1) end
  x.how, x.due = toHow(change.opening), '0'
  if wasReady then return open(c, x, change.opening.mode, change.opening['end']) end
  redelivered(c, x)
  if c.status == 'running' then schedule(c, x) else block(c, x) end
end

function outcomes.released(c, x, change)
  redelivered(c, x, ',"reason":"released"')
  if not change.underSameJob then return schedule(c, x) end
  x.st, x.by, x.src = 'scheduled', c.job, c.id
  free(x)
  putUnit(c, x)
end

-- A delayed run starts, a paused one resumes: everything that is ready or blocked by the pause goes on.
local function release(c, type)
  local from = c.status
  c.status = 'running'
  reindex(c, from)
  event(c, type, '{}')
  for _, x in ipairs(units(c)) do
    if x.st == 'ready' then reopen(c, x)
    elseif x.st == 'blocked' then schedule(c, x) end
  end
  if from == 'scheduled' then call('ZREM', WAKEUPS, c.runId .. '|start') end
end

function outcomes.started(c) release(c, 'run.started') end
function outcomes.resumed(c) release(c, 'run.resumed') end
function outcomes.ended(c) end

function outcomes.paused(c)
  local from = c.status
  c.status = 'paused'
  reindex(c, from)
  event(c, 'run.paused', '{}')
end

local function guardedUnit(c, guard)
  local text = guard.unit and c.values['s:' .. guard.unit]
  return text and parseUnit(guard.unit, text)
end

function handlers.commit(e, c)
  local guard = e.guard
  local fields = guard.unit and { 'h', 's:' .. guard.unit } or { 'h' }
  if e.known then
    c.known = {}
    for _, f in ipairs(e.known) do c.known[f] = true end
  end
  if e.next then addReads(c, fields, e.next) end
  if not load(c, fields) then return { 'refused', 'unknown' } end
  local x = guardedUnit(c, guard)
  if TERMINAL[c.status] or not isAllowed(c, guard, x) then return refuse(c, guard, x) end
  if e.emitted then
    for _, body in ipairs(e.emitted) do event(c, 'custom', body) end
  end
  outcomes[e.change.to](c, x, e.change)
  if e.next then openNext(c, e.next) end
  if e['end'] then finish(c, e['end']) end
  flush(c)
  if c.ended then announceEnd(c)
  elseif c.job == '' then call('ZADD', WAKEUPS, NOW + WATCHDOG_MS, c.runId .. '|watchdog') end
  return { 'applied', moves(c) }
end
`;
