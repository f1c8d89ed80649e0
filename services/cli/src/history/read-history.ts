import { type EventType, HistoryEnd, HistoryHead, type RunEvent } from '@ag06/contracts';
import { UsageError } from '../exit-codes.ts';

export interface History {
  readonly head: HistoryHead;
  /** Rejects with `UsageError` where the lines are not those of a whole export. */
  readonly events: AsyncGenerator<RunEvent, void, void>;
}

/** Reads the lines of an export: the head at once, the events as they are asked for. Rejects with `UsageError`. */
export async function readHistory(lines: AsyncIterator<string>, name: string): Promise<History> {
  const first = await lines.next();
  const head = HistoryHead.safeParse(first.done ? undefined : parseLine(first.value, name, 1));
  if (head.success) return { head: head.data, events: readEvents(lines, name) };
  throw new UsageError(
    `${name} is no export of a run that this version reads: ag06 runs export RUN > FILE writes one.`,
    { cause: head.error },
  );
}

async function* readEvents(lines: AsyncIterator<string>, name: string): AsyncGenerator<RunEvent, void, void> {
  for (let seq = 1; ; seq++) {
    const line = await lines.next();
    if (line.done) throw cutOff(name, seq - 1);
    const value = parseLine(line.value, name, seq + 1);
    if (!isEvent(value)) {
      if (HistoryEnd.safeParse(value).data?.end.events === seq - 1) return;
      throw cutOff(name, seq - 1);
    }
    if (value.seq !== seq) throw new UsageError(`${name} has event ${value.seq} where ${seq} should be.`);
    yield { ...value, at: Date.parse(value.at) };
  }
}

const cutOff = (name: string, seq: number): UsageError =>
  new UsageError(`${name} was cut off after event ${seq}: export the run again.`);

function parseLine(line: string, name: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UsageError(`${name}, line ${number}, is no JSON.`, { cause });
  }
}

/** Checked by hand, because a schema would take most of the time of a replay. */
const isEvent = (
  value: unknown,
): value is Omit<RunEvent, 'at'> & { seq: number; type: EventType; at: string } =>
  typeof value === 'object' &&
  value !== null &&
  'seq' in value &&
  typeof value.seq === 'number' &&
  'type' in value &&
  typeof value.type === 'string' &&
  'at' in value &&
  typeof value.at === 'string' &&
  (!('step' in value) || typeof value.step === 'string') &&
  (!('item' in value) || typeof value.item === 'number') &&
  (!('attempt' in value) || typeof value.attempt === 'number');
