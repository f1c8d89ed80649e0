import { isTerminal } from '../api.ts';
import type { History, Violation } from '../history.ts';

const RECOVERY_LIMIT_MS = 60_000;
const SHOWN = 10;

/** I19, I15, and that no process ends but by a fault: how the fleet itself came through. */
export function checkFleet({ runs, recoveryMs, lives, leftovers }: History): Violation[] {
  const open = runs.filter(({ run }) => !isTerminal(run.status));
  const died = lives.filter(({ end }) => end === 'by itself');
  const overdue = lives.filter(({ end }) => end === 'overdue');
  return [
    ...(recoveryMs > RECOVERY_LIMIT_MS
      ? [{ invariant: 'I19', what: `${Math.round(recoveryMs)} ms until all runs were over` }]
      : []),
    ...open.map(({ runId, run }) => ({ invariant: 'I19', runId, what: `still ${run.status}` })),
    ...died.map(({ kind, id, lastLines }) => ({
      invariant: 'EXIT',
      what: `${kind} ${id} ended by itself:\n${lastLines}`,
    })),
    ...overdue.map(({ id, lastLines }) => ({
      invariant: 'DRAIN',
      what: `${id} never drained:\n${lastLines}`,
    })),
    ...(leftovers.queues.length > 0
      ? [{ invariant: 'I15', what: `jobs are left on the queues ${leftovers.queues.join(', ')}` }]
      : []),
    ...leftovers.deadLetters.slice(0, SHOWN).map((letter) => toSetAside(letter)),
  ];
}

/** The job of a run that was lost is set aside as one of an unknown run. */
function toSetAside(letter: string): Violation {
  const what = `a job of the fleet's own was set aside: ${letter}`;
  const lostRun = /^RUN_UNKNOWN ([^.]+)\./.exec(letter)?.[1];
  return lostRun === undefined
    ? { invariant: 'I15', what }
    : { invariant: 'I15', runId: lostRun, what, isLoss: true };
}
