import { isTerminal } from '../api.ts';
import type { Bulk, History, Violation } from '../history.ts';

/** BULK: an action on many runs ends, and meets all that were there when it was asked for. */
export function checkBulks({ bulks, submissions, runs }: History): Violation[] {
  const byId = new Map(runs.map((run) => [run.runId, run]));
  return bulks.flatMap((bulk) => {
    const { tag, action, view, from } = bulk;
    const about = `${action} of ${tag}`;
    if (view === undefined) return [];
    if (view.finishedAt === undefined) return [{ invariant: 'BULK', what: `${about} never finished` }];
    if (view.failed > 0) return [{ invariant: 'BULK', what: `${about} failed for ${view.failed} runs` }];
    if (!isEnding(bulk)) return [];
    const there = submissions.filter(
      (one) => one.end.is === 'acknowledged' && one.tags.includes(tag) && one.to < from,
    );
    return there.flatMap(({ end }) => {
      const run = end.is === 'acknowledged' ? byId.get(end.runId)?.run : undefined;
      // Its end may be of a later round.
      const isLate =
        run?.finishedAt !== undefined && run.finishedAt > (view.finishedAt ?? '') && run.status !== 'failed';
      if (run === undefined || !isTerminal(run.status) || !isLate) return [];
      return [
        {
          invariant: 'BULK',
          runId: end.is === 'acknowledged' ? end.runId : '',
          what: `went on after the ${about}`,
          isLoss: true,
        },
      ];
    });
  });
}

export const isEnding = ({ action }: Bulk): boolean => action === 'cancel' || action === 'terminate';
