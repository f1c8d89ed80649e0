/**
 * Lanes of a `forEach`. `i:<step>` in a run's hash is the progress of its items: `total|next|left|failed`, and `|1` if some
 * are done again after a retry of the run: then `<step>@<chunk>` has their numbers, in the place of items. The list and
 * the outcomes are in a hash of their own, which is only read and written by field, because it may be long:
 * `<step>#<chunk>` is a chunk of items in JSON, one per line, and `<step>.<item>` an outcome, `status|attempt|result`.
 * The last field of a lane's unit says which item it works on: `l<item>;<fields it reads>`, without a number if none.
 * The last field of a running step is `b` if a lane was blocked before it took an item.
 */
export const LANES = /* lua */ `
local PER_CHUNK = 16

local function stepOf(x) return match(x.name, '^[^.]*') end

local function counts(step)
  local total, next, left, failed, redone = match(read('i:' .. step), '^(%d+)|(%d+)|(%d+)|(%d+)(|?1?)$')
  return tonumber(total), tonumber(next), tonumber(left), tonumber(failed), redone
end

local function putCounts(step, total, next, left, failed, redone)
  put('i:' .. step, format('%d|%d|%d|%d%s', total, next, left, failed, redone))
end

-- The item at a place of the list: its number is the place, unless items are done again.
local function itemAt(step, place, redone)
  return redone == '' and format('%d', place) or readItem(step .. '@', place)
end

-- Whether a lane has an item, or can take one.
local function hasItem(x)
  if x.item ~= '' then return true end
  local total, next = counts(stepOf(x))
  return next < total
end

-- Gives the next item to a lane that has none. Returns false if there is none left.
function takeItem(x)
  if x.item ~= '' then return true end
  local step = stepOf(x)
  local total, next, left, failed, redone = counts(step)
  if next >= total then return false end
  x.item = itemAt(step, next, redone)
  putCounts(step, total, next + 1, left, failed, redone)
  return true
end

-- Blocks a lane. If it has no item, its step notes that, because the other lanes may do all of them.
local function parkLane(x, reason, more)
  park(x, reason, more)
  if x.item ~= '' then return end
  local step = stepOf(x)
  local y = parseUnit({}, step, read('s:' .. step))
  y.how = 'b'
  putUnit(y)
end

-- Completes the lanes that were blocked before they took an item, because all items are done.
local function retireParked(step)
  for _, y in ipairs(units()) do
    if isListed(y) and y.item == '' and y.lane == 'l' and stepOf(y) == step then move(y, 'retire') end
  end
end

-- All items have an outcome: the issuer holds the step to collect them.
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
  local total, next, left, failed, redone = counts(step)
  left = left - 1
  if outcome ~= 'completed' then failed = failed + 1 end
  x.item = ''
  move(x, 'settle')
  if endStatus then
    move(x, 'retire')
    failStep(step, outcome, result)
  elseif next >= total then move(x, 'retire')
  elseif not ADMITS[status] then move(x, 'stay')
  elseif mode == 'claim' or mode == 'evaluate' then
    x.item = itemAt(step, next, redone)
    next = next + 1
    if mode == 'claim' then start(x, 'next') else move(x, 'hold') end
  else move(x, mode == 'hand-back' and 'release' or 'again') end
  putCounts(step, total, next, left, failed, redone)
  if left == 0 and not endStatus then holdForCollection(step) end
end

-- Lanes that take items on their own have no event for that, so the start of their step tells their number.
local function ownLanes(first, lanes) return first == 'evaluate' and ',"lanes":' .. lanes or '' end

-- 'extra': the number of lanes, and how the first goes on. The chunks of the list begin at IN[chunksAt].
function outcomes.expanded(x, total, extra, _, readsAt, reads, _, chunksAt)
  local lanes, first = match(extra, '^(%d+),(.*)$')
  if not ADMITS[status] then return move(x, 'stay') end
  for k = 0, math.ceil(total / PER_CHUNK) - 1 do putItem(x.name .. '#' .. k, IN[chunksAt + k]) end
  x.how = ''
  move(x, 'expand', ',"worker":"', worker .. '","items":' .. total .. ownLanes(first, lanes))
  local how = (first == 'evaluate' and ':' or ';') .. table.concat(IN, ',', readsAt, readsAt + reads - 1)
  local next = 0
  for lane = 0, lanes - 1 do
    local y = newUnit(x.name .. '.' .. lane, 'l', how)
    if (lane == 0 and first == 'claim') or first == 'evaluate' then
      y.item = format('%d', lane)
      next = lane + 1
      if first == 'claim' then start(y, 'start') else move(y, 'hold') end
    else move(y, 'schedule') end
  end
  putCounts(x.name, total, next, total, 0, '')
end

-- The step goes on after a retry of its run. 'extra': the number of lanes, how the first goes on, and how many outcomes no
-- longer count. The chunks of the items that are done again begin at IN[chunksAt]; the items without their outcomes follow.
function outcomes.redone(x, left, extra, _, readsAt, reads, _, chunksAt)
  local lanes, first, dropped = match(extra, '^(%d+),(%a+),(%d+)$')
  if not ADMITS[status] then return move(x, 'stay') end
  local total = counts(x.name)
  local from, to = math.floor((total - left) / PER_CHUNK), math.ceil(total / PER_CHUNK) - 1
  for k = from, to do putItem(x.name .. '@' .. k, IN[chunksAt + k - from]) end
  putCounts(x.name, total, total - left, left, 0, '|1')
  x.how = ''
  move(x, 'expand', ',"worker":"', worker .. '","items":' .. total .. ownLanes(first, lanes))
  local how = (first == 'evaluate' and ':' or ';') .. table.concat(IN, ',', readsAt, readsAt + reads - 1)
  for lane = 0, lanes - 1 do
    local name = x.name .. '.' .. lane
    local y = parseUnit({}, name, read('s:' .. name))
    y.lane, y.item, y.how = 'l', '', how
    move(y, 'revive')
    if lane == 0 and first == 'claim' and takeItem(y) then start(y, 'start')
    else open(y, first == 'evaluate' and 'evaluate' or 'schedule') end
  end
  local gone, droppedAt = {}, chunksAt + to - from + 1
  for i = 1, dropped do gone[i] = x.name .. '.' .. IN[droppedAt + i - 1] end
  callInPieces('HDEL', items, gone, #gone)
end

-- A step that begins anew after a retry of its run: its items that failed are left to be done again.
function outcomes.leave(step)
  if not read('i:' .. step) then return end
  local total, next, left, failed, redone = counts(step)
  putCounts(step, total, next, left + failed, 0, redone)
end

-- The event has no outputs: those are in the events of the items.
function outcomes.collected(x, output, err)
  local total, _, _, failed = counts(x.name)
  put('o:' .. x.name, output)
  if err then put('e:' .. x.name, err) end
  move(x, 'complete', ',"items":', format('%d,"failed":%d', total, failed))
end
`;
