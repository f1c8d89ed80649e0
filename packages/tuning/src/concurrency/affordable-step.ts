import type { LevelEstimate } from './cohort.ts';
import type { Cohorts } from './cohorts.ts';
import type { Ledger } from './ledger.ts';
import type { SearchState } from './search-model.ts';

import { stepRisk } from './step-risk.ts';

/** A trial lasts that long at least, and one and a half times the time until its first telemetry: it ends with a report, too. */
const TRIAL_SECONDS = 2.5;
const ECHOES = 1.5;
/** The cost of telling a difference falls with the step, so a small one is only tried where a small one is wanted. */
const WORTHWHILE = Math.log(1.17);

/** The credit that a step needs where nothing is known of the slope, in seconds of the default's value. */
export const creditFor = (step: number, echoSeconds: number): number =>
  step * (TRIAL_SECONDS + ECHOES * echoSeconds);

/**
 * Returns the step that the ledger pays for, which is the wanted one at most; undefined if that is none worth trying. Where
 * the value clearly rises, a step needs no credit.
 */
export function affordableStep(
  now: number,
  reference: LevelEstimate,
  knowledge: { readonly search: SearchState; readonly cohorts: Cohorts; readonly ledger: Ledger },
): number | undefined {
  const { search, cohorts, ledger } = knowledge;
  if (search.isKeen || !ledger.isOpen) return search.step;
  const seconds = creditFor(1, cohorts.echoSeconds);
  const risk = stepRisk(cohorts, search.incumbent, reference, search.direction);
  const paid = ledger.balance(now, search.incumbent) / seconds / risk;
  if (paid >= search.step) return search.step;
  return paid < Math.min(search.step, WORTHWHILE) ? undefined : paid;
}
