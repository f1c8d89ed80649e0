import {
  type EventView,
  isTerminal,
  laneOfUnit,
  type RunEvent,
  type RunOpen,
  type RunOriginView,
  type RunResult,
  type RunSummaryView,
  type RunView,
  type StepView,
  stepOfUnit,
  toRfc3339,
  type WaitsFor,
} from '@ag06/contracts';
import type { Plan } from '@ag06/engine';
import {
  countInHand,
  countShown,
  isRunWaiting,
  OUTPUT_UNIT,
  type RunOrigin,
  type RunParent,
  type ShownItems,
  type ShownRun,
} from '@ag06/protocol';
import { type ListedRun, type RunOutcome, type RunRecord, type RunSummary, toListedError } from '@ag06/store';
import { traceIdOf } from '@ag06/telemetry';

/** Describes a run for a list of runs. */
export function describeSummary({
  runId,
  meta,
  status,
  createdAt,
  finishedAt,
  error,
  waits,
  archived,
}: ListedRun): RunSummaryView {
  const { workflow, version, tenant, priority, correlationId, tags, attributes, traceparent } = meta;
  return {
    runId,
    workflow,
    version,
    status: waits === true ? 'waiting' : status,
    tenant,
    priority,
    correlationId,
    traceId: traceIdOf(traceparent) ?? null,
    tags: [...tags],
    ...(attributes !== undefined && { attributes: Object.fromEntries(attributes) }),
    ...(meta.parent !== undefined && { parent: describeParent(meta.parent, meta.slot) }),
    ...(meta.fork !== undefined && { forkedFrom: describeOrigin(meta.fork) }),
    createdAt: toRfc3339(createdAt),
    ...(finishedAt !== undefined && { finishedAt: toRfc3339(finishedAt) }),
    ...(error !== undefined && { error: toListedError(error) }),
    ...(archived === true && { archived }),
  };
}

/** Describes the run of which a run is a fork. */
export const describeOrigin = ({ runId, seq, step, effects }: RunOrigin): RunOriginView => ({
  runId,
  seq,
  ...(step !== undefined && { step }),
  effects,
});

const describeParent = (parent: RunParent, slot: number | undefined): RunSummaryView['parent'] =>
  'schedule' in parent
    ? { schedule: parent.schedule, ...(slot !== undefined && { slot: toRfc3339(slot) }) }
    : {
        runId: parent.runId,
        step: stepOfUnit(parent.unit),
        attempt: parent.attempt,
        ...(parent.item !== undefined && { item: parent.item }),
      };

/** A run as a store has it, or as its log tells it. */
type DescribedRun = RunSummary & ShownRun & Pick<RunRecord, 'input'>;

/** Describes a run with its steps in the order of the definition, and the reason for which each waits. */
export function describeRun(
  run: DescribedRun,
  plan: Plan | undefined,
  waits: ReadonlyMap<string, WaitsFor> = new Map(),
): RunView {
  const steps = [...(plan?.steps.keys() ?? run.units.keys())].filter(
    (id) => id !== OUTPUT_UNIT && laneOfUnit(id) === undefined,
  );
  const { error: _, ...summary } = describeSummary(run);
  return {
    ...summary,
    status: isRunWaiting(run) ? 'waiting' : run.status,
    input: run.input,
    ...(run.output !== undefined && { output: run.output }),
    ...(run.large !== undefined && { large: run.large }),
    ...(run.error !== undefined && { error: run.error }),
    steps: Object.fromEntries(steps.map((id) => [id, describeStep(run, id, waits.get(id))])),
  };
}

/** Describes a step. One that was never opened is pending in an open run and cancelled in an ended one. */
export function describeStep(run: ShownRun, id: string, waitsFor: WaitsFor | undefined): StepView {
  const wait = waitsFor !== undefined && { waitsFor };
  const unit = run.units.get(id);
  const items = run.items.get(id);
  if (unit === undefined)
    return { status: isTerminal(run.status) ? 'cancelled' : 'pending', attempt: 0, ...wait };
  const { status, attempt, iteration, blockedBy } = unit;
  return {
    status,
    attempt,
    ...(iteration !== undefined && { iteration }),
    ...(blockedBy !== undefined && { blockedBy }),
    ...(items !== undefined && { items: describeItems(run, id, items) }),
    ...wait,
  };
}

function describeItems(
  run: ShownRun,
  step: string,
  { total, left, failed }: ShownItems,
): NonNullable<StepView['items']> {
  const running = countInHand(run, step);
  const leftOut = running - countShown(run, step);
  return { total, completed: total - left - failed, failed, running, ...(leftOut > 0 && { leftOut }) };
}

/** Describes how a run ended, or that it has not. */
export function describeResult({ runId, status, output, error }: RunOutcome): RunOpen | RunResult {
  if (!isTerminal(status)) return { runId, status };
  return status === 'completed'
    ? { runId, status, output: output ?? null }
    : { runId, status, error: error ?? ERROR_MISSING };
}

const ERROR_MISSING = { code: 'ERROR_MISSING', message: 'The store has no error of this run.' };

export function describeEvent(event: RunEvent, run: Pick<RunSummary, 'meta'>): EventView {
  const { seq, type, at, ...detail } = event;
  const { correlationId, traceparent } = run.meta;
  return { seq, type, at: toRfc3339(at), correlationId, traceId: traceIdOf(traceparent) ?? null, ...detail };
}
