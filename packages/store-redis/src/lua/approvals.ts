/**
 * Units that wait for an answer of a person. `a:<unit>` is `openedAt|workflow|card` while it waits; the run has the flag `a`
 * if it ever had one. Each is a member of the list of approvals once for every filter: none, its workflow, its signal, both.
 */
export const APPROVALS = /* lua */ `
-- What is written last, by few commands: fields to be deleted, and members of the list of approvals. A table, for a Lua chunk has room
-- for 200 locals.
local late = {}

function late.clear() late.gone, late.added, late.removed = nil, nil, nil end

-- Deletes a field, unless the command writes it once more.
function late.drop(field)
  put(field, '')
  late.gone = late.gone or {}
  late.gone[#late.gone + 1] = field
end

function late.flush()
  if late.gone then
    for _, field in ipairs(late.gone) do
      if written(field) == '' then call('HDEL', run, field) end
    end
  end
  if late.added then callInPieces('ZADD', APPROVALS, late.added, #late.added) end
  if late.removed then callInPieces('ZREM', APPROVALS, late.removed, #late.removed) end
  late.clear()
end

-- Calls 'add' with each member of the list of approvals that a unit has.
function late.eachMember(x, opened, workflow, add)
  local signal = string.sub(x.reason, 8)
  local place = SEP .. opened .. SEP .. runId .. '|' .. x.name .. SEP .. x.delivery
  for _, filter in ipairs({ '', 'w:' .. workflow, 's:' .. signal, 'b:' .. workflow .. '/' .. signal }) do
    add(tenant .. SEP .. filter .. place)
  end
end

-- Lists a unit that is parked now. 'card': what is asked, as JSON text.
function late.ask(x, card)
  local workflow = cjson.decode(read('m')).workflow
  setFlag('a')
  put('a:' .. x.name, at .. '|' .. workflow .. '|' .. card)
  local list = late.added or {}
  late.added = list
  late.eachMember(x, at, workflow, function(member) list[#list + 1], list[#list + 2] = '0', member end)
end

-- Takes a unit that is still parked off the list.
function late.close(x)
  if byte(x.reason) ~= 115 then return end
  splitTail()
  if not hasFlag('a') then return end
  local opened, workflow = match(read('a:' .. x.name) or '', '^(%d+)|([^|]*)|')
  if not opened then return end
  late.drop('a:' .. x.name)
  local list = late.removed or {}
  late.removed = list
  late.eachMember(x, opened, workflow, function(member) list[#list + 1] = member end)
end
`;
