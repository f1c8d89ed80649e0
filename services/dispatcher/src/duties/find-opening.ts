import type { RunEvent } from '@ag06/contracts';
import { type RunStore, readLog } from '@ag06/store';

/** So much of a log is read before a moment, and as much after it; a page at a time. */
const PAGE = 500;
const EVENTS = 20_000;

interface OpeningQuery {
  readonly runId: string;
  readonly step: string;
  /** The moment that matters: whether the step was open by then. */
  readonly by: number;
  /** Whether an event says that the step has started. */
  isStart(event: RunEvent): boolean;
}

export interface Opening {
  /** At the latest; undefined if no event that was read tells. */
  readonly openedAt: number | undefined;
  /** Also true where the log is too long to tell. */
  readonly hasStarted: boolean;
}

/**
 * Finds out from the log of a run when a step was opened, the last time that it was: a retry of the run opens it anew. Reads the
 * log around the moment that matters, so it costs the same however long the log is. If the opening lies further back, an
 * event of the step after it counts, which is never too early.
 */
export async function findOpening(
  runs: Pick<RunStore, 'loadLogPage'>,
  { runId, step, by, isStart }: OpeningQuery,
): Promise<Opening> {
  const load = async (seq: number) => (await runs.loadLogPage(runId, seq - 1, 1))?.events[0];
  const opens = (event: RunEvent) => event.step === step || isRetryOf(event, step);
  const position = await countBefore(load, by);
  let openedAt: number | undefined;
  for (let end = position; end > Math.max(0, position - EVENTS); end -= PAGE) {
    const from = Math.max(0, end - PAGE);
    for (const event of (await findEvents(from, end)).toReversed()) {
      openedAt = event.at;
      if (isRetryOf(event, step)) return readOn({ openedAt, hasStarted: false });
      if (isStart(event)) return { openedAt, hasStarted: true };
    }
  }
  return readOn({ openedAt, hasStarted: false });

  async function readOn(opening: Opening): Promise<Opening> {
    let found = opening;
    let isWhole = true;
    for await (const { events, more } of readLog(runs, runId, { after: position, upTo: position + EVENTS })) {
      for (const event of events) {
        if (!opens(event)) continue;
        if (isRetryOf(event, step)) found = { openedAt: event.at, hasStarted: false };
        else {
          found = { openedAt: found.openedAt ?? event.at, hasStarted: found.hasStarted || isStart(event) };
        }
      }
      isWhole = !more;
    }
    return isWhole ? found : { ...found, hasStarted: true };
  }

  /** The events between two places that tell of the step, without outputs. */
  async function findEvents(after: number, upTo: number): Promise<readonly RunEvent[]> {
    const found: RunEvent[] = [];
    for await (const { events } of readLog(runs, runId, { after, upTo }))
      for (const { output: _, ...event } of events) if (opens(event)) found.push(event);
    return found;
  }
}

const isRetryOf = ({ type, steps }: RunEvent, step: string): boolean =>
  type === 'run.retried' && Array.isArray(steps) && steps.includes(step);

/** How many events of a log were written at a moment or before it. Events are in the order of their time. */
export async function countBefore(
  load: (seq: number) => Promise<RunEvent | undefined>,
  moment: number,
): Promise<number> {
  const isBefore = async (seq: number) => {
    const event = await load(seq);
    return event !== undefined && event.at <= moment;
  };
  let [low, high] = [0, 1];
  while (await isBefore(high)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isBefore(middle)) low = middle;
    else high = middle;
  }
  return low;
}
