/**
 * The three commands. Each receives the position of its own part in IN, and says its answer. The rules of a claim are
 * numbered as in the reference, `claimUnit` of `packages/store`.
 */
export const COMMANDS = /* lua */ `
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

function handlers.submit(p, first, second)
  local owner, meta, input, delayMs, timeoutMs, body, ttlMs, isChild, terms, roots, forked = unpack(IN, p, p + 10)
  local termsAt = p + 11
  local rootsAt = termsAt + terms
  -- A fork has a key for its items before the one of its submission.
  local dedupeKey = forked and second or first
  local found = body and call('GET', dedupeKey)
  if found then
    local known, knownBody = match(found, '^([^|]*)|(.*)$')
    if known ~= runId then return say('duplicate', known, body == knownBody and 1 or 0) end
  end
  if load(1) then
    splitTail()
    if not TERMINAL[status] then rebuild(units()) end
    say('repeated', created)
    return sayMoves()
  end
  status, tokens, at, created = delayMs > 0 and 'scheduled' or 'running', '0', NOW_TEXT, NOW_TEXT
  finished, endedBy, flags, tenant = '', '', (timeoutMs and '1' or '') .. (isChild and 'p' or ''), owner
  put('m', meta)
  put('in', input)
  event('run.accepted', '{"input":' .. input .. '}')
  if forked then
    items = first
    rootsAt = outcomes.preset(forked, rootsAt)
  end
  if status == 'running' then event('run.started', '{}') end
  openNext(rootsAt, roots)
  flush()
  list(termsAt, terms, delayMs, timeoutMs)
  if body then call('SET', dedupeKey, runId .. '|' .. body, 'PX', ttlMs) end
  say('created', created)
  sayMoves()
end

-- Rule 3: takes over what an earlier delivery of this job held. It counts as lost only if another process held it.
local function takeOver(x, own)
  local mine = x.worker == worker
  if not mine then
    -- Of a running unit, the event says whether it goes back to its queue. Of any other, other events tell.
    local back = x.st == 'running' and ADMITS[status] and tonumber(x.lost) < 2 and (not own or (x.lost == '1' and not idle))
    redeliver(x, 'lose', x.st == 'running' and ADMITS[status] and ',"queued":' .. tostring(back) or nil)
  end
  if x.st == 'ready' then move(x, ADMITS[status] and 'hold' or 'leave')
  elseif mine then move(x, 'take')
  elseif not ADMITS[status] then park(x, 'pause')
  elseif tonumber(x.lost) >= 3 then move(x, 'take')
  elseif own and x.lost == '2' and not idle then
    move(x, 'alone')
    -- A step that is about to be blocked needs no worker of its own.
    alone = not obstacle
  else move(x, own and 'take' or 'again') end
end

-- Rules 3 and 4 for every unit of the run. Only an earlier delivery of the job can have left anything behind.
local function takeOverAll(all, own)
  for _, x in ipairs(all) do
    if isHeld(x) and x.job == job and tonumber(x.delivery) < tonumber(delivery) then
      takeOver(x, x.name == own)
    elseif hasJob(x) and x.by == job and x.name ~= own then
      tellJob(ADDS, x, dueIn(x))
    elseif x.st == 'ready' and not isHeld(x) and ADMITS[status] then
      reopen(x)
    end
  end
end

-- Rule 6: the worker does not begin the step.
local function blockOwn(x)
  if x.lane == '' then park(x, obstacle, obstacleMore)
  elseif hasItem(x) then parkLane(x, obstacle, obstacleMore)
  else move(x, 'retire') end
end

-- Rules 5 to 7 for the step that the activation names.
local function claimOwn(x)
  if isRetrying(x) and NOW < tonumber(x.due) then early = dueIn(x)
  elseif not ADMITS[status] then park(x, 'pause')
  elseif obstacle and tonumber(x.lost) < 3 then blockOwn(x)
  elseif x.lost == '2' and not idle then alone = true
  elseif x.lane == 'l' and not takeItem(x) then move(x, 'retire')
  elseif tonumber(x.lost) < 3 then start(x, 'claim')
  else move(x, 'poison', ',"worker":"', worker .. '"') end
end

-- Lanes read the input with their items, because there are many of them and the input may be large.
local isLaneClaim

-- 'again': there were leftovers and the step itself has to wait, so the worker claims once more.
local function sayClaimed()
  splitTail()
  say('claimed', created, values[3], not isLaneClaim and values[4])
  say((early or alone) and 1 or 0)
  sayMoves()
end

local function isTold() return GRANTS.count > 0 or EVALS.count > 0 or ADDS.count > 0 end

-- A step blocked by a pause is stale: the resume dispatches it again.
local function sayNothing(own) say(own and isListed(own) and 'blocked' or 'stale') end

function handlers.claim(p, itemsKey)
  local unit, attempt, dispatch, isIdle, step
  unit, attempt, dispatch, isIdle, step, obstacle = unpack(IN, p, p + 5)
  obstacleMore = obstacle and IN[p + 6]
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
  if fresh and not alone and hasJob(x) then claimOwn(x) end
  if sets > 0 then flush() end
  if isTold() then return sayClaimed() end
  if alone then return say('alone') end
  if early then return say('early', early) end
  sayNothing(fresh and x)
end

-- Whether the guard holds. 'on' token: the unit is held under 'token'. 'on' unit: it is as the watchdog saw it. 'on'
-- parked: it is parked for the reason in 'token' under the number in 'seen' (0: any). 'on' lost: a delivery that held it
-- under 'token' was counted as lost. 'on' run: the run has one of 'count' statuses, and was retried 'token' times, if that is given.
local function isAllowed(on, x, token, seen, dispatch, statusesAt, count)
  if on == 'ended' then
    splitTail()
    return (status == 'failed' or status == 'timed_out') and endedBy == token
  end
  if TERMINAL[status] then return false end
  if on == 'token' then return x and x.token == token end
  if on == 'unit' then return x and shown(x) == seen and x.d == dispatch and x.token == token end
  if on == 'parked' then
    return x and x.st == 'parked' and x.reason == token and (seen == '0' or seen == x.delivery)
  end
  if on == 'lost' then return x and hasLost(x, token) end
  if token and (read('round') or '0') ~= token then return false end
  for i = statusesAt, statusesAt + count - 1 do
    if IN[i] == status then return true end
  end
  return false
end

local function sayRepeated()
  say('repeated')
  sayMoves()
end

local function refuse(on, unit, x, token, seen)
  -- A process of an older version, which does not know this list, may have moved the unit.
  if on == 'parked' then
    call('ZREM', BLOCKED, parkedMember(token, unit, seen))
    -- Without a number, the entry may be about a later parking.
    local isParked = x and x.st == 'parked' and x.reason == token
    if not isParked then call('ZREM', BLOCKED, parkedMember(token, unit, '0')) end
  end
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
  local on, unit, token, seen, dispatch, to, value, extra, detail, endStatus, result, statuses, reads, emitted, has, sends, next =
    unpack(IN, p, p + 16)
  local statusesAt = p + 17
  local readsAt = statusesAt + statuses
  local emittedAt = readsAt + reads
  knows(emittedAt + emitted, has)
  local entriesAt = knownAt + has
  local nextAt = entriesAt + 2 * sends
  items = itemsKey
  local n = 1
  if unit then
    n = 2
    FIELDS[2] = 's:' .. unit
    if itemsKey then
      n = 3
      FIELDS[3] = 'i:' .. match(unit, '^[^.]*')
    end
  end
  if not load(addJoins(n, nextAt, next)) then return say('refused', 'unknown') end
  local text = unit and values[2]
  local x = text and parseUnit(OWN, unit, text)
  if not isAllowed(on, x, token, seen, dispatch, statusesAt, statuses) then
    return refuse(on, unit, x, token, seen)
  end
  local before = status
  for i = emittedAt, knownAt - 1 do event('custom', IN[i]) end
  if on == 'lost' then value = token end
  outcomes[to](x, value, extra, detail, readsAt, reads, endStatus, nextAt)
  -- A child is not started by a run in which nothing may begin.
  for i = entriesAt, nextAt - 1, 2 do
    if ADMITS[before] or match(IN[i], '^%a+') ~= 'start' then writeEntry(IN[i], IN[i + 1]) end
  end
  if to == 'retried' then revive(nextAt, next, outcomes.leave) else openNext(nextAt, next) end
  if endStatus then finish(endStatus, result) end
  flush()
  if status ~= before then reindex(before) end
  if ended then announceEnd()
  elseif job == '' then call('ZADD', LOOKS, WATCHDOG_AT, runId .. '|watchdog') end
  if deadlineAt and not ended then call('ZADD', WAKEUPS, deadlineAt, runId .. '|deadline') end
  say('applied')
  sayMoves()
end
`;
