import type { EventType, RunEvent } from '@ag06/contracts';
import { HistoryEnd, HistoryHead } from '@ag06/contracts/api';
import { UsageError } from '../exit-codes.ts';
import { type LargeOutput, LargePieces } from './large-pieces.ts';

export interface History {
  readonly head: HistoryHead;
  /** Some events at a time. Rejects with `UsageError` where the lines are not those of a whole export. */
  readonly pages: AsyncGenerator<readonly ToldEvent[], void, void>;
}

interface ToldEvent {
  readonly event: RunEvent;
  /** Its output, if that is too large for an event, as far as the export has it. */
  readonly output?: LargeOutput;
}

/** Reads the lines of an export: the head at once, the events as they are asked for. Rejects with `UsageError`. */
export async function readHistory(pages: AsyncIterator<readonly string[]>, name: string): Promise<History> {
  let lines: readonly string[] = [];
  while (lines.length === 0) {
    const page = await pages.next();
    if (page.done) throw noHistory(name);
    lines = page.value;
  }
  const [first = '', ...rest] = lines;
  const head = HistoryHead.safeParse(parseLine(first, name, 1));
  if (!head.success) throw noHistory(name, head.error);
  return { head: head.data, pages: readEvents(rest, pages, name) };
}

async function* readEvents(
  first: readonly string[],
  pages: AsyncIterator<readonly string[]>,
  name: string,
): AsyncGenerator<readonly ToldEvent[], void, void> {
  let [seq, number] = [0, 1];
  const pieces = new LargePieces();
  for (let lines = first; ; ) {
    const events: ToldEvent[] = [];
    for (const line of lines) {
      const value = parseLine(line, name, ++number);
      if (pieces.take(value)) continue;
      if (!isEvent(value)) {
        if (HistoryEnd.safeParse(value).data?.end.events !== seq) throw cutOff(name, seq);
        yield events;
        return;
      }
      if (value.seq !== ++seq) throw new UsageError(`${name} has event ${value.seq} where ${seq} should be.`);
      const event = { ...value, at: Date.parse(value.at) };
      const output = pieces.give();
      events.push(output === undefined ? { event } : { event, output });
    }
    yield events;
    const page = await pages.next();
    if (page.done) throw cutOff(name, seq);
    lines = page.value;
  }
}

const noHistory = (name: string, cause?: unknown): UsageError =>
  new UsageError(
    `${name} is no export of a run that this version reads: ag06 runs export RUN > FILE writes one.`,
    { cause },
  );

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
