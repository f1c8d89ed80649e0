import { KNOBS } from '@ag06/contracts/tuning';
import type { History, Violation } from '../history.ts';
import { TUNED_AGENTS, TUNED_BOUNDS } from '../tuned-agents.ts';
import type { AppliedSettings, ToldSettings, ToldTerm } from '../tuning-log.ts';

/**
 * TUNE: one optimizer leads under a fence, and fences never go back from one version of settings to the next; workers apply newer
 * versions only, within the agents' bounds; and the fleet is tuned again when nobody troubles it any more. That no step fails by
 * tuning is I11.
 */
export function checkTuning({ tuning, losses }: History): Violation[] {
  const { told, wrong, end } = tuning;
  // What a fail-over has lost is counted again.
  const isLoss = losses.length > 0;
  const contradictions = [
    ...checkTerms(told.filter((one) => one.is === 'leads')),
    ...checkPublished(told.filter((one) => one.is === 'published')),
    ...checkVersions(told.filter((one) => one.is === 'in force')),
  ];
  return [
    ...(isLoss ? [] : contradictions),
    ...checkBounds(told.filter((one) => one.is === 'in force')),
    ...wrong.map(({ request, status, body }) => `${request} was answered ${status}: ${JSON.stringify(body)}`),
    ...end.map((what) => `when all was over: ${what}`),
  ].map((what) => ({ invariant: 'TUNE', what }));
}

function checkTerms(terms: readonly ToldTerm[]): string[] {
  const byFence = [...Map.groupBy(terms, ({ fence }) => fence)];
  return byFence
    .filter(([, ofFence]) => ofFence.length > 1)
    .map(
      ([fence, ofFence]) =>
        `${ofFence.map(({ optimizer }) => optimizer).join(' and ')} lead under fence ${fence}`,
    );
}

function checkPublished(published: readonly ToldSettings[]): string[] {
  return [...Map.groupBy(published, ({ agent }) => agent)].flatMap(([agent, ofAgent]) => {
    const inTurn = ofAgent.toSorted((a, b) => a.version - b.version);
    return inTurn.slice(1).flatMap((one, i) => {
      const before = inTurn[i] ?? one;
      const what = `${one.optimizer} published version ${one.version} of ${agent} under fence ${one.fence}`;
      if (one.version === before.version) return [`${what}, and so did ${before.optimizer}`];
      return one.fence < before.fence ? [`${what}, after ${before.version} under ${before.fence}`] : [];
    });
  });
}

/** Version 0 is what a worker does by itself. */
function checkVersions(applied: readonly AppliedSettings[]): string[] {
  const byWorker = [...Map.groupBy(applied, ({ worker, agent }) => `${worker} of ${agent}`)];
  return byWorker.flatMap(([about, ofWorker]) => {
    const versions = ofWorker.map(({ version }) => version).filter((version) => version > 0);
    const back = versions.findIndex((version, i) => version < (versions[i - 1] ?? 0));
    return back < 0 ? [] : [`${about} went back from version ${versions[back - 1]} to ${versions[back]}`];
  });
}

function checkBounds(applied: readonly AppliedSettings[]): string[] {
  const bounds: Partial<Record<string, { readonly min: number; readonly max: number }>> = TUNED_BOUNDS;
  return applied
    .filter(({ agent }) => TUNED_AGENTS.some((one) => one === agent))
    .flatMap(({ worker, agent, version, settings }) => {
      const bySize = Object.values(settings.bySize ?? {}).map(({ timeoutMs }) => ({ timeoutMs }));
      return [settings, ...bySize].flatMap((some) =>
        KNOBS.flatMap((knob) => {
          const value = some[knob as keyof typeof some];
          const bound = bounds[knob];
          if (typeof value !== 'number' || bound === undefined) return [];
          if (value >= bound.min && value <= bound.max) return [];
          return [`${worker} applied ${knob} ${value} of version ${version} of ${agent}`];
        }),
      );
    });
}
