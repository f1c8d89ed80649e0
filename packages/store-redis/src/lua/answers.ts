/**
 * What the issuer is told, as one flat list: Redis converts a nested table at the price of several commands. `reply.ts`
 * reads it with the same order in mind.
 */
export const ANSWERS = /* lua */ `
local OUT, said
local GRANTS, EVALS, ADDS, OBSOLETE

local function beginAnswers()
  OUT, said = {}, 0
  GRANTS, EVALS = { n = 0, count = 0 }, { n = 0, count = 0 }
  ADDS, OBSOLETE = { n = 0, count = 0 }, { n = 0, count = 0 }
end

local function forget(list)
  if list.count > 0 then list.n, list.count = 0, 0 end
end

local function tellJob(list, x, delayMs)
  local n = list.n
  list[n + 1], list[n + 2], list[n + 3], list[n + 4] = x.name, x.a, x.d, delayMs
  list.n, list.count = n + 4, list.count + 1
end

local function isKnown(field)
  for i = knownAt, knownAt + known - 1 do
    if IN[i] == field then return true end
  end
  return false
end

-- The value of the item that a lane has in hand.
local function readItem(step, item)
  local field = step .. '#' .. math.floor(item / 16)
  -- The list of a step that is just being expanded is still to be written, its first chunk first.
  local isNew = itemSets > 0 and ITEM_SET[1] == field
  local chunk = isNew and ITEM_SET[2] or call('HGET', items, field)
  local from = 1
  for _ = 1, item % 16 do from = string.find(chunk, '\\n', from, true) + 1 end
  return string.sub(chunk, from, (string.find(chunk, '\\n', from, true) or 0) - 1)
end

-- A grant: unit, attempt, token, lost, how many fields it reads, and each of them with its value. The item of a lane
-- is the field '@', its number before its value.
local function tellGrant(list, x, allKnown)
  local n, pairs = list.n, 0
  list[n + 1], list[n + 2], list[n + 3], list[n + 4] = x.name, x.a, x.token, x.lost
  local reads = x.how
  if byte(reads) == 108 then
    local item
    item, reads = match(reads, '^l(%d+)(.*)$')
    list[n + 6], list[n + 7] = '@', item .. '|' .. readItem(match(x.name, '^[^.]*'), tonumber(item))
    pairs = 1
  end
  if not allKnown and #reads > 1 then
    for f in string.gmatch(string.sub(reads, 2), '[^,]+') do
      local v = not isKnown(f) and read(f)
      if v then
        list[n + 6 + 2 * pairs], list[n + 7 + 2 * pairs] = f, v
        pairs = pairs + 1
      end
    end
  end
  list[n + 5] = pairs
  list.n, list.count = n + 5 + 2 * pairs, list.count + 1
end

local function say(a, b, c, d)
  OUT[said + 1], OUT[said + 2], OUT[said + 3], OUT[said + 4] = a, b, c, d
  said = said + (d ~= nil and 4 or c ~= nil and 3 or b ~= nil and 2 or 1)
end

local function sayList(list)
  said = said + 1
  OUT[said] = list.count
  for i = 1, list.n do OUT[said + i] = list[i] end
  said = said + list.n
end

local function sayMoves()
  said = said + 1
  OUT[said] = status
  sayList(GRANTS)
  sayList(EVALS)
  sayList(ADDS)
  sayList(OBSOLETE)
end
`;
