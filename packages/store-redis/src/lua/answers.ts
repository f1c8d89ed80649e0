import { TOLD_BYTES_MAX } from '@ag06/protocol';

/**
 * The answer to the issuer, as one flat list: converting a nested table costs Redis as much as several commands.
 * `reply.ts` reads it in the same order.
 */
export const ANSWERS = /* lua */ `
local OUT, said
-- Values told in the answer at hand, by field, and the number of bytes asked for.
local TOLD, toldBytes
local TOLD_MAX = ${TOLD_BYTES_MAX}
-- The fields that the issuer has, by name if there are many. Whether the claim's answer includes the input.
local KNOWN, isInputTold
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
  if KNOWN then return KNOWN[field] end
  if field == 'in' and isInputTold then return true end
  for i = knownAt, knownAt + known - 1 do
    if IN[i] == field then return true end
  end
  return false
end

-- Marks the fields IN[at] to IN[at + count - 1] as the issuer's own.
local function knows(at, count)
  knownAt, known = at, count
  if count <= SEARCHED then return end
  KNOWN = {}
  for i = at, at + count - 1 do KNOWN[IN[i]] = true end
end

-- A field of a grant: its value; true if this answer has it already; false if the answer would become too large; nil if
-- it does not exist. The length is checked before the value is read.
local function tell(field)
  if TOLD then
    local told = TOLD[field]
    if told ~= nil then return told end
  else
    TOLD = {}
  end
  local value = written(field)
  local size = value and #value or call('HSTRLEN', run, field)
  if size == 0 then return nil end
  toldBytes = toldBytes + size
  TOLD[field] = toldBytes <= TOLD_MAX
  return TOLD[field] and (value or call('HGET', run, field))
end

-- A line of the chunks '<prefix><number>': the value of a lane's item, or the number of an item that is done again.
local function readItem(prefix, item)
  local number = math.floor(item / 16)
  local field, chunk = prefix .. number, nil
  -- Chunks that this command writes are not in the hash yet; they come first, in their order.
  if itemSets > 0 and string.sub(ITEM_SET[1], 1, #prefix) == prefix then
    local place = 2 * (number - tonumber(string.sub(ITEM_SET[1], #prefix + 1))) + 1
    if ITEM_SET[place] == field then chunk = ITEM_SET[place + 1] end
  end
  chunk = chunk or call('HGET', items, field)
  local from = 1
  for _ = 1, item % 16 do from = string.find(chunk, '\\n', from, true) + 1 end
  return string.sub(chunk, from, (string.find(chunk, '\\n', from, true) or 0) - 1)
end

-- A grant: unit, attempt, token, lost, the number of fields it reads, and each field with its value or flag. A lane's
-- item is the field '@': the number, then the value. The iteration of a step, if not 0, is the field '#'.
local function tellGrant(list, x)
  local n, at, reads = list.n, list.n + 6, x.how
  list[n + 1], list[n + 2], list[n + 3], list[n + 4] = x.name, x.a, x.token, x.lost
  if x.lane == 'l' then
    list[at], list[at + 1] = '@', x.item .. '|' .. readItem(match(x.name, '^[^.]*') .. '#', tonumber(x.item))
    at = at + 2
  elseif x.iteration then
    list[at], list[at + 1] = '#', x.iteration
    at = at + 2
  end
  if not x.allKnown and #reads > 1 then
    for f in string.gmatch(string.sub(reads, 2), '[^,]+') do
      local told = nil
      if not isKnown(f) then told = tell(f) end
      if told ~= nil then
        list[at], list[at + 1] = f, told
        at = at + 2
      end
    end
  end
  list[n + 5] = (at - n - 6) / 2
  list.n, list.count = at - 1, list.count + 1
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

-- Where messages were written, a '+' behind the status says so, and they come last.
local function sayMoves()
  said = said + 1
  OUT[said] = entries == 0 and status or status .. '+'
  sayList(GRANTS)
  sayList(EVALS)
  sayList(ADDS)
  sayList(OBSOLETE)
  if entries == 0 then return end
  said = said + 1
  OUT[said] = entries / 2
  for i = 2, entries, 2 do
    said = said + 1
    OUT[said] = ENTRIES[i]
  end
end
`;
