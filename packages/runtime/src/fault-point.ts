import type { Change } from '@ag06/protocol';

/** Moments between any two steps of the protocol at which tests let a process die. */
export const FAULT_POINTS = [
  'submit.before-commit',
  'submit.after-commit',
  'submit.after-enqueue',
  'claim.before',
  'claim.after',
  'handler.before',
  'handler.after',
  'append.before',
  'append.after',
  'outcome.before-commit',
  'outcome.after-commit',
  'iterate.before-commit',
  'iterate.after-commit',
  'eager.after-claim',
  'enqueue.before',
  'enqueue.after',
  'expand.before-commit',
  'expand.after-commit',
  'collect.before-commit',
  'collect.after-commit',
  'complete.before',
  'complete.after',
  'retry.before-schedule',
  'retry.after-schedule',
  'cancel.before-commit',
  'cancel.after-commit',
  'pause.before-commit',
  'pause.after-commit',
  'resume.before-commit',
  'resume.after-commit',
  'rerun.before-commit',
  'rerun.after-commit',
  'allow.before-commit',
  'allow.after-commit',
  'signal.before-commit',
  'signal.after-commit',
  'wake.before-commit',
  'wake.after-commit',
  'overdue.before-commit',
  'overdue.after-commit',
  'bulk.before-page',
  'bulk.after-page',
  'bulk.after-swap',
  'start.before-delivery',
  'start.after-delivery',
  'stop.before-delivery',
  'stop.after-delivery',
  'tell.before-delivery',
  'tell.after-delivery',
  'watchdog.before-mend',
  'watchdog.after-mend',
  'drain.before-handback',
  'drain.after-handback',
  'putback.after',
  'slot.before-intent',
  'slot.after-intent',
  'slot.after-stop',
  'slot.after-submit',
  'slot.after-settle',
  'archive.before-intent',
  'archive.after-intent',
  'archive.after-put',
  'archive.after-check',
  'archive.after-record',
  'archive.amid-clearing',
  'archive.after-clearing',
  'events.before-put',
  'events.after-put',
  'events.after-check',
  'events.after-trim',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

const [wanted, nth = '1', signal = 'SIGKILL'] = (process.env.AG06_TEST_FAULT ?? '').split(':');
let left = wanted === '' ? 0 : Number(nth);

/**
 * For tests: kills or stops this process at the n-th passing of the point in `AG06_TEST_FAULT=<point>[:n[:SIGSTOP]]`.
 * Otherwise does nothing.
 */
export function faultPoint(name: FaultPoint): void {
  if (left === 0 || name !== wanted) return;
  left--;
  if (left === 0) process.kill(process.pid, signal);
}

/**
 * Returns the fault point of an evaluation. Only evaluations of a `forEach` step's items have their own, besides the
 * commit's.
 */
export function evaluationFault({ to }: Change, moment: 'before-commit' | 'after-commit'): void {
  if (to === 'expanded' || to === 'redone') faultPoint(`expand.${moment}`);
  else if (to === 'collected') faultPoint(`collect.${moment}`);
}

/** The outcome of an iteration has points of its own besides. */
export function iterationFault({ to }: Change, moment: 'before-commit' | 'after-commit'): void {
  if (to === 'iterated') faultPoint(`iterate.${moment}`);
}
