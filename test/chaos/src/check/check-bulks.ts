import { isTerminal } from '../api.ts';
import type { Bulk, History, Violation } from '../history.ts';
import { isRunEnd } from './log-reading.ts';

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
      const recorded = end.is === 'acknowledged' ? byId.get(end.runId) : undefined;
      // One that had ended may have been met between its end and its retry.
      const hasEnded = recorded?.events.some(
        (event) => isRunEnd(event) && event.at <= (view.finishedAt ?? ''),
      );
      if (recorded === undefined || !isTerminal(recorded.run.status) || hasEnded) return [];
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
