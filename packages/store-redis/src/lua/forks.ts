/**
 * Forks. `r:<call>` is what the source recorded of a call, and `a:<name>` is `1` if an agent or workflow may act for real.
 * All of it is in tables that exist, because a Lua chunk has room for 200 locals.
 */
export const FORKS = /* lua */ `
do
local MOVE_TO = { completed = 'preset', failed = 'preset_failed', timed_out = 'preset_timed_out', skipped = 'preset_skipped' }
local presets = {}

-- The outcome of a step. Returns where the next preset begins in IN, as all of these do.
function presets.outcome(p)
  local name, outcome, attempt, iteration, output, err = unpack(IN, p, p + 5)
  local x = newUnit(name, '', '', nil)
  x.a, x.iteration = attempt, iteration or nil
  local more = '"'
  if output then put('o:' .. name, output) end
  if err then put('e:' .. name, err) end
  local counts = written('i:' .. name)
  if counts then
    -- The outputs of a list are in the events of its items.
    local total, _, _, failed = match(counts, '^(%d+)|(%d+)|(%d+)|(%d+)$')
    more = more .. ',"items":' .. total .. ',"failed":' .. failed
  elseif output then more = more .. ',"output":' .. output end
  move(x, MOVE_TO[outcome], ',"status":"', outcome .. more .. (err and ',"error":' .. err or ''))
  return p + 6
end

-- The step begins in a later iteration than its first.
function presets.iteration(p)
  local name, iteration, output = unpack(IN, p, p + 2)
  put('p:' .. name, output)
  record.begun = record.begun or {}
  record.begun[name] = int(iteration)
  local place = iteration > 1 and ',"iteration":' .. int(iteration - 1) or ''
  event('step.preset', '{"step":"' .. name .. '","attempt":1' .. place .. ',"status":"iterated","output":' .. output .. '}')
  return p + 3
end

-- The list of a step, and outcomes of its items.
function presets.items(p)
  local name, total, lanes, chunks, count = unpack(IN, p, p + 4)
  local outcomesAt, failed = p + 5 + chunks, 0
  for k = 0, chunks - 1 do putItem(name .. '#' .. k, IN[p + 5 + k]) end
  event('step.preset', '{"step":"' .. name .. '","attempt":1,"items":' .. int(total) .. '}')
  for i = outcomesAt, outcomesAt + 4 * (count - 1), 4 do
    local item, outcome, attempt, result = unpack(IN, i, i + 3)
    putItem(name .. '.' .. item, outcome .. '|' .. attempt .. '|' .. result)
    local key = ',"output":'
    if outcome ~= 'completed' then key, failed = ',"error":', failed + 1 end
    event('item.preset', '{"step":"' .. name .. '","item":' .. item .. ',"attempt":' .. attempt .. ',"status":"' .. outcome
      .. '"' .. key .. result .. '}')
  end
  put('i:' .. name, format('%d|%d|%d|%d', total, total, total - count, failed))
  for lane = 0, lanes - 1 do move(newUnit(name .. '.' .. lane, 'l', '', nil), 'preset') end
  return outcomesAt + 4 * count
end

-- Records what a fork has from its source. 'properties': of its event. Returns where its roots begin.
function outcomes.preset(properties, p)
  local fields, count = unpack(IN, p, p + 1)
  p = p + 2
  event('run.forked', properties)
  for _ = 1, fields do
    put(IN[p], IN[p + 1])
    p = p + 2
  end
  for _ = 1, count do p = presets[IN[p]](p + 1) end
  return p
end
end

-- Lets agents and workflows act for real. The units that are parked for one of them go on.
function outcomes.allowed(_, properties, names)
  event('run.allowed', properties)
  local allowed = {}
  for name in string.gmatch(names, '[^,]+') do
    put('a:' .. name, '1')
    allowed['fork:' .. name] = true
  end
  for _, x in ipairs(units()) do
    if x.st == 'parked' and allowed[x.reason] then reopen(x) end
  end
end
`;
