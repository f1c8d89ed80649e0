import { COMMANDS } from './commands.ts';
import { MOVES } from './moves.ts';
import { STATE } from './state.ts';

/**
 * Applies an array of commands (ARGV[1], msgpack), each all-or-nothing and answered on its own. A command is an array
 * as `encode-command.ts` writes it.
 * KEYS: index, wake-ups, finished runs, then for each command the run, its log, and if it has one its dedupe key.
 * ARGV[2]: prefix of the partition's channels. ARGV[3]: milliseconds until the watchdog looks at a run.
 *
 * Every command first reads, then decides, then writes: memory running out refuses its first write, and so all of it.
 */
export const APPLY = `${STATE}${MOVES}${COMMANDS}
local answers, k = {}, 3
for i, e in ipairs(cmsgpack.unpack(ARGV[1])) do
  begin(e[2], e[3], e[4], e[5], e[6], KEYS[k + 1], KEYS[k + 2])
  if e[14] and e[1] == 'submit' then
    e[14] = KEYS[k + 3]
    k = k + 3
  else
    k = k + 2
  end
  local ok, answer = pcall(handlers[e[1]], e)
  if ok then answers[i] = answer
  else answers[i] = { 'error', type(answer) == 'table' and answer.err or tostring(answer) } end
end
return answers
`;
