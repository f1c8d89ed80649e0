import { RunForked } from '@ag06/contracts/api';
import { loadEvents, type RunStore } from '@ag06/store';
import { unknownRun } from '../../refusals/unknown-run.ts';
import { describeOrigin } from '../describe-run.ts';

/** The event of a fork is its second. */
const FIRST_EVENTS = 3;

export type Forked = RunForked & { readonly isRepeat: boolean };

/** Answers for a fork from its log, so that a repeated request gets the same answer. */
export async function readForked(
  runs: Pick<RunStore, 'loadSummary' | 'loadLogPage'>,
  runId: string,
  isRepeat: boolean,
): Promise<Forked> {
  const [run, events = []] = await Promise.all([
    runs.loadSummary(runId),
    loadEvents(runs, runId, 0, FIRST_EVENTS),
  ]);
  if (run?.meta.fork === undefined) throw unknownRun(runId);
  const forked = events.find(({ type }) => type === 'run.forked');
  const answer = {
    runId,
    status: run.status,
    correlationId: run.meta.correlationId,
    forkedFrom: describeOrigin(run.meta.fork),
    kept: forked?.kept,
    again: forked?.again,
    dropped: forked?.dropped,
  };
  return { ...RunForked.parse(answer), isRepeat };
}
