import type { AgentListView, AgentView, AttemptOutcomes, WindowFigures } from '@ag06/client';

/** What the agents of a fleet did lately, together. */
export interface FleetFigures {
  /** Attempts that began and ended in a second, in the last minute. */
  readonly perSecond: number;
  /** Attempts that run now. */
  readonly inflight: number;
  /** Of the agent whose steps wait longest in the last ten minutes; undefined if none had an attempt. */
  readonly slowest: { readonly agent: string; readonly p95Ms: number } | undefined;
  /** The share of the attempts of the last hour that succeeded, of those that were not cancelled; undefined: there was none. */
  readonly successRate: number | undefined;
  /** Why attempts of the last hour failed, the most frequent first. */
  readonly causes: readonly (readonly [cause: string, count: number])[];
}

const CAUSES: readonly (readonly [outcome: keyof AttemptOutcomes, cause: string])[] = [
  ['error', 'Error of the handler'],
  ['timeout', 'Time-out'],
  ['429', 'Refused by a service (429)'],
  ['oom', 'Out of memory'],
];

/** What is known of the present: nothing while no optimizer leads. */
export type KnownFigures =
  | { readonly is: 'none' }
  | { readonly is: 'stale'; readonly leader: string; readonly at: string }
  | ({ readonly is: 'present' } & FleetFigures);

/** Returns the figures of all agents together. */
export function toFigures({ figures, items }: AgentListView): KnownFigures {
  if (figures === null) return { is: 'none' };
  if (figures.isStale) return { is: 'stale', leader: figures.leader, at: figures.at };
  const hour = windowsOf(items, 60);
  const sum = (outcome: keyof AttemptOutcomes) =>
    hour.reduce((total, [, { outcomes }]) => total + outcomes[outcome], 0);
  const causes = CAUSES.map(([outcome, cause]) => [cause, sum(outcome)] as const);
  const failed = causes.reduce((total, [, count]) => total + count, 0);
  const succeeded = sum('ok');
  const waits = windowsOf(items, 10).flatMap(([agent, { wait }]) =>
    wait.p95Ms === null ? [] : [{ agent, p95Ms: wait.p95Ms }],
  );
  return {
    is: 'present',
    perSecond: windowsOf(items, 1).reduce((total, [, { perSecond }]) => total + perSecond, 0),
    inflight: items.reduce((total, { figures }) => total + (figures?.inflight ?? 0), 0),
    slowest: waits.sort((a, b) => b.p95Ms - a.p95Ms)[0],
    successRate: succeeded + failed === 0 ? undefined : succeeded / (succeeded + failed),
    causes: causes.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a),
  };
}

const windowsOf = (
  agents: readonly AgentView[],
  length: number,
): readonly (readonly [agent: string, window: WindowFigures])[] =>
  agents.flatMap(({ name, figures }) =>
    (figures?.windows ?? [])
      .filter(({ minutes }) => minutes === length)
      .map((window) => [name, window] as const),
  );
