/** The most bytes of an output that is told with the end of its run. Longer ones are read by those who wait for them. */
const TOLD_BYTES = 1024;

/** How units are opened, and how a run ends. */
export const OPENINGS = /* lua */ `
-- In lanes.ts.
local takeItem

local function dueIn(x) return math.max(0, tonumber(x.due) - NOW) end

-- Units that end with their run or with their step.
local cancels = {}

function cancels.unit(x)
  if x.st == 'parked' and parkKind(x) == 'child' then writeEntry('stop:' .. string.sub(x.reason, 7), '') end
  if x.st == 'running' or isRetrying(x) then move(x, 'cancel') else move(x, 'cancel', QUIET) end
end

-- The open lanes of a step that fails while its run goes on.
function cancels.lanes(step)
  for _, x in ipairs(units(true)) do
    if x.lane == 'l' and not FINAL[x.st] and match(x.name, '^[^.]*') == step then cancels.unit(x) end
  end
end

-- The open units of a run that ends by force, except the one whose outcome is being recorded.
function cancels.run()
  local moved = {}
  for i = 1, sets, 2 do moved[SET[i]] = true end
  local all = units(true)
  for _, x in ipairs(all) do
    if not moved['s:' .. x.name] then mailbox.giveBack(x) end
  end
  for _, x in ipairs(all) do
    if not moved['s:' .. x.name] and not FINAL[x.st] then cancels.unit(x) end
  end
end

local function indexMember(term) return tenant .. SEP .. term .. SEP .. created .. SEP .. runId end

-- Called after the flush: moves the run to the list of its new status.
local function reindex(from)
  splitTail()
  call('ZREM', INDEX, indexMember('s:' .. from))
  call('ZADD', INDEX, '0', indexMember('s:' .. status))
  if from == 'scheduled' and status ~= 'paused' then call('ZREM', WAKEUPS, runId .. '|start') end
end

-- Ends the run. 'result' is JSON text: the output of a completed run, the error of any other.
local function finish(endStatus, result)
  ended = status
  if endStatus == 'completed' then
    put('out', result)
    event('run.completed', '{"output":' .. result .. '}')
  else
    cancels.run()
    put('err', result)
    event('run.' .. endStatus, '{"error":' .. result .. '}')
  end
  splitTail()
  status, finished, endedBy = endStatus, at, id
  if hasFlag('p') then writeEntry('tell', '') end
end

-- Called after the flush: updates lists and wake-ups, and tells those who wait for the end.
local function announceEnd()
  call('RPUSH', FINISHED, finished .. '|' .. runId)
  call('ZREM', LOOKS, runId .. '|watchdog')
  if hasFlag('1') then call('ZREM', WAKEUPS, runId .. '|deadline') end
  local word = runId .. ' ' .. status
  local output = written('out')
  local isTold = output and #output <= ${TOLD_BYTES}
  call(PUBLISH, CHANNEL .. 'ended', isTold and word .. ' ' .. output or word)
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

-- Opens a unit whose dependencies are satisfied, or that is ready without a holder. In mode 'end', 'endStatus' and
-- 'result' say how the run ends. In mode 'park', 'endStatus' says what the unit waits for.
local function open(x, mode, endStatus, result)
  if not ADMITS[status] then move(x, 'stay')
  elseif mode == 'end' then finish(endStatus, result)
  elseif mode == 'evaluate' then
    -- A lane is evaluated for its item.
    move(x, x.lane == 'l' and not takeItem(x) and 'retire' or 'hold')
  elseif mode == 'claim' then start(x, 'start')
  elseif mode == 'park' then mailbox.await(x, endStatus)
  else move(x, 'schedule') end
end

-- Reads 'count' openings from IN: unit, needs, mode, in mode 'end' the run's end status and result (in mode 'park' what the
-- unit waits for), the number of fields it reads, and their names.
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
      local x = newUnit(name, '', toHow(mode, readsAt, reads), areKnown(readsAt, reads))
      if record.begun then x.iteration = record.begun[name] end
      open(x, mode, endStatus, result)
    end
  end
end

-- Reads openings of units that were opened before, which begin anew. 'leave': in lanes.ts.
local function revive(nextAt, count, leave)
  for _ = 1, count do
    local name, _, mode, park, _, reads = unpack(IN, nextAt, nextAt + 5)
    local readsAt = nextAt + 6
    nextAt = readsAt + reads
    local x = parseUnit({}, name, read('s:' .. name))
    move(x, 'revive')
    call('HDEL', run, 'e:' .. name)
    leave(name)
    x.how, x.allKnown = toHow(mode, readsAt, reads), areKnown(readsAt, reads)
    open(x, mode, park)
  end
end

-- Opens a unit that is ready without a holder the way it was opened before.
local function reopen(x) open(x, match(x.how, '^[e:]') and 'evaluate' or 'schedule') end

-- Appends to FIELDS, of which there are 'n', the counts of the joins that a command may open. Returns how many there are.
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

-- Rebuilds the answer of an applied command, as far as it still holds, from the units that name it. 'except': a unit that
-- the issuer has already. 'from': a job whose leftovers are told as well.
local function rebuild(all, except, from)
  local found = false
  for _, x in ipairs(all) do
    local mine = x.src == id
    if mine and isHeld(x) then
      tellGrant(x.st == 'ready' and EVALS or GRANTS, x)
    elseif hasJob(x) and x.name ~= except and (mine or (from and x.by == from)) then
      tellJob(ADDS, x, dueIn(x))
    end
    found = found or mine
  end
  return found
end
`;
