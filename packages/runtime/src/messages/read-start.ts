import type { ChildStart } from '@ag06/engine';
import { inRunRecord, readCount, readJson, readOptional, readText, unreadable } from '@ag06/store';

/** Parses the body of a `start`, as `startChild` of this or another release wrote it. Throws `STORE_RECORD_INVALID`. */
export const readStart = (sender: string, child: string, body: string): ChildStart =>
  inRunRecord(sender, `x:start:${child}`, () => parseStart(body));

function parseStart(body: string): ChildStart {
  const { workflow, version, input, parent } = readObject('body', readJson('body', body));
  const { unit, attempt, item, iteration, round } = readObject('parent', parent);
  const wanted = readOptional(readText, 'version', version);
  return {
    workflow: readText('workflow', workflow),
    ...(wanted !== undefined && { version: wanted }),
    input: readText('input', input),
    parent: {
      unit: readText('unit', unit),
      attempt: readCount('attempt', attempt),
      ...(item !== undefined && { item: readCount('item', item) }),
      ...(iteration !== undefined && { iteration: readCount('iteration', iteration) }),
      ...(round !== undefined && { round: readCount('round', round) }),
    },
  };
}

type Fields = { readonly [name: string]: unknown };

function readObject(name: string, value: unknown): Fields {
  if (isObject(value)) return value;
  throw unreadable(name, 'an object', value);
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
