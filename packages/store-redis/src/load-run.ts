import { laneOfUnit, type RunStatus } from '@ag06/contracts';
import { type ItemCounts, parseItemCounts } from '@ag06/protocol';
import {
  inRunRecord,
  type RunOutcome,
  type RunRecord,
  type RunState,
  type RunSummary,
  readCount,
  readJson,
  readRunError,
  readRunMeta,
  readRunOutput,
  readRunStatus,
  type UnitRecord,
} from '@ag06/store';
import { loadAtOnce, loadFields } from './load-fields.ts';
import type { RedisClient } from './redis-client.ts';
import { readUnit } from './unit-text.ts';

/** The head of a run, see `lua/state.ts`. */
export interface Head {
  readonly status: RunStatus;
  /** Time of its last event. */
  readonly lastAt: number;
  readonly createdAt: number;
  readonly finishedAt: number | undefined;
  /** The command that ended it, or empty. */
  readonly endedBy: string;
  readonly tenant: string;
  /** It wrote messages to other runs, of which some may be left. */
  readonly hadEntries: boolean;
}

/** Parses the head of a run. Throws `STORE_RECORD_INVALID` if it is broken. */
export const readHead = (runId: string, text: string): Head => inRunRecord(runId, 'h', () => parseHead(text));

function parseHead(text: string): Head {
  const [status, tokens, lastAt, createdAt, finishedAt, endedBy = '', flags = '', ...tenant] =
    text.split('|');
  readCount('tokens', tokens);
  return {
    status: readRunStatus('status', status),
    lastAt: readCount('lastAt', lastAt),
    createdAt: readCount('createdAt', createdAt),
    finishedAt: finishedAt === '' ? undefined : readCount('finishedAt', finishedAt),
    endedBy,
    tenant: tenant.join('|'),
    hadEntries: flags.includes('x'),
  };
}

export function toSummary(runId: string, head: string, meta: string): RunSummary {
  const { status, createdAt, finishedAt } = readHead(runId, head);
  return { runId, meta: readRunMeta(runId, meta), status, createdAt, finishedAt };
}

export async function loadSummary(
  redis: RedisClient,
  runKey: string,
  runId: string,
): Promise<RunSummary | undefined> {
  const [h, m] = await redis.hmget(runKey, 'h', 'm');
  return typeof h === 'string' && typeof m === 'string' ? toSummary(runId, h, m) : undefined;
}

/** Loads how a run ended. Reads no output or error of an open run, because it has neither. */
export async function loadOutcome(
  redis: RedisClient,
  runKey: string,
  runId: string,
): Promise<RunOutcome | undefined> {
  const fields = await loadFields(redis, runKey, ['h', 'm', 'out', 'err']);
  const summary = readSummary(runId, fields);
  return summary && { ...summary, ...readResult(runId, fields) };
}

export async function loadState(
  redis: RedisClient,
  runKey: string,
  runId: string,
  units?: readonly string[],
): Promise<RunState | undefined> {
  const fields = await loadParts(redis, runKey, runId, ['h', 'm', 'retried'], units);
  const summary = fields && readSummary(runId, fields);
  return summary && { ...summary, ...readParts(runId, fields), ...readCommands(runId, fields) };
}

export async function loadRun(
  redis: RedisClient,
  runKey: string,
  runId: string,
  units?: readonly string[],
): Promise<RunRecord | undefined> {
  const fields = await loadParts(redis, runKey, runId, ['h', 'm', 'retried', 'in', 'out', 'err'], units);
  const summary = fields && readSummary(runId, fields);
  if (summary === undefined) return undefined;
  const input = inRunRecord(runId, 'in', () => readJson('input', fields?.get('in')));
  return {
    ...summary,
    input,
    ...readResult(runId, fields),
    ...readParts(runId, fields),
    ...readCommands(runId, fields),
  };
}

export async function loadUnit(
  redis: RedisClient,
  runKey: string,
  runId: string,
  unit: string,
): Promise<UnitRecord | undefined> {
  const state = await redis.hget(runKey, `s:${unit}`);
  return state === null ? undefined : readUnit(runId, unit, state);
}

export async function isHeld(
  redis: RedisClient,
  runKey: string,
  runId: string,
  unit: string,
  token: number,
): Promise<boolean> {
  return token > 0 && (await loadUnit(redis, runKey, runId, unit))?.token === token;
}

type Fields = ReadonlyMap<string, string>;

const TRIES = 3;

/**
 * Loads these fields and the states of units as of one moment. For all units it asks which exist, and asks again together with
 * their states. If the run opens units too fast for that, the last answer may lack the newest ones.
 */
async function loadParts(
  redis: RedisClient,
  runKey: string,
  runId: string,
  fields: readonly string[],
  units?: readonly string[],
): Promise<Fields | undefined> {
  if (units !== undefined)
    return (await loadAtOnce(redis, runKey, [...fields, ...units.flatMap(toPartFields)])).values;
  for (let n = 1; ; n++) {
    const names = await redis.hkeys(runKey);
    if (names.length === 0) return undefined;
    const wanted = [...fields, ...names.filter((name) => /^[si]:/.test(name))];
    const { values, length } = await loadAtOnce(redis, runKey, wanted);
    const head = values.get('h');
    const isOver = head !== undefined && readHead(runId, head).finishedAt !== undefined;
    if (length === names.length || (n >= TRIES && !isOver)) return values;
  }
}

/** The fields with the state of a unit and, of a step, the progress of its items. */
const toPartFields = (unit: string): readonly string[] =>
  laneOfUnit(unit) === undefined ? [`s:${unit}`, `i:${unit}`] : [`s:${unit}`];

function readSummary(runId: string, fields: Fields | undefined): RunSummary | undefined {
  const [h, m] = [fields?.get('h'), fields?.get('m')];
  return h === undefined || m === undefined ? undefined : toSummary(runId, h, m);
}

function readCommands(runId: string, fields: Fields | undefined): Pick<RunState, 'endedBy' | 'retriedBy'> {
  const retriedBy = fields?.get('retried');
  const { endedBy } = readHead(runId, fields?.get('h') ?? '');
  return { endedBy, ...(retriedBy !== undefined && { retriedBy }) };
}

function readResult(
  runId: string,
  fields: Fields | undefined,
): Pick<RunOutcome, 'output' | 'large' | 'error'> {
  const [out, err] = [fields?.get('out'), fields?.get('err')];
  return {
    ...(out === undefined ? { output: undefined } : readRunOutput(runId, out)),
    error: err === undefined ? undefined : readRunError(runId, err),
  };
}

function readParts(runId: string, fields: Fields | undefined): Pick<RunState, 'units' | 'items'> {
  const units = new Map<string, UnitRecord>();
  const items = new Map<string, ItemCounts>();
  for (const [field, value] of fields ?? []) {
    if (field.startsWith('s:')) units.set(field.slice(2), readUnit(runId, field.slice(2), value));
    else if (field.startsWith('i:'))
      items.set(
        field.slice(2),
        inRunRecord(runId, field, () => parseItemCounts(value)),
      );
  }
  return { units, items };
}
