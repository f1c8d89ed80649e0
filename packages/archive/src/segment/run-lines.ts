import { FailureView, type Json, type RunEvent, STEP_STATUSES } from '@ag06/contracts';
import type { ItemCounts, RunField } from '@ag06/protocol';
import {
  type ItemRecord,
  type RunOutcome,
  type RunState,
  readCount,
  readEvent,
  readField,
  readFlag,
  readItem,
  readOptional,
  readText,
  type UnitRecord,
  unreadable,
  wordReader,
} from '@ag06/store';
import type { LinePlace } from './directory.ts';
import type { Line } from './segment-writer.ts';

/**
 * The lines of a run, each a JSON array that begins with its kind, in this order of kinds:
 * - `h`: how it ended: retriedBy, output, error, and the size and the hash of an output that is large
 * - `u`: a unit. What only mattered while it moved (jobs, holders, tokens) is left out
 * - `c`: the progress of a step's items
 * - `f`: a field, as text
 * - `v`: a piece of a step's list: the number of its first item, and the values as texts
 * - `i`: the outcome of an item
 * - `e`: an event: its number, its time, its type, its body
 * - `b`: a piece of a large output: its hash, its number, its text. Fields, outcomes and events have a reference in its place
 * A reader passes over kinds that it does not know.
 */
export const KIND_ORDER = 'hucfvieb';

export const placeOf = (kind: string, step = '', number = 0): LinePlace => [kind, step, number];

export type RunEndLine = Pick<RunState, 'retriedBy'> & Pick<RunOutcome, 'output' | 'large' | 'error'>;

const toLine = (place: LinePlace, values: readonly unknown[]): Line => ({
  text: JSON.stringify([place[0], ...values]),
  place,
});

export const writeEnd = ({ retriedBy, output, large, error }: RunEndLine): Line =>
  toLine(placeOf('h'), [
    retriedBy ?? null,
    output === undefined ? 0 : 1,
    output ?? null,
    error ?? null,
    ...(large === undefined ? [] : [large.bytes, large.sha256]),
  ]);

export const writeUnit = (name: string, unit: UnitRecord): Line =>
  toLine(placeOf('u', name), [
    name,
    unit.status,
    unit.attempt,
    unit.dispatch,
    unit.lost,
    unit.evaluates,
    unit.reads,
    unit.item ?? null,
    unit.iteration ?? null,
    unit.blockedBy ?? null,
    unit.awaits ?? null,
  ]);

export const writeCounts = (step: string, { total, next, left, failed }: ItemCounts): Line =>
  toLine(placeOf('c', step), [step, total, next, left, failed]);

export const writeField = (field: RunField, text: string): Line => toLine(placeOf('f', field), [field, text]);

export const writeValues = (step: string, first: number, values: readonly string[]): Line =>
  toLine(placeOf('v', step, first), [step, first, values]);

export const writeItem = (step: string, { item, status, attempt, result }: ItemRecord): Line =>
  toLine(placeOf('i', step, item), [step, item, status, attempt, result]);

export function writeEvent({ seq, at, type, ...body }: RunEvent): Line {
  return toLine(placeOf('e', '', seq), [seq, at, type, body]);
}

export const writePiece = (sha256: string, number: number, text: string): Line =>
  toLine(placeOf('b', sha256, number), [sha256, number, text]);

type Values = readonly unknown[];

/** The values of a line of this kind, behind it; undefined for another kind. */
export function parseLine(line: string, kind: string): Values | undefined {
  if (line[2] !== kind || !line.startsWith('["')) return undefined;
  const values: unknown = JSON.parse(line);
  if (!Array.isArray(values)) throw unreadable('line', 'a list', line);
  return values.slice(1);
}

/** The kind of a line, without parsing it. */
export const kindOf = (line: string): string => line[2] ?? '';

export function readEnd([retriedBy, hasOutput, output, error, bytes, sha256]: Values): RunEndLine {
  const retried = readOptional(readText, 'retriedBy', retriedBy);
  return {
    ...(retried !== undefined && { retriedBy: retried }),
    output: hasOutput === 1 ? toJson(output) : undefined,
    ...(sha256 !== undefined && {
      large: { bytes: readCount('bytes', bytes), sha256: readText('sha256', sha256) },
    }),
    error: error === null ? undefined : FailureView.parse(error),
  };
}

/** A value out of `JSON.parse` is JSON. */
const toJson = (value: unknown): Json => JSON.parse(JSON.stringify(value));

const readStatus = wordReader(STEP_STATUSES);

export function readUnit(values: Values): readonly [string, UnitRecord] {
  const [name, status, attempt, dispatch, lost, evaluates, reads, item, iteration, blockedBy, awaits] =
    values;
  if (!Array.isArray(reads)) throw unreadable('reads', 'a list', reads);
  const iterations = readOptional(readCount, 'iteration', iteration);
  const unit: UnitRecord = {
    status: readStatus('status', status),
    attempt: readCount('attempt', attempt),
    dispatch: readCount('dispatch', dispatch),
    lost: readCount('lost', lost),
    by: '',
    source: '',
    holder: '',
    delivery: 0,
    token: 0,
    worker: '',
    dueAt: 0,
    evaluates: readFlag('evaluates', evaluates),
    reads: reads.map((field) => readField('reads', field)),
    item: readOptional(readCount, 'item', item),
    ...(iterations !== undefined && { iteration: iterations }),
    blockedBy: readOptional(readText, 'blockedBy', blockedBy),
    awaits: readOptional(readText, 'awaits', awaits),
    park: 0,
  };
  return [readText('name', name), unit];
}

export const readCounts = ([step, total, next, left, failed]: Values): readonly [string, ItemCounts] => [
  readText('step', step),
  {
    total: readCount('total', total),
    next: readCount('next', next),
    left: readCount('left', left),
    failed: readCount('failed', failed),
  },
];

export const readFieldLine = ([field, text]: Values): readonly [RunField, string] => [
  readField('field', field),
  readText('text', text),
];

interface ValuesLine {
  readonly step: string;
  readonly first: number;
  readonly values: readonly string[];
}

export function readValues([step, first, values]: Values): ValuesLine {
  if (!Array.isArray(values)) throw unreadable('values', 'a list', values);
  return {
    step: readText('step', step),
    first: readCount('first', first),
    values: values.map((value) => readText('value', value)),
  };
}

export const readItemLine = (
  runId: string,
  [step, item, status, attempt, result]: Values,
): readonly [string, ItemRecord] => {
  const name = readText('step', step);
  return [name, readItem(runId, name, { item, status, attempt, result })];
};

export const readEventLine = (runId: string, [seq, at, type, body]: Values): RunEvent =>
  readEvent(runId, { seq, at, type, body: JSON.stringify(body) });

interface PieceLine {
  readonly sha256: string;
  readonly text: string;
}

export const readPiece = ([sha256, , text]: Values): PieceLine => ({
  sha256: readText('sha256', sha256),
  text: readText('text', text),
});

/** The place of a line that was read. */
export function placeOfLine(text: string): LinePlace {
  const [kind, first, second]: unknown[] = JSON.parse(text);
  switch (kind) {
    case 'e':
      return placeOf('e', '', readCount('seq', first));
    case 'i':
    case 'v':
    case 'b':
      return placeOf(kind, readText('step', first), readCount('number', second));
    default:
      return placeOf(readText('kind', kind));
  }
}
