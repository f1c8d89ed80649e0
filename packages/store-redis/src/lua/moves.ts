/** How units move: opened, held, scheduled; how a run ends; and what the issuer is told. */
export const MOVES = /* lua */ `
local function free(x) x.job, x.delivery, x.token, x.worker = '', '0', '0', '' end

-- Adds to one of the lists that the issuer is told: grants, evals, adds, obsolete.
local function tell(c, list, item)
  local known = c[list]
  if known then known[#known + 1] = item else c[list] = { item } end
end

local function dueIn(x) return math.max(0, tonumber(x.due) - NOW) end

local function schedule(c, x)
  x.st, x.d, x.by, x.src, x.due = 'scheduled', plus(x.d, 1), c.job, c.id, '0'
  free(x)
  putUnit(c, x)
  tell(c, 'adds', { x.name, x.a, x.d, 0 })
end

-- What a grant carries: unit, attempt, token, lost, then the fields that it reads and their values.
local function granted(c, x)
  local g = { x.name, x.a, x.token, x.lost }
  for f in string.gmatch(string.sub(x.how, 2), '[^,]+') do
    local v = not (c.known and c.known[f]) and read(c, f)
    if v then
      g[#g + 1] = f
      g[#g + 1] = v
    end
  end
  return g
end

-- The issuer gets a fresh token: to execute the step (running), or to evaluate its expressions (ready).
local function hold(c, x, st)
  c.tokens = plus(c.tokens, 1)
  x.st, x.src, x.job, x.delivery, x.token, x.worker = st, c.id, c.job, c.delivery, c.tokens, c.worker
  x.due = st == 'ready' and c.at or '0'
  putUnit(c, x)
  tell(c, st == 'ready' and 'evals' or 'grants', granted(c, x))
end

local function started(c, x) stepEvent(c, 'step.started', x, ',"worker":"' .. c.worker .. '"') end

local function redelivered(c, x, more)
  stepEvent(c, 'step.redelivered', x, ',"worker":"' .. c.worker .. '","lost":' .. x.lost .. (more or ''))
end

local function block(c, x)
  x.st = 'blocked'
  free(x)
  putUnit(c, x)
  stepEvent(c, 'step.blocked', x, ',"blockedBy":"pause"')
end

-- A run that ends by force cancels what is open, but for the unit whose outcome is just being recorded.
local function cancelOpen(c)
  local written = {}
  for i = 1, #c.set, 2 do written[c.set[i]] = true end
  for _, x in ipairs(units(c)) do
    if not written['s:' .. x.name] and not FINAL[x.st] then
      if x.d ~= '0' then tell(c, 'obsolete', { x.name, x.a, x.d, 0 }) end
      local wasStarted = x.st == 'running' or x.st == 'retrying'
      x.st = 'cancelled'
      free(x)
      putUnit(c, x)
      if wasStarted then stepEvent(c, 'step.cancelled', x) end
    end
  end
end

local function indexMember(c, term) return c.tenant .. SEP .. term .. SEP .. c.created .. SEP .. c.runId end

local function reindex(c, from)
  call('ZREM', INDEX, indexMember(c, 's:' .. from))
  call('ZADD', INDEX, 0, indexMember(c, 's:' .. c.status))
end

local function finish(c, fin)
  c.ended = c.status
  if fin.status == 'completed' then
    put(c, 'out', fin.output)
    event(c, 'run.completed', '{"output":' .. fin.output .. '}')
  else
    cancelOpen(c)
    put(c, 'err', fin.error)
    event(c, 'run.' .. fin.status, '{"error":' .. fin.error .. '}')
  end
  c.status, c.finished, c.endedBy = fin.status, c.at, c.id
end

-- After the flush: lists, wake-ups, and word to those who wait.
local function announceEnd(c)
  reindex(c, c.ended)
  call('RPUSH', FINISHED, c.finished .. '|' .. c.runId)
  call('ZREM', WAKEUPS, c.runId .. '|watchdog')
  if c.ended == 'scheduled' then call('ZREM', WAKEUPS, c.runId .. '|start') end
  if c.deadline == '1' then call('ZREM', WAKEUPS, c.runId .. '|deadline') end
  local word = c.runId .. ' ' .. c.status
  call('PUBLISH', CHANNEL .. 'ended', word)
  if c.status ~= 'completed' then call('PUBLISH', CHANNEL .. 'stopped', word) end
end

local function toHow(opening)
  local isScheduled = opening.mode == 'schedule' or opening.mode == 'claim'
  return (isScheduled and 's' or 'e') .. table.concat(opening.reads, ',')
end

-- A unit whose dependencies are satisfied, or that was found ready without a holder.
local function open(c, x, mode, fin)
  if c.status ~= 'running' then
    x.st, x.src = 'ready', c.id
    free(x)
    putUnit(c, x)
  elseif mode == 'end' then
    finish(c, fin)
  elseif mode == 'evaluate' then
    hold(c, x, 'ready')
  elseif mode == 'claim' then
    hold(c, x, 'running')
    started(c, x)
  else
    schedule(c, x)
    stepEvent(c, 'step.scheduled', x)
  end
end

local function openNext(c, next)
  for _, n in ipairs(next) do
    local left = 0
    if n.needs > 1 then
      left = (tonumber(c.values['n:' .. n.unit] or nil) or n.needs) - 1
      put(c, 'n:' .. n.unit, left)
    end
    if left == 0 then open(c, newUnit(n.unit, toHow(n)), n.mode, n['end']) end
  end
end

-- A unit that is ready without a holder goes on as it was opened.
local function reopen(c, x) open(c, x, string.sub(x.how, 1, 1) == 'e' and 'evaluate' or 'schedule') end

-- Fields that opening these units may need.
local function addReads(c, fields, next)
  for _, n in ipairs(next) do
    if n.needs > 1 then fields[#fields + 1] = 'n:' .. n.unit end
    if n.mode == 'claim' or n.mode == 'evaluate' then
      for _, f in ipairs(n.reads) do
        if not (c.known and c.known[f]) then fields[#fields + 1] = f end
      end
    end
  end
end

-- An empty list travels as nil.
local function moves(c)
  return { c.status, c.grants or false, c.evals or false, c.adds or false, c.obsolete or false }
end

-- The answer of a command that was applied before, as far as it still holds: what the units say it led to. 'except' is
-- a unit that the issuer has already, 'job' one whose leftovers are wanted as well.
local function rebuild(c, all, except, job)
  local found = false
  for _, x in ipairs(all) do
    local mine = x.src == c.id
    if mine and isHeld(x) then
      tell(c, x.st == 'ready' and 'evals' or 'grants', granted(c, x))
    elseif (x.st == 'scheduled' or x.st == 'retrying') and x.name ~= except and (mine or (job and x.by == job)) then
      tell(c, 'adds', { x.name, x.a, x.d, dueIn(x) })
    end
    found = found or mine
  end
  return found
end
`;
