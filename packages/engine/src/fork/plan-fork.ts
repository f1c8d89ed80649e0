import type { FailureView } from '@ag06/contracts';
import { isLargeText, type Next, OUTPUT_UNIT, type Preset, type PresetItem } from '@ag06/protocol';
import type { CollectedItems, DecisionContext } from '../decide/decision.ts';
import { openStep } from '../decide/openings.ts';
import type { Plan } from '../plan.ts';
import { completeItems } from '../steps/for-each/complete-items.ts';
import { evaluateList } from '../steps/for-each/expand-list.ts';
import { hasItems, type ListPlanStep } from '../steps/for-each/lanes-of.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import { type ForkChange, whyAgain, whyFailedAgain } from './judge-step.ts';
import { RecordedValues } from './recorded-values.ts';
import type { RecordedOutcome, RunRecording } from './run-recording.ts';
import { stepsInOrder } from './steps-in-order.ts';

export interface ForkRequest extends ForkChange {
  readonly recording: RunRecording;
  /** The input of the fork: JSON text. */
  readonly input: string;
  /** The step from which it is forked; undefined if it is forked from a moment. */
  readonly from: string | undefined;
  readonly run: DecisionContext['run'];
}

/** What a fork has from its source, what it opens, and what it does again although the source had an outcome of it. */
export interface PlannedFork {
  readonly presets: readonly Preset[];
  readonly roots: readonly Next[];
  /** The steps whose outcome it has, in the order of the plan. */
  readonly kept: readonly string[];
  readonly again: readonly { readonly step: string; readonly because: string }[];
  /** Steps with an outcome that the fork's version lacks. */
  readonly dropped: readonly string[];
}

/**
 * Decides what a fork has from its source: the outcomes of all steps but the one from which it is forked and those behind it,
 * and what an open step had done of its items and iterations. A step keeps its outcome only if all that it needs do.
 */
export function planFork(request: ForkRequest): PlannedFork {
  const { plan, recording, from } = request;
  const work = new ForkWork(request);
  for (const step of stepsInOrder(plan)) {
    const outcome = recording.steps.get(step.id);
    const cause = step.needs.find((need) => !work.kept.has(need));
    const because =
      step.id === from
        ? 'it is forked from this step'
        : cause !== undefined
          ? `it needs ${cause}, which has no outcome in the fork`
          : (whyAgain(step, request) ?? (outcome && whyFailedAgain(step, outcome)));
    if (because === undefined && outcome !== undefined) work.keep(step, outcome);
    else {
      if (outcome !== undefined) work.again.push({ step: step.id, because: because ?? '' });
      work.open(step, because === undefined);
    }
  }
  work.openOutput(plan);
  const dropped = [...recording.steps.keys()].filter((id) => !plan.steps.has(id));
  const { presets, roots, again, kept } = work;
  return { presets, roots, again, dropped, kept: [...kept.keys()] };
}

class ForkWork {
  readonly presets: Preset[] = [];
  readonly roots: Next[] = [];
  readonly kept = new Map<string, RecordedOutcome>();
  readonly again: { step: string; because: string }[] = [];
  readonly #request: ForkRequest;
  readonly #context: DecisionContext;

  constructor(request: ForkRequest) {
    this.#request = request;
    const values = new RecordedValues(request.input, this.kept);
    this.#context = { run: request.run, values, random: () => 0 };
  }

  /** The step has its outcome; of a list, the items come before it. */
  keep(step: PlanStep, outcome: RecordedOutcome): void {
    const list = this.#listOf(step);
    const kept = list === undefined ? outcome : this.#keepList(list.step, list.outcomes, outcome);
    this.kept.set(step.id, kept);
    this.presets.push({ preset: 'outcome', step: step.id, ...kept });
  }

  /** @param canGoOn whether it may go on with what it had begun in the source */
  open(step: PlanStep, canGoOn: boolean): void {
    const behind = step.needs.filter((need) => this.kept.has(need)).length;
    const needs = step.needs.length - behind + 1;
    if (needs > 1) {
      if (behind > 0) this.roots.push({ ...openStep(step, 'schedule'), needs });
      return;
    }
    const begun = canGoOn ? (this.#beginList(step) ?? this.#beginIteration(step)) : undefined;
    this.roots.push(begun ?? { ...openStep(step, 'schedule'), needs });
  }

  /** The output of a run whose leaves are over is evaluated, also if there is nothing else to do. */
  openOutput({ leaves, output }: Plan): void {
    const over = leaves.filter((leaf) => this.kept.has(leaf)).length;
    if (over === 0) return;
    const needs = leaves.length - over + 1;
    this.roots.push({ unit: OUTPUT_UNIT, needs, mode: 'evaluate', reads: output.fields });
  }

  #listOf(step: PlanStep) {
    const list = this.#request.recording.lists.get(step.id);
    if (list === undefined || !hasItems(step)) return undefined;
    const outcomes = [...list.outcomes.values()].sort((a, b) => a.item - b.item);
    return { step, total: list.total, outcomes };
  }

  #keepList(step: ListPlanStep, outcomes: readonly PresetItem[], outcome: RecordedOutcome): RecordedOutcome {
    const list = this.#evaluateList(step, outcomes.length);
    if (list !== undefined) this.presets.push({ preset: 'items', step: step.id, list, lanes: 0, outcomes });
    if (outcome.status !== 'completed') return outcome;
    const { change } = completeItems(
      this.#request.plan,
      step,
      outcome.attempt,
      collect(outcomes),
      this.#context,
    );
    if (change.to !== 'collected') return outcome;
    const { output, error } = change;
    return { ...outcome, output, ...(error !== undefined && { error }) };
  }

  /** Items that completed stay; the step finds the others once it is opened. */
  #beginList(step: PlanStep): Next | undefined {
    const found = this.#listOf(step);
    if (found === undefined) return undefined;
    const outcomes = found.outcomes.filter(({ status }) => status === 'completed');
    const list = this.#evaluateList(found.step, found.total);
    if (outcomes.length === 0 || list === undefined) return undefined;
    const lanes = Math.min(found.step.concurrency, list.total);
    this.presets.push({ preset: 'items', step: step.id, list, lanes, outcomes });
    return { unit: step.id, needs: 1, mode: 'evaluate', reads: [`i:${step.id}`] };
  }

  /** It goes on with the first iteration that has no output. */
  #beginIteration(step: PlanStep): Next | undefined {
    const outputs = this.#request.recording.iterations.get(step.id);
    const output = outputs?.at(-1);
    if (outputs === undefined || output === undefined || !('repeat' in step)) return undefined;
    this.presets.push({ preset: 'iteration', step: step.id, iteration: outputs.length, output });
    const mode = step.opens === 'execute' ? 'schedule' : 'evaluate';
    return { unit: step.id, needs: 1, mode, reads: step.reads };
  }

  /** Returns undefined if it is no longer a list of so many items. */
  #evaluateList(step: ListPlanStep, total: number) {
    if (!new RecordedValues('', this.kept).canRead(step.list.fields)) return undefined;
    const list = evaluateList(step, 1, this.#context);
    return 'code' in list || list.total !== total ? undefined : list;
  }
}

function collect(outcomes: readonly PresetItem[]): CollectedItems {
  const failed = outcomes.filter(({ status }) => status !== 'completed');
  const outputs = outcomes.map(({ status, result }) => (status === 'completed' ? result : 'null'));
  if (outputs.some(isLargeText)) return { status: 'too-large' };
  const errors: FailureView[] = failed.slice(0, 100).map(({ result }) => JSON.parse(result));
  return { status: 'collected', output: `[${outputs.join(',')}]`, failed: failed.length, errors };
}
