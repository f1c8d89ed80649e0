import { COMMANDS } from './commands.ts';
import { MOVES } from './moves.ts';
import { STATE } from './state.ts';

/**
 * Applies an array of commands (ARGV[1], msgpack), each all-or-nothing and answered on its own.
 * KEYS: index, wake-ups, finished runs, then for each command the run, its log, and if it has one its dedupe key.
 * ARGV[2]: prefix of the partition's channels. ARGV[3]: milliseconds until the watchdog looks at a run.
 *
 * Every command first reads, then decides, then writes: memory running out refuses its first write, and so all of it.
 */
export const APPLY = `${STATE}${MOVES}${COMMANDS}
local answers, k = {}, 3
for i, e in ipairs(cmsgpack.unpack(ARGV[1])) do
  local by = e.issuer
  local c = { run = KEYS[k + 1], log = KEYS[k + 2], runId = e.runId, id = e.id, worker = by.worker, job = by.job,
    delivery = by.delivery }
  local dedupeKey = e.dedupe and KEYS[k + 3] or nil
  k = k + (dedupeKey and 3 or 2)
  local ok, answer = pcall(handlers[e.kind], e, c, dedupeKey)
  if ok then answers[i] = answer
  else answers[i] = { 'error', type(answer) == 'table' and answer.err or tostring(answer) } end
end
return answers
`;
