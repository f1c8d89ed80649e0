/** The events that a command adds to the log of its run. */
export const EVENTS = /* lua */ `
local function event(type, body)
  events = events + 1
  EVENTS[events] = at .. '|' .. type .. '|' .. body
end

-- The events of a lane are about its item; a lane without an item has none.
local function itemEvent(type, x, more)
  if x.item == '' then return end
  events = events + 1
  EVENTS[events] = at .. '|item.' .. string.sub(type, 6) .. '|{"step":"' .. match(x.name, '^[^.]*') .. '","item":' .. x.item
    .. ',"attempt":' .. x.a .. more .. '}'
end

-- Adds an event about a step. 'key' and 'value' are its last property, the value as JSON text.
local function stepEvent(type, x, key, value)
  if x.name == '$' then return end
  if x.lane == 'l' then return itemEvent(type, x, key and key .. value or '') end
  if x.iteration then key, value = ',"iteration":' .. x.iteration .. (key or ''), value or '' end
  events = events + 1
  if key then
    EVENTS[events] = at .. '|' .. type .. '|{"step":"' .. x.name .. '","attempt":' .. x.a .. key .. value .. '}'
  else
    EVENTS[events] = at .. '|' .. type .. '|{"step":"' .. x.name .. '","attempt":' .. x.a .. '}'
  end
end
`;
