/** What a commit says of its unit, or of its run; `lanes.ts` has what it says of the items of a `forEach`. */
export const OUTCOMES = /* lua */ `
-- What becomes of the guarded unit, or of the run; 'value' and 'extra' are what each needs to know, 'detail' what the
-- event of a failure says besides its error, as properties.
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

-- After an evaluation, or because the watchdog found that nobody will move it; then 'lost' says whether it was held.
function outcomes.open(x, mode, lost, _, readsAt, reads)
  local wasReady = x.st == 'ready'
  if lost then lose(x) end
  -- A lane keeps its item and what it reads.
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

-- A delayed run starts, a paused one resumes: everything that is ready or blocked by the pause goes on.
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
`;
