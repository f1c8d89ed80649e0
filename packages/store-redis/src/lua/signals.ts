import { MAILBOX_BYTES, MAILBOX_MESSAGES, SIGNAL_KEYS } from '@ag06/protocol';

/**
 * Signals of a run. `y:<key>` is what a key that came stands for, `q:<name>` what waits of a name as `first|next`, `q:<name>#<n>` each message
 * of it, `qn` is `messages|bytes|keys` of the whole run, `g:<unit>` the message that a unit has in hand. A message is
 * `<name>\n<key as JSON>\n<body>`.
 */
export const SIGNALS = /* lua */ `
-- A table, for a Lua chunk has room for 200 locals.
local mailbox = {}

function mailbox.count()
  local messages, bytes, keys = match(read('qn') or '0|0|0', '^(%d+)|(%d+)|(%d+)$')
  return tonumber(messages), tonumber(bytes), tonumber(keys)
end

function mailbox.putCounts(messages, bytes, keys)
  put('qn', int(messages) .. '|' .. int(bytes) .. '|' .. int(keys))
end

-- What waits of a name: the number of its first message and that of the next one to come.
function mailbox.range(name)
  local first, next = match(read('q:' .. name) or '0|0', '^(-?%d+)|(-?%d+)$')
  return tonumber(first), tonumber(next)
end

function mailbox.put(name, first, next, n, message, keys)
  local messages, bytes, known = mailbox.count()
  put('q:' .. name .. '#' .. n, message)
  put('q:' .. name, first .. '|' .. next)
  mailbox.putCounts(messages + 1, bytes + #message, known + keys)
end

-- Takes the first message of a name out of the mailbox.
function mailbox.take(name)
  local first, next = mailbox.range(name)
  if first == next then return nil end
  local messages, bytes, keys = mailbox.count()
  local field = 'q:' .. name .. '#' .. first
  local message = read(field)
  late.drop(field)
  put('q:' .. name, (first + 1) .. '|' .. next)
  mailbox.putCounts(messages - 1, bytes - #message, keys)
  return message
end

function mailbox.tell(type, x, message)
  local name, key = match(message, '^([^\\n]*)\\n([^\\n]*)')
  event(type, '{"step":"' .. x.name .. '","name":"' .. name .. '","key":' .. key .. '}')
end

-- A unit takes a signal in hand, and its issuer holds it to record what it says.
function mailbox.hand(x, message)
  put('g:' .. x.name, message)
  mailbox.tell('signal.consumed', x, message)
  move(x, 'hold')
end

-- A signal that its unit does not come to is there again for the next one.
function mailbox.giveBack(x)
  if x.st ~= 'ready' or not string.find(x.how, 'g:' .. x.name, 1, true) then return end
  local message = read('g:' .. x.name)
  if not message or message == '' then return end
  local name = match(message, '^([^\\n]*)')
  local first, next = mailbox.range(name)
  late.drop('g:' .. x.name)
  mailbox.put(name, first - 1, next, first - 1, message, 0)
  mailbox.tell('signal.returned', x, message)
end

-- The signal that is in the mailbox already for a unit that is to wait for this reason.
function mailbox.takeFor(reason)
  local name = match(reason, '^signal:(.*)$')
  return name and mailbox.take(name)
end

-- Parks a step that no agent executes. 'what': the reason; until when: '+' and milliseconds, a moment, or nothing; what a
-- person is asked, if one is.
function mailbox.await(x, what)
  local reason, sign, ms, card = match(what, '^([^|]*)|(%+?)(%d*)|?(.*)$')
  local message = mailbox.takeFor(reason)
  if message then return mailbox.hand(x, message) end
  local delayMs = tonumber(ms)
  if delayMs and sign == '' then delayMs = delayMs - tonumber(at) end
  local more = delayMs and ',"dueAt":' .. int(tonumber(at) + delayMs) or ''
  if card ~= '' then more = more .. ',' .. string.sub(card, 2, -2) end
  move(x, 'wait', ',"reason":"', reason .. '"' .. more, reason, delayMs)
  if card ~= '' then late.ask(x, card) end
end

-- Of the loaded units from 'first' on the one that has been parked longest for a signal; under this number, unless it is 0.
function mailbox.findWaiter(name, first, last, number)
  local found
  for i = first, last do
    local x = values[i] and parseUnit({}, string.sub(FIELDS[i], 3), values[i])
    if x and x.st == 'parked' and x.reason == 'signal:' .. name and (number == '0' or number == x.delivery) and
      (not found or tonumber(x.delivery) < tonumber(found.delivery)) then found = x end
  end
  return found
end
`;

/** The command. */
export const SIGNAL = /* lua */ `
function handlers.signal(p)
  local name, purpose, message, isOnlyForWaiters, number, waiters = unpack(IN, p, p + 5)
  local key, body = match(message, '^[^\\n]*\\n([^\\n]*)\\n(.*)$')
  FIELDS[2], FIELDS[3], FIELDS[4] = 'y:' .. key, 'qn', 'q:' .. name
  for i = 1, waiters do FIELDS[4 + i] = 's:' .. IN[p + 5 + i] end
  if not load(4 + waiters) then return say('refused', 'unknown') end
  if values[2] and values[2] ~= purpose then return say('refused', 'reused', status) end
  if values[2] then
    if not TERMINAL[status] then rebuild(units()) end
    say('repeated')
    return sayMoves()
  end
  if TERMINAL[status] then return say('refused', 'terminal', status) end
  local messages, bytes, keys = mailbox.count()
  if keys >= ${SIGNAL_KEYS} then return say('refused', 'limit', status) end
  local first, next = mailbox.range(name)
  -- A unit that waits for the name has taken what was there.
  local x = first == next and mailbox.findWaiter(name, 5, 4 + waiters, number) or nil
  if not x and isOnlyForWaiters then return say('refused', 'guard', status) end
  -- When it came.
  message = message .. '\\n' .. at
  local isFull = not x and (messages >= ${MAILBOX_MESSAGES} or bytes + #message > ${MAILBOX_BYTES})
  if isFull then return say('refused', 'full', status) end
  put('y:' .. key, purpose)
  event('signal.received', '{"name":"' .. name .. '","key":' .. key .. ',' .. string.sub(body, 2))
  if x then
    mailbox.putCounts(messages, bytes, keys + 1)
    mailbox.hand(x, message)
  else
    mailbox.put(name, first, next + 1, next, message, 1)
  end
  flush()
  if x then call('ZADD', LOOKS, WATCHDOG_AT, runId .. '|watchdog') end
  say('applied')
  sayMoves()
end
`;
