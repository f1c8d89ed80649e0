import { RUN_STATUSES, type RunStatus, STEP_STATUSES } from '@ag06/contracts';
import {
  type AnswerTo,
  type Command,
  type Enqueue,
  type EntryId,
  type Grant,
  isEntryId,
  isSignalRefusal,
  type Moves,
  type RunField,
} from '@ag06/protocol';
import {
  judgeRunMeta,
  readCount,
  readField,
  readFlag,
  readOptional,
  readText,
  StoreError,
  toBroken,
  unreadable,
  withoutLarge,
  wordReader,
} from '@ag06/store';

type Told = ReadonlyMap<RunField, string>;

/** An object of the reply, whose properties are unknown until they are read. */
export interface Raw {
  readonly [name: string]: unknown;
}

const STATUSES: ReadonlyMap<unknown, RunStatus> = new Map(RUN_STATUSES.map((status) => [status, status]));
/** The status of a unit, in the words of the API. */
export const readStepStatus = wordReader(STEP_STATUSES);
const NONE: readonly never[] = [];

/** Reads the answer to one command as `ag06.apply` returns it. Returns what is broken of it as `STORE_RECORD_INVALID`. */
export function toAnswer(raw: unknown, command: Command): AnswerTo<Command> | StoreError {
  try {
    return readAnswer(toRaw('answer', raw), command);
  } catch (error) {
    if (error instanceof BrokenUnit) return toBroken(command.runId, `s:${error.unit}`, error.cause);
    return toBroken(command.runId, 'state', error);
  }
}

/** What is told of a unit is broken. */
class BrokenUnit extends Error {
  readonly unit: string;

  constructor(unit: string, cause: unknown) {
    super('The unit is broken.', { cause });
    this.unit = unit;
  }
}

/** Reads what an answer tells of one unit. */
function readOfUnit<T>(raw: unknown, read: (told: Raw, unit: string) => T): T {
  const told = toRaw('unit', raw);
  const unit = readText('unit', told.unit);
  try {
    return read(told, unit);
  } catch (error) {
    throw new BrokenUnit(unit, error);
  }
}

function readAnswer(raw: Raw, { kind, runId }: Command): AnswerTo<Command> | StoreError {
  const { result } = raw;
  switch (result) {
    case 'created':
    case 'repeated':
    case 'applied':
      if (kind === 'submit' && result !== 'applied')
        return { result, createdAt: readCount('createdAt', raw.createdAt), ...readMoves(raw) };
      if (kind !== 'submit' && kind !== 'claim' && result !== 'created') return { result, ...readMoves(raw) };
      break;
    case 'duplicate':
      return { result, runId: readText('runId', raw.runId), sameBody: readFlag('sameBody', raw.sameBody) };
    case 'refused':
      return readRefused(raw);
    case 'claimed':
      return readClaimed(raw, runId);
    case 'early':
      return { result, waitMs: readCount('waitMs', raw.waitMs) };
    case 'alone':
    case 'blocked':
    case 'stale':
    case 'terminal':
    case 'unknown':
      return { result };
  }
  throw new StoreError('STORE_REPLY_INVALID', `The store answered a ${kind} with ${JSON.stringify(result)}.`);
}

function readRefused({ result, reason, status }: Raw): AnswerTo<Command> {
  if (result !== 'refused') throw unreadable('result', 'refused', result);
  if (reason === 'unknown') return { result, reason };
  if (reason === 'guard' || reason === 'terminal') return { result, reason, status: readStatus(status) };
  if (typeof reason === 'string' && isSignalRefusal(reason))
    return { result, reason, status: readStatus(status) };
  throw unreadable('reason', 'why the command was refused', reason);
}

function readClaimed(raw: Raw, runId: string): AnswerTo<Command> | StoreError {
  const meta = judgeRunMeta(runId, raw.meta);
  if (meta instanceof StoreError) return meta;
  return {
    result: 'claimed',
    createdAt: readCount('createdAt', raw.createdAt),
    meta,
    input: readOptional(readText, 'input', raw.input),
    again: readFlag('again', raw.again),
    ...readMoves(raw),
  };
}

function readMoves(raw: Raw): Moves {
  const grants = toList('grants', raw.grants);
  const evaluations = toList('evaluations', raw.evaluations);
  const told = new Map<RunField, string>();
  for (const grant of grants) addTold(grant, told);
  for (const evaluation of evaluations) addTold(evaluation, told);
  const moves = {
    status: readStatus(raw.status),
    grants: withoutLarge(grants.map((grant) => readGrant(grant, told))),
    evaluations: withoutLarge(evaluations.map((evaluation) => readGrant(evaluation, told))),
    enqueues: toList('enqueues', raw.enqueues).map((one) => readOfUnit(one, readEnqueue)),
    obsolete: toList('obsolete', raw.obsolete).map((one) => readOfUnit(one, readEnqueue)),
  };
  return raw.entries === undefined
    ? moves
    : { ...moves, entries: toList('entries', raw.entries).map(readEntry) };
}

function readStatus(word: unknown): RunStatus {
  const status = STATUSES.get(word);
  if (status !== undefined) return status;
  throw unreadable('status', 'a status of runs', word);
}

/**
 * The values of a grant are pairs: without a value if this answer has it elsewhere, with null if the answer would become
 * too large.
 */
function addTold(grant: unknown, told: Map<RunField, string>): void {
  for (const pair of toList('values', toRaw('grant', grant).values)) {
    const [field, value] = toList('value', pair);
    if (typeof value === 'string') told.set(readField('field', field), value);
  }
}

const readGrant = (raw: unknown, told: Told): Grant =>
  readOfUnit(raw, ({ attempt, token, lost, item, iteration, values: pairs }, unit) => {
    const values = new Map<RunField, string>();
    const unread: RunField[] = [];
    for (const pair of toList('values', pairs)) {
      const [name, value] = toList('value', pair);
      const field = readField('field', name);
      if (value === null) unread.push(field);
      else values.set(field, readFieldValue(field, value ?? told.get(field) ?? ''));
    }
    return {
      unit,
      attempt: readCount('attempt', attempt),
      token: readCount('token', token),
      lost: readCount('lost', lost),
      values,
      ...(unread.length > 0 && { unread }),
      ...(item !== undefined && { item: readItem(item) }),
      ...(iteration !== undefined && { iteration: readCount('iteration', iteration) }),
    };
  });

/** The value of a field. The state of a unit reads as its status. */
export const readFieldValue = (field: RunField, value: unknown): string =>
  field.startsWith('s:') ? readStepStatus('status', value) : readText('value', value);

function readItem(raw: unknown): NonNullable<Grant['item']> {
  const { index, value } = toRaw('item', raw);
  return { index: readCount('index', index), value: readText('value', value) };
}

function readEnqueue({ attempt, dispatch, delayMs }: Raw, unit: string): Enqueue {
  return {
    unit,
    attempt: readCount('attempt', attempt),
    dispatch: readCount('dispatch', dispatch),
    delayMs: readCount('delayMs', delayMs),
  };
}

function readEntry(entry: unknown): EntryId {
  if (typeof entry === 'string' && isEntryId(entry)) return entry;
  throw unreadable('entry', 'the id of a message', entry);
}

const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null;

export function toRaw(name: string, value: unknown): Raw {
  if (isRaw(value)) return value;
  throw unreadable(name, 'an object', value);
}

export function toList(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.length === 0 ? NONE : value;
  throw unreadable(name, 'a list', value);
}
