import { FINAL_STEP_STATUSES, type RunExplanationView, type RunReasonView } from '@ag06/contracts';
import { countInHand, countShown } from '@ag06/protocol';
import type { ExplainFacts } from './explain-facts.ts';
import { explainUnit } from './explain-unit.ts';
import { explainWaitOf } from './explain-wait.ts';

const REASONS_MAX = 100;
const FINAL: ReadonlySet<string> = new Set(FINAL_STEP_STATUSES);

/** Explains a run that has not ended. Steps that wait for other steps come last, because those other steps say more. */
export function explainOpenRun(facts: ExplainFacts): RunExplanationView {
  const { run, steps } = facts;
  const open = steps.filter((step) => !FINAL.has(run.units.get(step)?.status ?? 'pending'));
  const all = open.map((step) => explainStepOf(step, facts));
  const isBehind = ({ code }: RunReasonView) => code === 'dependencies';
  const sorted = [...all.filter((reason) => !isBehind(reason)), ...all.filter(isBehind)];
  const reasons = sorted.slice(0, REASONS_MAX);
  const more = all.length - reasons.length;
  const sentences = [
    tellRun(facts, open.length),
    ...reasons.map(({ sentence }) => sentence),
    ...(more > 0 ? [`${more} more steps are not over.`] : []),
    ...reasons.flatMap(({ step }) => tellLeftOut(step, facts)),
  ];
  return { runId: run.runId, status: run.status, sentences, reasons };
}

function explainStepOf(step: string, facts: ExplainFacts): RunReasonView {
  const wait = facts.waits.get(step);
  if (wait !== undefined) return explainWaitOf(step, wait, facts);
  const unit = facts.run.units.get(step);
  if (unit !== undefined) return explainUnit(step, unit, facts);
  return { step, code: 'sent', sentence: `${step} is about to be opened.` };
}

/** Of a run with many lanes, some are not looked at. */
function tellLeftOut(step: string | undefined, { run }: ExplainFacts): readonly string[] {
  const leftOut = step === undefined ? 0 : countInHand(run, step) - countShown(run, step);
  return leftOut > 0 ? [`${step} has ${leftOut} more items in hand, in lanes that were not looked at.`] : [];
}

function tellRun({ run, steps }: ExplainFacts, open: number): string {
  if (open === 0) return 'All steps are over: the output of the run is being evaluated.';
  const over = `${steps.length - open} of ${steps.length} steps are over`;
  switch (run.status) {
    case 'scheduled':
      return 'The run has not started, because its delay is not over.';
    case 'paused':
      return `The run is paused: it begins nothing until it resumes (ag06 runs resume ${run.runId}). ${over}.`;
    default:
      return `The run is ${run.status}: ${over}.`;
  }
}
