import { isLargeText, type RunField } from '@ag06/protocol';
import { type RunIds, withValues } from '../decide/scope.ts';
import type { Plan } from '../plan.ts';
import { renderInput } from '../steps/calling/render-input.ts';
import { evaluateList } from '../steps/for-each/expand-list.ts';
import { hasItems, type ListPlanStep } from '../steps/for-each/lanes-of.ts';
import { digestCall, toCallName } from './call-digest.ts';
import { encodeRecordedCall, type RecordedCall } from './recorded-call.ts';
import { RecordedValues } from './recorded-values.ts';
import { type CallStep, nameOfCall } from './render-call.ts';
import type { RunRecording } from './run-recording.ts';

type Fields = (readonly [field: RunField, value: string])[];

/** The source of a fork: its plan, its input as JSON text, and the ids of its run. */
interface ForkSource {
  readonly plan: Plan;
  readonly input: string;
  readonly run: RunIds;
  readonly recording: RunRecording;
}

/**
 * Records the calls of a source that a fork with recorded effects may come to again: those of all steps but these. A call
 * whose input reads a blob is left out. Each round of the generator is one step or some items.
 */
export function* recordCalls(source: ForkSource, except: ReadonlySet<string>): Generator<void, Fields> {
  const fields: Fields = [];
  for (const step of source.plan.steps.values()) {
    if (except.has(step.id) || !('with' in step)) continue;
    yield;
    if (hasItems(step)) yield* recordItems(source, step, fields);
    else recordStep(source, step, fields);
  }
  return fields;
}

function recordStep({ recording, input, run }: ForkSource, step: CallStep, fields: Fields): void {
  const values = new RecordedValues(input, recording.steps);
  if (!values.canRead(step.with.fields)) return;
  const outputs = recording.iterations.get(step.id) ?? [];
  const add = (iteration: number, { status, result }: Omit<RecordedCall, 'digest'>) => {
    const before = step.with.readsOutput === true ? outputs[iteration - 1] : undefined;
    if (before !== undefined && isLargeText(before)) return;
    const own = new Map<RunField, string>(before === undefined ? [] : [[`p:${step.id}`, before]]);
    const rendered = renderInput(step, withValues(values, own), run, { attempt: 1, iteration });
    if (!rendered.ok) return;
    const digest = digestCall({ ...nameOfCall(step), input: rendered.value });
    const call = encodeRecordedCall({ digest, status, result });
    fields.push([`r:${toCallName(step.id, iteration)}`, call]);
  };
  for (const [iteration, output] of outputs.entries())
    if (output !== undefined) add(iteration, { status: 'completed', result: output });
  const outcome = recording.steps.get(step.id);
  if (outcome === undefined || outcome.status === 'skipped') return;
  const { status, iteration = 0 } = outcome;
  const result = status === 'completed' ? outcome.output : outcome.error;
  // A failure that ended the run is what a fork is to mend.
  if (result !== undefined && (status === 'completed' || step.onFailure === 'continue'))
    add(iteration, { status, result });
}

function* recordItems(
  { recording, input, run }: ForkSource,
  step: ListPlanStep,
  fields: Fields,
): Generator<void, void> {
  const outcomes = recording.lists.get(step.id)?.outcomes;
  const values = new RecordedValues(input, recording.steps);
  if (outcomes === undefined || !values.canRead([...step.list.fields, ...step.with.fields])) return;
  const list = evaluateList(step, 1, { values, run, random: () => 0 });
  if ('code' in list) return;
  const items = list.chunks.flatMap((chunk) => chunk.split('\n'));
  for (const [index, value] of items.entries()) {
    if (index % 20 === 0) yield;
    const outcome = outcomes.get(index);
    if (outcome === undefined || (outcome.status !== 'completed' && step.onFailure === 'fail')) continue;
    const rendered = renderInput(step, values, run, { attempt: 1, item: { index, value } });
    if (!rendered.ok) continue;
    const digest = digestCall({ ...nameOfCall(step), input: rendered.value });
    const { status, result } = outcome;
    fields.push([`r:${toCallName(step.id, 0, index)}`, encodeRecordedCall({ digest, status, result })]);
  }
}
