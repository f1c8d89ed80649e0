import { FailureView, type Json, LIMITS, Refusal, type StepDetailView } from '@ag06/contracts';
import { type AttemptRecord, hasItems, type PlanStep } from '@ag06/engine';
import type { RunField } from '@ag06/protocol';
import type { RunRecord } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { describeStep } from './describe-run.ts';
import { findWaits } from './find-waits.ts';
import { readItem } from './list-items.ts';
import { loadPlanOf, loadRunOf, unitsOfStep } from './load-run-of.ts';
import { readAttempts } from './read-attempts.ts';
import { readInput, type Shown, tooLong } from './read-input.ts';

/** Keeps further fields that a kind of step adds: how many items failed, and the errors of the first. */
const StepFailure = FailureView.loose();

/**
 * Describes one step of a run, or one item of a `forEach` step, with its input, its result and its attempts.
 *
 * Throws `Refusal` RUN_UNKNOWN, STEP_UNKNOWN, ITEM_UNKNOWN.
 */
export async function showStep(
  parts: Parts,
  tenant: string,
  runId: string,
  stepId: string,
  item: number | undefined,
): Promise<StepDetailView> {
  const step = (await loadPlanOf(parts, tenant, runId))?.steps.get(stepId);
  if (step === undefined)
    throw new Refusal(
      404,
      'STEP_UNKNOWN',
      `The run ${runId} has no step ${stepId}. GET /v1/runs/${runId} lists its steps.`,
    );
  const units = unitsOfStep(step, { isWhole: item !== undefined });
  const run = await loadRunOf(parts, tenant, runId, [...units, ...step.needs]);
  const [about, { attempts, isCut }] = await Promise.all([
    item === undefined ? describeWhole(parts, run, step) : describeItem(parts, run, step, item),
    readAttempts(parts.store.runs, runId, stepId, item),
  ]);
  const { input, output, ...state } = about;
  const omitted = { ...omittedOf('input', input), ...omittedOf('output', output) };
  return {
    runId,
    step: stepId,
    ...(item !== undefined && { item }),
    ...('agent' in step && { agent: step.agent }),
    ...state,
    ...shownAs('input', input),
    ...shownAs('output', output),
    attempts: attempts.map(toView),
    attemptsCut: isCut,
    ...(Object.keys(omitted).length > 0 && { omitted }),
  };
}

type About = Omit<
  StepDetailView,
  'runId' | 'step' | 'agent' | 'attempts' | 'attemptsCut' | 'input' | 'output'
> & {
  readonly input: Shown | undefined;
  readonly output: Shown | undefined;
};

async function describeWhole(parts: Parts, run: RunRecord, step: PlanStep): Promise<About> {
  const { runs } = parts.store;
  const waits = await findWaits(parts, run, { steps: new Map([[step.id, step]]) });
  const view = describeStep(run, step.id, waits.get(step.id));
  const large = (await runs.findLarge(run.runId, [`o:${step.id}`])).get(`o:${step.id}`);
  const read: RunField[] = large === undefined ? [`o:${step.id}`, `e:${step.id}`] : [`e:${step.id}`];
  const fields = await runs.loadFields(run.runId, read);
  const hasInput =
    (step.kind === 'agent' || step.kind === 'workflow') &&
    run.units.has(step.id) &&
    view.status !== 'skipped';
  const error = fields.get(`e:${step.id}`);
  return {
    ...view,
    ...(error !== undefined && { error: StepFailure.parse(JSON.parse(error)) }),
    input: hasInput ? await readInput(runs, run, step, heldAs(view)) : undefined,
    ...(large !== undefined && { large }),
    output: toShownOutput(fields.get(`o:${step.id}`)),
  };
}

async function describeItem(parts: Parts, run: RunRecord, step: PlanStep, item: number): Promise<About> {
  const { runs } = parts.store;
  if (!hasItems(step)) throw refuseItem(run, step, item);
  const value = await runs.loadItemValue(run.runId, step.id, item);
  if (value === undefined) throw refuseItem(run, step, item);
  const { output, item: _, ...view } = await readItem(parts, run, step.id, item);
  return {
    ...view,
    input: await readInput(runs, run, step, { ...heldAs(view), item: { index: item, value } }),
    output: output === undefined ? undefined : { value: output },
  };
}

const heldAs = ({
  attempt,
  iteration,
}: {
  readonly attempt: number;
  readonly iteration?: number | undefined;
}) => ({
  attempt: Math.max(1, attempt),
  iteration,
});

function refuseItem({ runId }: RunRecord, { id }: PlanStep, item: number): Refusal {
  return new Refusal(
    404,
    'ITEM_UNKNOWN',
    `The step ${id} of the run ${runId} has no item ${item} (yet). GET /v1/runs/${runId}/items?step=${id} lists them.`,
  );
}

function toShownOutput(text: string | undefined): Shown | undefined {
  if (text === undefined) return undefined;
  return text.length <= LIMITS.bodyBytes ? { value: JSON.parse(text) } : tooLong(text.length);
}

const shownAs = <N extends string>(name: N, shown: Shown | undefined): { [name in N]?: Json } =>
  (shown !== undefined && 'value' in shown ? { [name]: shown.value } : {}) as { [name in N]?: Json };

const omittedOf = (name: string, shown: Shown | undefined) =>
  shown !== undefined && 'omitted' in shown ? { [name]: shown.omitted } : {};

function toView({ startedAt, endedAt, ...attempt }: AttemptRecord): StepDetailView['attempts'][number] {
  return {
    ...attempt,
    ...(startedAt !== undefined && { startedAt: new Date(startedAt).toISOString() }),
    ...(endedAt !== undefined && { endedAt: new Date(endedAt).toISOString() }),
  };
}
