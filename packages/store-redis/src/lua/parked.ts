/** Units that are parked: what the API calls it, the lists they are on, and the wake-ups of those that wait. */
export const PARKED = /* lua */ `
local function isRetrying(x) return x.st == 'parked' and x.reason == 'retry' end
local function isPaused(x) return x.st == 'parked' and x.reason == 'pause' end
-- The kind of the reason for which a unit is parked.
local function parkKind(x) return match(x.reason, '^%a+') end
-- Whether it is parked for a breaker or a limit: such units are listed.
local function isListed(x) return x.st == 'parked' and LISTED[parkKind(x)] end
-- Whether an activation of it is on a queue, or will be.
local function hasJob(x) return x.st == 'scheduled' or isRetrying(x) end
local function isHeld(x) return x.token ~= '0' end

-- The status of a unit in the words of the API.
local function shown(x)
  if x.st ~= 'parked' then return x.st end
  return SHOWN[parkKind(x)]
end

-- A member of the list of blocked units, which sorts by reason, then oldest run first. Version 1 has no number.
local function parkedMember(reason, unit, number)
  splitTail()
  local member = reason .. SEP .. created .. SEP .. runId .. '|' .. unit
  return number == '0' and member or member .. SEP .. number
end

local function listParked(x)
  if not isListed(x) then return end
  if parked == 0 then PARKED = {} end
  PARKED[parked + 1], PARKED[parked + 2] = '0', parkedMember(x.reason, x.name, isInOldWords and '0' or x.delivery)
  parked = parked + 2
end

-- Removes the entry of a unit, whichever version wrote it.
local function unlistParked(x)
  if not isListed(x) then return end
  if cleared == 0 then CLEARED = {} end
  CLEARED[cleared + 1], CLEARED[cleared + 2] =
    parkedMember(x.reason, x.name, '0'), parkedMember(x.reason, x.name, x.delivery)
  cleared = cleared + 2
end

local function armTimer(x)
  if armed == 0 then ARMED = {} end
  ARMED[armed + 1], ARMED[armed + 2] = x.due, runId .. '|due|' .. x.name .. '|' .. x.delivery
  armed = armed + 2
end

-- The wake-up that moves the unit itself stays, until all that this led to is done.
local function disarmTimer(x)
  if x.due == '0' or isRetrying(x) then return end
  if id == 'due:' .. x.name .. ':' .. x.delivery then return end
  if disarmed == 0 then DISARMED = {} end
  disarmed = disarmed + 1
  DISARMED[disarmed] = runId .. '|due|' .. x.name .. '|' .. x.delivery
end
`;
