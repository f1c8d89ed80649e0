/** The one function that moves units, by the table that `rows.ts` renders. */
export const MOVE = /* lua */ `
-- Given as 'key' to suppress an event.
local QUIET = false
-- The move for each status of a failure.
local FAILS = { failed = 'fail', timed_out = 'time_out' }

local function changed(text, by)
  if by == '+1' then return plus(text, 1) end
  if by == '-1' then return plus(text, -1) end
  return string.sub(by, 2)
end

-- Moves a unit by a row of the table. An error if the row does not begin where the unit is. 'key' and 'value': the last
-- property of its event as JSON text; with the key QUIET there is no event. 'reason': why it is parked. 'delayMs': until
-- its next attempt, or until it is woken. If the status stays, the caller or the next move writes the unit.
local function move(x, name, key, value, reason, delayMs)
  local from, to, isFinal, holder, source, due, tells, event, rare = unpack(MOVES[name])
  local st = x.st
  if not (from[st] or (st == 'parked' and from[match(x.reason, '^%a+')])) then
    error(x.name .. ' is ' .. st .. ': no move ' .. name, 0)
  end
  if key == QUIET then event = false end
  if rare then
    local attempt, dispatch, lost, by, eventOf, iteration = unpack(rare)
    if event and eventOf then
      stepEvent(event, x, key, value)
      event = false
    end
    if lost == '+1' then addLost(x) end
    if attempt then x.a = changed(x.a, attempt) end
    if dispatch then x.d = changed(x.d, dispatch) end
    if lost then x.lost = changed(x.lost, lost) end
    if by then x.by = job end
    if iteration then x.iteration = changed(x.iteration or '0', iteration) end
  end
  if to and st == 'parked' then
    unlistParked(x)
    late.close(x)
    disarmTimer(x)
  end
  if source then x.src = source == 'this' and id or '' end
  if holder == 'issuer' then
    tokens = plus(tokens, 1)
    x.job, x.delivery, x.token, x.worker = job, delivery, tokens, worker
  elseif holder then
    x.job, x.delivery, x.token, x.worker = '', '0', '0', ''
  end
  if due == 'none' then x.due = '0'
  elseif due == 'now' then x.due = at
  elseif due == 'wake' and not delayMs then x.due = '0'
  elseif due then x.due = int(tonumber(at) + delayMs) end
  if to then
    x.st = to
    if to == 'parked' then
      -- Park numbers and tokens come from one counter.
      tokens = plus(tokens, 1)
      x.reason, x.delivery = reason, tokens
      listParked(x)
      if due == 'wake' and delayMs then armTimer(x) end
    end
  end
  if event then stepEvent(event, x, key, value) end
  if isFinal then x.how = '' end
  if to then putUnit(x) end
  if tells == 'grant' then tellGrant(GRANTS, x)
  elseif tells == 'evaluation' then tellGrant(EVALS, x)
  elseif tells == 'enqueue' then tellJob(ADDS, x, delayMs or 0)
  elseif tells and x.d ~= '0' then tellJob(OBSOLETE, x, 0) end
end

-- 'name': start, claim or next.
local function start(x, name) move(x, name, ',"worker":"', worker .. '"') end

-- 'name': lose, if the delivery that holds it counts as lost, or redeliver.
local function redeliver(x, name, more)
  local lost = name == 'lose' and plus(x.lost, 1) or x.lost
  move(x, name, ',"worker":"', worker .. '","lost":' .. lost .. (more or ''))
end

local function park(x, reason, more)
  move(x, 'park', ',"blockedBy":"', reason .. '"' .. (more or ''), reason)
end
`;
