import { type Json, type LogMoment, Refusal, type RunStateView, toRfc3339 } from '@ag06/contracts';
import type { Plan } from '@ag06/engine';
import type { Parts } from '../../parts.ts';
import { describeRun } from '../describe-run.ts';
import { needOf } from '../load-run-of.ts';
import type { LogFolds } from './log-folds.ts';
import { waitsThen } from './waits-then.ts';

/**
 * Shows a run as its readers saw it at a moment of its log. Throws `Refusal` RUN_UNKNOWN, RUN_NOT_YET, and STATE_PENDING for a
 * log that is too long for one request.
 */
export async function showState(
  parts: Pick<Parts, 'store' | 'plans'>,
  folds: LogFolds,
  { tenant, runId, moment }: { readonly tenant: string; readonly runId: string; readonly moment: LogMoment },
  signal: AbortSignal,
): Promise<RunStateView> {
  const { runs } = parts.store;
  const run = await needOf(tenant, runId, runs.loadSummary(runId));
  const plan = await parts.plans.load(tenant, run.meta.workflow, run.meta.version);
  const fold = await folds.foldTo(runs, run, plan, moment, signal);
  const first = (await runs.loadLogPage(runId, 0, 1))?.events[0];
  if (fold.seq === 0) throw notYet(runId, first?.at ?? run.createdAt);
  const { seq, at } = fold;
  const shown = fold.show();
  const waits = plan === undefined ? new Map() : waitsThen(plan, shown, momentOf(moment, at));
  const unknown = unknownOf(plan, run.meta);
  const { finishedAt: _, ...head } = run;
  return {
    ...describeRun({ ...head, ...shown, input: toJson(first?.input) }, plan, waits),
    seq,
    at: toRfc3339(at),
    ...(unknown.length > 0 && { unknown }),
  };
}

/** A log is JSON, so that everything in it is. */
const isJson = (value: unknown): value is Json => value !== undefined;
const toJson = (value: unknown): Json => (isJson(value) ? value : null);

/** A wait may have ended between the last event and the moment that was asked for. */
const momentOf = (moment: LogMoment, at: number): number =>
  typeof moment === 'object' && 'at' in moment ? moment.at : at;

function unknownOf(
  plan: Plan | undefined,
  { workflow, version }: { workflow: string; version: string },
): string[] {
  if (plan !== undefined) return [];
  return [
    `The store has lost version ${version} of the workflow ${workflow}: steps without an event are not shown. Push that definition again.`,
  ];
}

const notYet = (runId: string, at: number): Refusal =>
  new Refusal(
    404,
    'RUN_NOT_YET',
    `The run ${runId} was accepted at ${toRfc3339(at)}, after the moment that was asked for. Ask for that time or a later one.`,
  );
