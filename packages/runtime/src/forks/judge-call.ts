import {
  type CallAtHand,
  type CallStep,
  digestAtHand,
  findLargeResult,
  nameOfCall,
  type Outcome,
  parseRecordedCall,
  type RecordedCall,
  toCallName,
  toRecordedOutcome,
} from '@ag06/engine';
import type { RunOrigin } from '@ag06/protocol';
import type { RunStore } from '@ag06/store';
import type { RunContext } from '../run-context.ts';

/**
 * What becomes of a call in a fork with recorded effects. `recorded`: it has the input that it had in the source, and gets the
 * outcome of that. `acts`: it may act for real. `kept`: it may not, until a person allows this agent or workflow.
 */
type CallVerdict =
  | { readonly verdict: 'recorded'; readonly outcome: Outcome }
  | { readonly verdict: 'acts' }
  | { readonly verdict: 'kept'; readonly reason: string };

type Reads = Pick<RunStore, 'loadFields'> & Partial<Pick<RunStore, 'loadLarge'>>;

/** The origin of a run in which calls are judged; undefined for every other run. */
export const originOfRecorded = ({ meta }: Pick<RunContext, 'meta'>): RunOrigin | undefined =>
  meta.fork?.effects === 'recorded' ? meta.fork : undefined;

/** Judges a call of a fork. It reads two fields of the run, so that every process comes to the same, and after each death. */
export async function judgeCall(
  runs: Reads,
  { runId, values }: Pick<RunContext, 'runId' | 'values'>,
  origin: RunOrigin,
  step: CallStep,
  call: CallAtHand,
): Promise<CallVerdict> {
  const { name } = nameOfCall(step);
  const recordedField = `r:${toCallName(step.id, call.iteration, call.item?.index)}` as const;
  const mayActField = `a:${name}` as const;
  const fields = await runs.loadFields(runId, [recordedField, mayActField]);
  const recorded = parseRecordedCall(fields.get(recordedField) ?? '');
  if (recorded !== undefined && recorded.digest === digestAtHand(step, values, origin, call))
    return { verdict: 'recorded', outcome: toRecordedOutcome(await readLarge(runs, runId, recorded)) };
  return fields.has(mayActField) ? { verdict: 'acts' } : { verdict: 'kept', reason: `fork:${name}` };
}

async function readLarge(runs: Reads, runId: string, recorded: RecordedCall): Promise<RecordedCall> {
  const large = findLargeResult(recorded);
  if (large === undefined) return recorded;
  if (runs.loadLarge === undefined) throw new Error('This process cannot read large outputs.');
  return { ...recorded, result: await runs.loadLarge(runId, large) };
}
