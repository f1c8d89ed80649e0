import type { History, Violation } from '../history.ts';

const TERMINAL = new Set(['completed', 'failed', 'cancelled', 'timed_out']);

/** I1, I3, I9, I19: what became of submissions. */
export function checkRuns({ submissions, runs, recoveryMs }: History): Violation[] {
  const violations: Violation[] = [];
  const known = new Map(runs.map((run) => [run.runId, run]));
  for (const { outcome, runIds } of submissions) {
    if (outcome !== 'acknowledged') continue;
    for (const runId of runIds) {
      const status = known.get(runId)?.status;
      if (status === undefined)
        violations.push({ invariant: 'I1', runId, what: 'acknowledged, and not found' });
      else if (!TERMINAL.has(status))
        violations.push({ invariant: 'I1', runId, what: `acknowledged, and still ${status}` });
    }
  }
  violations.push(...checkKeys(submissions), ...checkStrangers(submissions, known.keys()));
  if (recoveryMs > 60_000)
    violations.push({ invariant: 'I19', what: `${recoveryMs} ms until all runs were over` });
  return violations;
}

function checkKeys(submissions: History['submissions']): Violation[] {
  const runsOf = new Map<string, Set<string>>();
  const keysOf = new Map<string, Set<string>>();
  for (const { key, runIds } of submissions) {
    if (key === undefined) continue;
    for (const runId of runIds) {
      runsOf.set(key, (runsOf.get(key) ?? new Set()).add(runId));
      keysOf.set(runId, (keysOf.get(runId) ?? new Set()).add(key));
    }
  }
  const doubled = [...runsOf].filter(([, ids]) => ids.size > 1);
  const shared = [...keysOf].filter(([, keys]) => keys.size > 1);
  return [
    ...doubled.map(([key, ids]) => ({
      invariant: 'I9',
      what: `key ${key} gave the runs ${[...ids].join(', ')}`,
    })),
    ...shared.map(([runId]) => ({ invariant: 'I9', runId, what: 'one run for several keys' })),
  ];
}

/** Runs that nobody was told of can only come from submissions whose outcome is unknown. */
function checkStrangers(submissions: History['submissions'], runIds: Iterable<string>): Violation[] {
  const told = new Set(submissions.flatMap((submission) => submission.runIds));
  const strangers = [...runIds].filter((runId) => !told.has(runId));
  const unknown = submissions.filter((submission) => submission.outcome === 'unknown').length;
  if (strangers.length <= unknown) return [];
  return [
    { invariant: 'I3', what: `${strangers.length} runs nobody asked for, ${unknown} submissions unknown` },
  ];
}
