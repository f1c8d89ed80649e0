/** How units move: opened, held, scheduled; how a run ends; and what the issuer is told. */
export const MOVES = /* lua */ `
local function free(x) x.job, x.delivery, x.token, x.worker = '', '0', '0', '' end

-- Adds to one of the lists that the issuer is told: grants, evals, adds, obsolete.
local function tell(list, item)
  local known = c[list]
  if known then known[#known + 1] = item else c[list] = { item } end
end

local function dueIn(x) return math.max(0, tonumber(x.due) - NOW) end

local function schedule(x)
  x.st, x.d, x.by, x.src, x.due = 'scheduled', plus(x.d, 1), c.job, c.id, '0'
  free(x)
  putUnit(x)
  tell('adds', { x.name, x.a, x.d, 0 })
end

local function isKnown(field)
  local known = c.known
  for i = 1, known and #known or 0 do
    if known[i] == field then return true end
  end
  return false
end

-- What a grant carries: unit, attempt, token, lost, then the fields that it reads and their values.
local function granted(x)
  local g = { x.name, x.a, x.token, x.lost }
  if x.allKnown then return g end
  for f in string.gmatch(string.sub(x.how, 2), '[^,]+') do
    local v = not isKnown(f) and read(f)
    if v then
      g[#g + 1] = f
      g[#g + 1] = v
    end
  end
  return g
end

-- The issuer gets a fresh token: to execute the step (running), or to evaluate its expressions (ready).
local function hold(x, st)
  c.tokens = plus(c.tokens, 1)
  x.st, x.src, x.job, x.delivery, x.token, x.worker = st, c.id, c.job, c.delivery, c.tokens, c.worker
  x.due = st == 'ready' and c.at or '0'
  putUnit(x)
  tell(st == 'ready' and 'evals' or 'grants', granted(x))
end

local function started(x) stepEvent('step.started', x, ',"worker":"' .. c.worker .. '"') end

local function redelivered(x, more)
  stepEvent('step.redelivered', x, ',"worker":"' .. c.worker .. '","lost":' .. x.lost .. (more or ''))
end

local function block(x)
  x.st = 'blocked'
  free(x)
  putUnit(x)
  stepEvent('step.blocked', x, ',"blockedBy":"pause"')
end

-- A run that ends by force cancels what is open, but for the unit whose outcome is just being recorded.
local function cancelOpen()
  local written = {}
  for i = 1, c.sets, 2 do written[SET[i]] = true end
  for _, x in ipairs(units()) do
    if not written['s:' .. x.name] and not FINAL[x.st] then
      if x.d ~= '0' then tell('obsolete', { x.name, x.a, x.d, 0 }) end
      local wasStarted = x.st == 'running' or x.st == 'retrying'
      x.st = 'cancelled'
      free(x)
      putUnit(x)
      if wasStarted then stepEvent('step.cancelled', x) end
    end
  end
end

local function indexMember(term) return c.tenant .. SEP .. term .. SEP .. c.created .. SEP .. c.runId end

local function reindex(from)
  call('ZREM', INDEX, indexMember('s:' .. from))
  call('ZADD', INDEX, 0, indexMember('s:' .. c.status))
end

-- 'result' is JSON text: the output of a completed run, the error of any other.
local function finish(status, result)
  c.ended = c.status
  if status == 'completed' then
    put('out', result)
    event('run.completed', '{"output":' .. result .. '}')
  else
    cancelOpen()
    put('err', result)
    event('run.' .. status, '{"error":' .. result .. '}')
  end
  c.status, c.finished, c.endedBy = status, c.at, c.id
end

-- After the flush: lists, wake-ups, and word to those who wait.
local function announceEnd()
  reindex(c.ended)
  call('RPUSH', FINISHED, c.finished .. '|' .. c.runId)
  call('ZREM', WAKEUPS, c.runId .. '|watchdog')
  if c.ended == 'scheduled' then call('ZREM', WAKEUPS, c.runId .. '|start') end
  if c.deadline == '1' then call('ZREM', WAKEUPS, c.runId .. '|deadline') end
  local word = c.runId .. ' ' .. c.status
  call('PUBLISH', CHANNEL .. 'ended', word)
  if c.status ~= 'completed' then call('PUBLISH', CHANNEL .. 'stopped', word) end
end

local function toHow(mode, reads)
  local isScheduled = mode == 'schedule' or mode == 'claim'
  return (isScheduled and 's' or 'e') .. (#reads == 1 and reads[1] or table.concat(reads, ','))
end

local function areKnown(reads)
  for i = 1, #reads do
    if not isKnown(reads[i]) then return false end
  end
  return true
end

-- A unit whose dependencies are satisfied, or that was found ready without a holder. 'endStatus' and 'result' say how
-- the run ends in mode 'end'.
local function open(x, mode, endStatus, result)
  if c.status ~= 'running' then
    x.st, x.src = 'ready', c.id
    free(x)
    putUnit(x)
  elseif mode == 'end' then
    finish(endStatus, result)
  elseif mode == 'evaluate' then
    hold(x, 'ready')
  elseif mode == 'claim' then
    hold(x, 'running')
    started(x)
  else
    schedule(x)
    stepEvent('step.scheduled', x)
  end
end

-- 'next' lists unit, needs, mode, reads, and in mode 'end' status and result.
local function openNext(next)
  for i = 1, #next do
    local name, needs, mode, reads, endStatus, result = unpack(next[i], 1, 6)
    local left = 0
    if needs > 1 then
      left = (tonumber(read('n:' .. name) or nil) or needs) - 1
      put('n:' .. name, left)
    end
    if left == 0 then
      local x = newUnit(name, toHow(mode, reads))
      x.allKnown = areKnown(reads)
      open(x, mode, endStatus, result)
    end
  end
end

-- A unit that is ready without a holder goes on as it was opened.
local function reopen(x) open(x, string.sub(x.how, 1, 1) == 'e' and 'evaluate' or 'schedule') end

-- Fields that opening these units may need.
local function addReads(fields, next)
  for i = 1, #next do
    local name, needs, mode, reads = unpack(next[i], 1, 4)
    if needs > 1 then fields[#fields + 1] = 'n:' .. name end
    if mode == 'claim' or mode == 'evaluate' then
      for k = 1, #reads do
        if not isKnown(reads[k]) then fields[#fields + 1] = reads[k] end
      end
    end
  end
end

-- An empty list travels as nil.
local function moves()
  return { c.status, c.grants or false, c.evals or false, c.adds or false, c.obsolete or false }
end

-- The answer of a command that was applied before, as far as it still holds: what the units say it led to. 'except' is
-- a unit that the issuer has already, 'job' one whose leftovers are wanted as well.
local function rebuild(all, except, job)
  local found = false
  for _, x in ipairs(all) do
    local mine = x.src == c.id
    if mine and isHeld(x) then
      tell(x.st == 'ready' and 'evals' or 'grants', granted(x))
    elseif (x.st == 'scheduled' or x.st == 'retrying') and x.name ~= except and (mine or (job and x.by == job)) then
      tell('adds', { x.name, x.a, x.d, dueIn(x) })
    end
    found = found or mine
  end
  return found
end
`;
