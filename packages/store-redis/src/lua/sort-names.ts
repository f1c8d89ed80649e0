/** Sorts names byte by byte, as every other store does. */
export const SORT_NAMES = /* lua */ `
-- Lua compares texts by the locale in which Redis was started.
local isBytewise = 'B' < 'a' and 'a.b' < 'aa'

local function toHex(name)
  return (string.gsub(name, '.', function(char) return string.format('%02x', string.byte(char)) end))
end

-- Digits stand before letters in every locale.
local function sortNames(names)
  if isBytewise then return table.sort(names) end
  local named = {}
  for i, name in ipairs(names) do
    names[i] = toHex(name)
    named[names[i]] = name
  end
  table.sort(names)
  for i, hex in ipairs(names) do names[i] = named[hex] end
end
`;
