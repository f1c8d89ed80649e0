/**
 * Lanes of a `forEach`. `i:<step>` of a run's hash is how far its items are: `total|next|left|failed`. The list itself
 * and the outcomes are in a hash of their own, which is read and written by field alone, however long it grows:
 * `<step>#<chunk>` is the JSON of so many items, one a line, and `<step>.<item>` an outcome, `status|attempt|result`.
 * The last field of a lane's unit says which item it has in hand: `l<item>;<fields it reads>`, without a number if none.
 * That of a step that runs says `b` if some lane was blocked before it took one.
 */
export const LANES = /* lua */ `
local PER_CHUNK = 16

local function stepOf(x) return match(x.name, '^[^.]*') end

local function counts(step)
  local total, next, left, failed = match(read('i:' .. step), '^(%d+)|(%d+)|(%d+)|(%d+)$')
  return tonumber(total), tonumber(next), tonumber(left), tonumber(failed)
end

local function putCounts(step, total, next, left, failed)
  put('i:' .. step, format('%d|%d|%d|%d', total, next, left, failed))
end

-- Whether a lane has an item in hand, or could take one.
local function hasItem(x)
  if x.item ~= '' then return true end
  local total, next = counts(stepOf(x))
  return next < total
end

-- A lane that is claimed without an item takes the next one; false if there is none.
local function takeItem(x)
  if x.item ~= '' then return true end
  local step = stepOf(x)
  local total, next, left, failed = counts(step)
  if next >= total then return false end
  x.item = format('%d', next)
  putCounts(step, total, next + 1, left, failed)
  return true
end

-- A lane that is blocked before it took an item: its step remembers it, for the others may do all of them.
local function parkLane(x, reason, more)
  park(x, reason, more)
  if x.item ~= '' then return end
  local step = stepOf(x)
  local y = parseUnit({}, step, read('s:' .. step))
  y.how = 'b'
  putUnit(y)
end

-- Nobody needs to dispatch lanes that wait to do what has been done.
local function retireParked(step)
  for _, y in ipairs(units()) do
    if isListed(y) and y.item == '' and y.lane == 'l' and stepOf(y) == step then move(y, 'retire') end
  end
end

-- A step all of whose items have their outcome: held for its issuer, to be collected.
local function holdForCollection(step)
  local x = parseUnit({}, step, read('s:' .. step))
  if x.how == 'b' then retireParked(step) end
  x.how = 'ei:' .. step
  open(x, 'evaluate')
end

local function failStep(step, outcome, err)
  put('e:' .. step, err)
  move(parseUnit({}, step, read('s:' .. step)), FAILS[outcome], ',"error":', err)
end

-- 'extra': the item's status and how the lane goes on.
function outcomes.settled(x, result, extra, detail, _, _, endStatus)
  local outcome, mode = match(extra, '^([^,]*),(.*)$')
  local step = stepOf(x)
  stepEvent('step.' .. outcome, x, outcome == 'completed' and ',"output":' or ',"error":', result .. detail)
  putItem(step .. '.' .. x.item, outcome .. '|' .. x.a .. '|' .. result)
  local total, next, left, failed = counts(step)
  left = left - 1
  if outcome ~= 'completed' then failed = failed + 1 end
  x.item = ''
  move(x, 'settle')
  if endStatus then
    move(x, 'retire')
    failStep(step, outcome, result)
  elseif next >= total then move(x, 'retire')
  elseif not ADMITS[status] then move(x, 'stay')
  elseif mode == 'claim' then
    x.item = format('%d', next)
    next = next + 1
    start(x, 'next')
  else move(x, mode == 'hand-back' and 'release' or 'again') end
  putCounts(step, total, next, left, failed)
  if left == 0 and not endStatus then holdForCollection(step) end
end

-- 'extra': how many lanes, and how the first one goes on. The chunks of the list begin at 'chunksAt' in IN.
function outcomes.expanded(x, total, extra, _, readsAt, reads, _, chunksAt)
  local lanes, first = match(extra, '^(%d+),(.*)$')
  if not ADMITS[status] then return move(x, 'stay') end
  for k = 0, math.ceil(total / PER_CHUNK) - 1 do putItem(x.name .. '#' .. k, IN[chunksAt + k]) end
  x.how = ''
  move(x, 'expand', ',"worker":"', worker .. '","items":' .. total)
  local how = ';' .. table.concat(IN, ',', readsAt, readsAt + reads - 1)
  local next = 0
  for lane = 0, lanes - 1 do
    local y = newUnit(x.name .. '.' .. lane, 'l', how)
    if lane == 0 and first == 'claim' then
      y.item = '0'
      next = 1
      start(y, 'start')
    else move(y, 'schedule') end
  end
  putCounts(x.name, total, next, total, 0)
end

-- The outputs of the items are in their own events.
function outcomes.collected(x, output, err)
  local total, _, _, failed = counts(x.name)
  put('o:' .. x.name, output)
  if err then put('e:' .. x.name, err) end
  move(x, 'complete', ',"items":', format('%d,"failed":%d', total, failed))
end
`;
