import type { RunEvent } from '@ag06/contracts';
import { AttemptFold, type AttemptRecord, isFinalEvent } from '@ag06/engine';
import { type RunStore, readLog } from '@ag06/store';
import { findItemStart } from './find-item-start.ts';

/** The most events of a run that are searched for the attempts of one step or item. */
const EVENTS_MAX = 20_000;
const ATTEMPTS_MAX = 100;

export interface Attempts {
  readonly attempts: readonly AttemptRecord[];
  /** Whether the log has further events that were not read. */
  readonly isCut: boolean;
}

/** Reads the attempts of one step, or of one of its items, from a bounded part of the run's log. */
export async function readAttempts(
  runs: Pick<RunStore, 'loadLogPage' | 'loadFields'>,
  runId: string,
  step: string,
  item: number | undefined,
): Promise<Attempts> {
  const fold = new AttemptFold();
  const isOurs = (event: RunEvent) =>
    event.type === 'run.retried' || (event.step === step && event.item === item);
  // In a run that was retried, items do not start in their order, and a step may go on after its end.
  const wasRetried = (await runs.loadFields(runId, ['round'])).size > 0;
  const from = item === undefined || wasRetried ? 0 : await findItemStart(runs, runId, step, item);
  let isCut = false;
  for await (const { events, more } of readLog(runs, runId, { after: from, upTo: from + EVENTS_MAX })) {
    for (const event of events) {
      if (!isOurs(event)) continue;
      fold.add(event);
      if (isFinalEvent(event) && !wasRetried) return { attempts: last(fold), isCut: false };
    }
    isCut = more;
  }
  return { attempts: last(fold), isCut };
}

const last = ({ attempts }: AttemptFold): readonly AttemptRecord[] => attempts.slice(-ATTEMPTS_MAX);
