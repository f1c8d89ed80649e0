import type { StepStatus } from '@ag06/contracts';
import { toShownStatus } from '@ag06/protocol';
import { inRunRecord, readCount, readField, type UnitRecord, unreadable, wordReader } from '@ag06/store';
import { UNIT_WORDS } from './lua/rows.ts';

const readWord = wordReader(UNIT_WORDS);

/** How many parts a state has; the last may contain separators. */
const PARTS = 12;

/**
 * Parses a unit's state as `lua/state.ts` writes it. The text itself never leaves this package. Throws
 * `STORE_RECORD_INVALID` if it is no such text.
 */
export const readUnit = (runId: string, unit: string, text: string): UnitRecord =>
  inRunRecord(runId, `s:${unit}`, () => parseUnit(text));

/** Parses the status of a unit, as `readUnit` does. */
export const readUnitStatus = (runId: string, field: string, text: string): StepStatus =>
  inRunRecord(runId, field, () => toStatus(text));

function parseUnit(text: string): UnitRecord {
  const parts = text.split('|');
  if (parts.length < PARTS) throw unreadable('state', `${PARTS} parts`, text);
  const [, attempt, dispatch, lost, by = '', source = '', job = '', delivery, token, worker = ''] = parts;
  const [due, how = ''] = parts.slice(10);
  const reason = reasonOf(text);
  const status = toStatus(text);
  const isParked = reason !== undefined;
  return {
    status,
    attempt: readCount('attempt', attempt),
    dispatch: readCount('dispatch', dispatch),
    lost: readCount('lost', lost),
    by,
    source,
    holder: job,
    delivery: isParked ? 0 : readCount('delivery', delivery),
    token: readCount('token', token),
    worker: isParked ? '' : worker,
    dueAt: readCount('due', due),
    evaluates: /^(?:e|l\d*:)/.test(how),
    ...parseHow(how),
    ...parseIteration(how),
    ...toReasons(status, reason),
    park: isParked ? readCount('park', delivery) : 0,
  };
}

/** The reason of what is parked, by the word that is shown for it. */
const toReasons = (
  status: StepStatus,
  reason: string | undefined,
): Pick<UnitRecord, 'blockedBy' | 'awaits'> => ({
  blockedBy: status === 'blocked' ? reason : undefined,
  awaits: status === 'waiting' || reason === 'delay' ? reason : undefined,
});

/** The word that the API has for where a unit is. */
function toStatus(text: string): StepStatus {
  const word = readWord('status', text.slice(0, text.indexOf('|')));
  return word === 'parked' ? toShownStatus({ status: word, reason: reasonOf(text) }) : word;
}

/** The reason for which a unit is parked; undefined if it is not. The first versions wrote none for a pause. */
function reasonOf(text: string): string | undefined {
  const [word, , , , , , , , , place] = text.split('|');
  if (word === 'retrying') return place || 'retry';
  return word === 'parked' || word === 'blocked' || word === 'waiting' ? place || 'pause' : undefined;
}

/**
 * Parses `e` or `s` and the fields a unit reads; of a lane `l<item>`, `;` or (if it is evaluated) `:`, and the fields.
 * It is empty for a unit that is over, and `b` for a step whose lanes wait for an item.
 */
function parseHow(text: string): Pick<UnitRecord, 'reads' | 'item'> {
  const how = text.replace(ITERATION, (_, kind: string) => (kind === OVER ? '' : kind));
  if (!HOW.test(how)) throw unreadable('how', 'how the unit is opened', text);
  const isLane = how.startsWith('l');
  const from = isLane ? how.search(/[;:]/) + 1 : 1;
  const reads = how.length > from ? how.slice(from).split(',').map(readHow) : [];
  return isLane && from > 2 ? { reads, item: Number(how.slice(1, from - 1)) } : { reads };
}

const HOW = /^(?:$|b$|[es]|l\d*[;:])/;
const readHow = (field: string) => readField('how', field);

/** The number of its iteration behind the first letter, if it is not 0; that of a step that is over is `f`. */
const ITERATION = /^(.)@(\d+),?/;
const OVER = 'f';

function parseIteration(how: string): Pick<UnitRecord, 'iteration'> {
  const iteration = ITERATION.exec(how)?.[2];
  return iteration === undefined ? {} : { iteration: Number(iteration) };
}
