import type { BatchResultView, ProblemView, Refusal } from '@ag06/contracts';
import type { Plan } from '@ag06/engine';
import { type Submission, type Submitted, submitRuns } from '@ag06/runtime';
import { toLogIds } from '@ag06/telemetry';
import type { Deadline } from '../deadline.ts';
import type { Correlation } from '../intake/correlation.ts';
import type { IntakeResults } from '../intake/intake-task.ts';
import { toRefusalAgain } from '../intake/written-refusal.ts';
import type { Parts } from '../parts.ts';
import { toDefect } from '../refusals/to-defect.ts';
import { toProblem } from '../refusals/to-problem.ts';
import { toRefusal } from '../refusals/to-refusal.ts';
import {
  LoadedPlans,
  type LoadPlan,
  toGivenInput,
  toSubmission,
  toSubmitter,
  toWithin,
} from './start-run.ts';

/**
 * Starts many runs at once, each on its own: a mistake, or a late answer of the store, affects only the result of its
 * own item.
 */
export async function startRuns(
  parts: Parts,
  tenant: string,
  items: IntakeResults['batch'],
  correlation: Correlation,
  deadline?: Deadline,
): Promise<BatchResultView> {
  const loaded = new LoadedPlans(parts);
  const loadPlan = rememberPlans(loaded.load);
  const read = await Promise.allSettled(
    items.map((item) => readItem(tenant, item, correlation, { load: loadPlan, refuse: loaded.refuse })),
  );
  const sound = read.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const submitter = toSubmitter(parts, deadline);
  const results = await submitRuns(submitter, sound, toWithin(deadline));
  if (results.some(({ status }) => status === 'fulfilled')) loaded.note();
  const submitted = results.values();
  const problems = new ProblemList();
  const answers = read.map((one) => {
    const result = one.status === 'fulfilled' ? submitted.next().value : one;
    return toResult(parts, correlation, result, problems);
  });
  return { results: answers };
}

async function readItem(
  tenant: string,
  item: IntakeResults['batch'][number],
  correlation: Correlation,
  plans: Pick<LoadedPlans, 'load' | 'refuse'>,
): Promise<Submission> {
  if ('refusal' in item) throw toRefusalAgain(item.refusal);
  const { dedupeKey, correlationId, ...submission } = item.submission;
  const input = toGivenInput(item.input);
  const ids = { ...correlation, ...(correlationId !== undefined && { correlationId }) };
  return toSubmission({ tenant, submission, input, dedupeKey, ...ids }, plans.load, plans.refuse);
}

/** Loads each workflow of a batch once. */
function rememberPlans(loadPlan: LoadPlan): LoadPlan {
  const known = new Map<string, Promise<Plan | undefined>>();
  return (tenant, name, version) => {
    const key = JSON.stringify([name, version]);
    const plan = known.get(key) ?? loadPlan(tenant, name, version);
    known.set(key, plan);
    return plan;
  };
}

function toResult(
  parts: Parts,
  correlation: Correlation,
  result: PromiseSettledResult<Submitted> | undefined,
  problems: ProblemList,
): BatchResultView['results'][number] {
  if (result?.status === 'fulfilled') {
    const { isRepeat: _, ...submitted } = result.value;
    return submitted;
  }
  const error = result?.reason;
  const refusal =
    toRefusal(error) ?? toDefect(parts.log, error, toLogIds(correlation), 'A submission of a batch');
  return { problem: problems.write(refusal) };
}

/** The most violations in the answer to one batch. Each problem has at least its first one. */
const LISTED = 1_000;

/** Writes the problems of a batch, so that a thousand of them with a hundred violations each stay a bounded answer. */
class ProblemList {
  #left = LISTED;

  write(refusal: Refusal): ProblemView {
    const problem = toProblem(refusal);
    const { errors } = problem;
    if (errors === undefined) return problem;
    const shown = errors.slice(0, Math.max(1, this.#left));
    this.#left -= shown.length;
    if (shown.length === errors.length) return problem;
    return { ...problem, errors: shown, errorCount: refusal.errorCount };
  }
}
