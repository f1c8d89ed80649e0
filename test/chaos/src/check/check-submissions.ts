import { isTerminal } from '../api.ts';
import type { History, RecordedRun, Submission, Violation } from '../history.ts';
import { isSameJson } from './same-json.ts';
import { schedulesByRun } from './schedule-of.ts';

/** I1, I3, I9: what became of submissions. */
export function checkSubmissions(history: History): Violation[] {
  const runs = new Map(history.runs.map((run) => [run.runId, run]));
  return [
    ...history.missing.map((runId) => ({
      invariant: 'I1',
      runId,
      what: 'acknowledged, and not found',
      isLoss: true,
    })),
    ...history.submissions.flatMap((submission) => checkAcknowledged(submission, runs)),
    ...checkAbsences(history),
    ...checkOrigins(history),
    ...checkKeys(history),
  ];
}

function checkAcknowledged(
  { end, workflow, input, correlationId }: Submission,
  runs: ReadonlyMap<string, RecordedRun>,
): Violation[] {
  if (end.is !== 'acknowledged') return [];
  const { runId } = end;
  const run = runs.get(runId)?.run;
  if (run === undefined)
    return [{ invariant: 'I1', runId, what: 'acknowledged, and not recorded', isLoss: true }];
  const violations: Violation[] = [];
  if (!isTerminal(run.status)) violations.push({ invariant: 'I1', runId, what: `still ${run.status}` });
  if (run.workflow !== workflow || !isSameJson(run.input, input))
    violations.push({
      invariant: 'I9',
      runId,
      what: `acknowledged to ${correlationId}, who sent another body`,
    });
  return violations;
}

function checkAbsences({ observations }: History): Violation[] {
  return observations.flatMap((seen) =>
    seen.of === 'absence'
      ? [
          {
            invariant: 'I1',
            runId: seen.runId,
            what: `acknowledged, and a reader was told ${seen.status}`,
            isLoss: true,
          },
        ]
      : [],
  );
}

/** Each run comes from one submission that was not refused, and from no other run's. */
function checkOrigins(history: History): Violation[] {
  const { runs, submissions } = history;
  const scheduled = schedulesByRun(history);
  const origins = new Map(submissions.map((submission) => [submission.correlationId, submission]));
  const taken = new Map<string, string>();
  return runs.flatMap(({ runId, run }) => {
    // Started by the fleet: see the checks of children and of schedules.
    if (run.parent !== undefined || scheduled.has(runId)) return [];
    const { correlationId } = run;
    const origin = origins.get(correlationId);
    const twin = taken.get(correlationId);
    taken.set(correlationId, runId);
    if (origin === undefined) return [{ invariant: 'I3', runId, what: 'nobody submitted it' }];
    if (twin !== undefined) return [{ invariant: 'I3', runId, what: `one submission made it and ${twin}` }];
    if (origin.end.is === 'refused')
      return [{ invariant: 'I3', runId, what: `${correlationId} was refused (${origin.end.code})` }];
    return [];
  });
}

function checkKeys({ runs, submissions }: History): Violation[] {
  const submitted = runs.filter(({ run }) => run.parent === undefined);
  const madeBy = new Map(submitted.map(({ runId, run }) => [run.correlationId, runId]));
  const runsOf = new Map<string, Set<string>>();
  const keysOf = new Map<string, Set<string | undefined>>();
  for (const { key, end, correlationId } of submissions) {
    const told = end.is === 'acknowledged' ? [end.runId] : [];
    const made = madeBy.get(correlationId);
    for (const runId of made === undefined ? told : [...told, made]) {
      if (key !== undefined) runsOf.set(key, (runsOf.get(key) ?? new Set()).add(runId));
      keysOf.set(runId, (keysOf.get(runId) ?? new Set()).add(key));
    }
  }
  const doubled = [...runsOf].filter(([, ids]) => ids.size > 1);
  const shared = [...keysOf].filter(([, keys]) => keys.size > 1);
  return [
    ...doubled.map(([key, ids]) => toDoubled(key, [...ids], madeBy)),
    ...shared.map(([runId, keys]) => ({ invariant: 'I9', runId, what: `keys ${[...keys].join(', ')}` })),
  ];
}

/** Two runs of one key that are both there contradict each other; one that is there and one that was lost do not. */
function toDoubled(key: string, ids: readonly string[], madeBy: ReadonlyMap<string, string>): Violation {
  const there = new Set(madeBy.values());
  const absent = ids.find((runId) => !there.has(runId));
  const what = `key ${key} gave ${ids.join(', ')}`;
  return absent === undefined
    ? { invariant: 'I9', what }
    : { invariant: 'I9', runId: absent, what, isLoss: true };
}
