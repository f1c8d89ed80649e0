import { createHash } from 'node:crypto';
import { ANSWERS } from './answers.ts';
import { COMMANDS } from './commands.ts';
import { FORKS } from './forks.ts';
import { LANES } from './lanes.ts';
import { MOVE } from './move.ts';
import { OPENINGS } from './openings.ts';
import { OUTCOMES } from './outcomes.ts';
import { ROWS } from './rows.ts';
import { SIGNAL, SIGNALS } from './signals.ts';
import { SORT_NAMES } from './sort-names.ts';
import { STATE } from './state.ts';

/**
 * Applies the commands of ARGV[1]: a msgpack array, see `encode-commands.ts`. Each command is all-or-nothing and has its
 * own answer. The reply is one flat list of the answers, see `reply.ts`.
 * KEYS: index, timers of runs, timers of units, looks, ended runs, blocked units, approvals; then for each command the run, its log,
 * and, if it needs them, the hash of the items (of a claim, a commit about a `forEach`, or a fork) and the dedupe key of a submission.
 * ARGV[2]: prefix of the partition's channels. ARGV[3]: milliseconds until the watchdog looks at a run. ARGV[4]: the
 * publishing command, SPUBLISH on a Cluster. ARGV[5]: the version of the layout to write, see `schema.ts`.
 *
 * Every command reads, then decides, then writes. So a Redis that is out of memory refuses the first write and with it the
 * whole command, and a command that is too large for Lua fails before it writes.
 */
const APPLY = /* lua */ `
${ROWS}${SORT_NAMES}${STATE}${ANSWERS}${MOVE}${SIGNALS}${OPENINGS}${OUTCOMES}${LANES}${FORKS}${COMMANDS}${SIGNAL}
local function fail(from, reason)
  for i = from + 1, said do OUT[i] = nil end
  said = from
  late.clear()
  say('error', type(reason) == 'table' and reason.err or tostring(reason))
end

local function beginCommand()
  sets, itemSets, events, knownAt, known, parked, cleared, armed, disarmed, entries = 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  ended, early, alone, created, LOADED, WRITTEN = nil, nil, nil, nil, nil, nil
  TOLD, toldBytes, KNOWN, isInputTold, deadlineAt = nil, 0, nil, false, nil
  forget(GRANTS)
  forget(EVALS)
  forget(ADDS)
  forget(OBSOLETE)
  record.begun = nil
end

local function apply(keys, args)
  beginCall(keys, args)
  beginAnswers()
  local p, k, last = 1, 7, #IN
  while p <= last do
    local size, kind, more
    size, kind, more, id, worker, job, delivery, runId = unpack(IN, p, p + 7)
    run, log = keys[k + 1], keys[k + 2]
    beginCommand()
    local from = said
    local ok, reason = pcall(handlers[kind], p + 8, more > 0 and keys[k + 3] or nil, more > 1 and keys[k + 4])
    if not ok then fail(from, reason) end
    p, k = p + size, k + 2 + more
  end
  return cmsgpack.pack(OUT)
end
`;

const hash = createHash('sha1').update(APPLY).digest('hex').slice(0, 12);

/** Named after the hash of the text, because processes of several versions may share one Redis. */
export const APPLY_FUNCTION = `ag06_apply_${hash}`;

/**
 * The library as Redis loads and keeps it. Its definitions are made once; a script would make them at every call, and
 * share its garbage collector with every other script.
 */
export const LIBRARY = `#!lua name=ag06_${hash}
${APPLY}
redis.register_function('${APPLY_FUNCTION}', apply)
`;
