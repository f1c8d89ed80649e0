import type { RunEvent } from '@ag06/contracts';
import { AttemptFold, type AttemptRecord, isFinalEvent } from '@ag06/engine';
import type { RunStore } from '@ag06/store';
import { findItemStart } from './find-item-start.ts';

const PAGE = 500;
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
  runs: Pick<RunStore, 'loadEvents' | 'loadFields'>,
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
  for (let after = from; after < from + EVENTS_MAX; after += PAGE) {
    const page = (await runs.loadEvents(runId, after, PAGE)) ?? [];
    for (const event of page) {
      if (!isOurs(event)) continue;
      fold.add(event);
      if (isFinalEvent(event) && !wasRetried) return { attempts: last(fold), isCut: false };
    }
    if (page.length < PAGE) return { attempts: last(fold), isCut: false };
  }
  return { attempts: last(fold), isCut: true };
}

const last = ({ attempts }: AttemptFold): readonly AttemptRecord[] => attempts.slice(-ATTEMPTS_MAX);
