import type { History, Violation } from '../history.ts';
import { stepOfUnit } from '../workflows.ts';
import { isDeadline } from './check-deadlines.ts';

const waitOf = (workflow: string, step: string) => stepOfUnit(workflow, step)?.waits?.for;

/** I20: what the run must have contained, or it could not have found anything. */
export function checkVacuity(history: History): Violation[] {
  const { submissions, runs, cancellations, observations, effects, planned, faults } = history;
  const { signals, answers, redrives, hasQueues, holds, bulks, schedules, listings, tuning } = history;
  const hasStatus = (status: string) => runs.some(({ run }) => run.status === status);
  const hasEvent = (type: string) => runs.some(({ events }) => events.some((event) => event.type === type));
  const keys = submissions.flatMap(({ key }) => key ?? []);
  const happened: Readonly<Record<string, boolean>> = {
    'acknowledged submissions': submissions.some(({ end }) => end.is === 'acknowledged'),
    'refused submissions': submissions.some(({ end }) => end.is === 'refused'),
    'keys used twice': new Set(keys).size < keys.length,
    'submissions without a key': keys.length < submissions.length,
    'completed runs': hasStatus('completed'),
    'failed runs': hasStatus('failed'),
    'acknowledged cancellations': cancellations.some(({ end }) => end === 'acknowledged'),
    effects: effects.length > 0,
    retries: hasEvent('step.retrying'),
    items: hasEvent('item.completed'),
    'retried items': hasEvent('item.retrying'),
    'lists that went on after an item failed': runs.some(({ events }) =>
      events.some(({ type, failed }) => type === 'step.completed' && (failed ?? 0) > 0),
    ),
    'waits that are over': runs.some(({ run, events }) =>
      events.some(
        ({ type, step = '' }) => type === 'step.completed' && waitOf(run.workflow, step) === 'time',
      ),
    ),
    'consumed signals': hasEvent('signal.consumed'),
    'signals that were sent twice': new Set(signals.map(({ key }) => key)).size < signals.length,
    'signals by queue': !hasQueues || signals.some(({ isQueued }) => isQueued),
    'dead letters that were redriven': !hasQueues || redrives.length > 0,
    'answered approvals': answers.some(({ end }) => end === 'acknowledged'),
    'answers that were refused': answers.some(({ end }) => end === 'too late'),
    'iterations before the last': hasEvent('step.iterated'),
    'steps that failed by a deadline': runs.some(({ events }) => events.some(isDeadline)),
    'children that ended': runs.some(({ run, events }) =>
      events.some(
        ({ type, step = '' }) => type === 'step.completed' && waitOf(run.workflow, step) === 'child',
      ),
    ),
    'runs that were paused': hasEvent('run.paused'),
    'retried runs': hasEvent('run.retried'),
    'pauses of many': holds.length > 0,
    bulks: bulks.some(({ view }) => view?.finishedAt !== undefined),
    'slots of schedules': schedules.some(({ slots }) => slots.some(({ runId }) => runId !== undefined)),
    'lists by an attribute': listings.some(({ runIds }) => runIds.length > 0),
    'skipped steps': hasEvent('step.skipped'),
    'terms of a second leader': new Set(tuning.told.map((one) => one.is === 'leads' && one.fence)).size > 2,
    'published settings': tuning.told.some(({ is }) => is === 'published'),
    'settings in force': tuning.told.some((one) => one.is === 'in force' && one.version > 1),
    rubbish: !hasQueues || Object.keys(tuning.rubbish).length > 3,
    'lost deliveries': hasEvent('step.redelivered'),
    'readings of runs': observations.some(({ of }) => of === 'run'),
    'readings of logs': observations.some(({ of }) => of === 'log'),
    faults: Object.keys(planned).length > 0,
    ...Object.fromEntries(
      Object.keys(planned).map((kind) => [`fault of kind ${kind}`, (faults[kind] ?? 0) > 0]),
    ),
  };
  const missing = Object.entries(happened).filter(([, has]) => !has);
  return missing.map(([what]) => ({ invariant: 'I20', what: `no ${what}: the run proves nothing` }));
}
