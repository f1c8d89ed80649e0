/** The outcomes that a commit records for its unit or its run. `lanes.ts` has those of `forEach` items. */
export const OUTCOMES = /* lua */ `
-- By change: 'value' and 'extra' depend on it, 'detail' is the text of further properties for the event of a failure.
local outcomes = {}

function outcomes.completed(x, output)
  -- An empty field reads as a missing one.
  if x.iteration then put('p:' .. x.name, '') end
  put('o:' .. x.name, output)
  move(x, 'complete', ',"output":', output)
end

function outcomes.skipped(x) move(x, 'skip') end

local function fail(x, name, err, output, detail, endStatus)
  -- Only a step whose lanes are at work runs without a holder.
  local hasLanes = x.st == 'running' and not isHeld(x)
  put('e:' .. x.name, err)
  if output then
    put('o:' .. x.name, output)
    detail = detail .. ',"output":' .. output
  end
  move(x, name, ',"error":', err .. detail)
  if hasLanes and not endStatus then cancels.lanes(x.name) end
end

function outcomes.failed(x, err, output, detail, _, _, endStatus) fail(x, 'fail', err, output, detail, endStatus) end
function outcomes.timed_out(x, err, output, detail, _, _, endStatus) fail(x, 'time_out', err, output, detail, endStatus) end

-- The step goes on with its next iteration, which 'mode' opens.
function outcomes.iterated(x, output, mode, what, readsAt, reads)
  put('p:' .. x.name, output)
  move(x, 'iterate', ',"output":', output)
  x.how, x.allKnown = toHow(mode, readsAt, reads), areKnown(readsAt, reads)
  open(x, mode, what)
end

function outcomes.retrying(x, err, delayMs, detail)
  local dueAt = int(tonumber(at) + delayMs)
  -- No agent executes what is parked.
  local name, reason = 'retry', 'retry'
  if x.st == 'parked' then name, reason = 'delay', 'delay' end
  move(x, name, ',"dueAt":', dueAt .. ',"error":' .. err .. detail, reason, delayMs)
end

-- Opens the guarded unit after an evaluation, or for the watchdog. Then 'lost' says whether it was held.
function outcomes.open(x, mode, lost, what, readsAt, reads)
  -- A lane keeps its item and the fields it reads.
  if x.lane == '' then x.how = toHow(mode, readsAt, reads) end
  if x.st == 'ready' or (x.st == 'parked' and not isRetrying(x)) then
    if lost then move(x, 'lose', QUIET) end
    if x.st == 'parked' and x.reason == 'delay' then stepEvent('step.resumed', x, ',"reason":', '"delay"') end
    return open(x, mode, what)
  end
  redeliver(x, lost and 'lose' or 'redeliver', ADMITS[status] and ',"queued":true' or nil)
  if ADMITS[status] then move(x, 'again') else park(x, 'pause') end
end

function outcomes.blocked(x, reason, err, detail)
  local name = match(reason, '^fork:(.*)$')
  -- It was allowed to act meanwhile.
  if name and read('a:' .. name) then
    if x.st == 'ready' then return reopen(x) end
    if not ADMITS[status] then return park(x, 'pause') end
    return outcomes.released(x)
  end
  park(x, reason, (err and ',"error":' .. err or '') .. detail)
end

function outcomes.unblocked(x)
  if ADMITS[status] then move(x, 'schedule') else park(x, 'pause') end
end

function outcomes.released(x, _, underSameJob)
  redeliver(x, 'redeliver', ',"reason":"released"')
  move(x, underSameJob and 'release' or 'again')
end

-- 'by': who asked for it, as JSON text.
local function byWhom(by) return by and '{"by":' .. by .. '}' or '{}' end

-- Starts a delayed run or resumes a paused one: every unit that is ready or blocked by the pause goes on.
local function release(type, by)
  status = 'running'
  event(type, byWhom(by))
  for _, x in ipairs(units()) do
    if x.st == 'ready' then reopen(x)
    elseif isPaused(x) then move(x, 'resume') end
  end
end

function outcomes.started(_, timeoutMs)
  release('run.started')
  if timeoutMs then
    setFlag('1')
    deadlineAt = int(NOW + timeoutMs)
  end
end

-- The current holder keeps the unit and its source, so that its repeated command still finds the answer.
function outcomes.kept(x, token)
  put('l:' .. x.name, (string.gsub(read('l:' .. x.name), ',' .. token .. ',', ',', 1)))
  move(x, 'keep')
  putUnit(x)
end

function outcomes.resumed(_, by) release('run.resumed', by) end
function outcomes.ended() end

-- A run that failed or timed out goes on. 'properties' of the event, and when its time is over anew.
function outcomes.retried(_, properties, timeoutMs)
  splitTail()
  local round = int((tonumber(read('round') or nil) or 0) + 1)
  status, finished, endedBy = 'running', '', ''
  put('round', round)
  put('retried', id)
  call('HDEL', run, 'err')
  event('run.retried', '{"round":' .. round .. ',' .. properties .. '}')
  if timeoutMs then
    setFlag('1')
    deadlineAt = int(NOW + timeoutMs)
  end
end

function outcomes.paused(_, by)
  status = 'paused'
  event('run.paused', byWhom(by))
end
`;
