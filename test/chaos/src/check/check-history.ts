import type { History, Violation } from '../history.ts';
import { checkApprovals } from './check-approvals.ts';
import { checkAttempts } from './check-attempts.ts';
import { checkAttributes } from './check-attributes.ts';
import { checkBulks } from './check-bulks.ts';
import { checkCancels } from './check-cancels.ts';
import { checkChildren } from './check-children.ts';
import { checkDeadlines } from './check-deadlines.ts';
import { checkDeliveries } from './check-deliveries.ts';
import { checkEnds } from './check-ends.ts';
import { checkFleet } from './check-fleet.ts';
import { checkHolders } from './check-holders.ts';
import { checkItems } from './check-items.ts';
import { checkIterations } from './check-iterations.ts';
import { checkIdempotencyKeys } from './check-keys.ts';
import { checkLogs } from './check-logs.ts';
import { checkOrder } from './check-order.ts';
import { checkOutcomes } from './check-outcomes.ts';
import { checkPauses } from './check-pauses.ts';
import { checkQueued } from './check-queued.ts';
import { checkRetries } from './check-retries.ts';
import { checkSchedules } from './check-schedules.ts';
import { checkSignals } from './check-signals.ts';
import { checkSubmissions } from './check-submissions.ts';
import { checkTimes } from './check-times.ts';
import { checkTuning } from './check-tuning.ts';
import { checkVacuity } from './check-vacuity.ts';
import { checkValues } from './check-values.ts';
import { checkWaits } from './check-waits.ts';
import { excuseLosses } from './excuse-losses.ts';
import { earlierIterations, lastIterations, withRealId } from './iterations.ts';
import { firstRounds, lastRounds } from './rounds.ts';

type Check = (history: History) => Violation[];

/** Of one round of a run: a retry begins another. Of a step that repeats, of one iteration. */
export const CHECKS_OF_ROUNDS: readonly Check[] = [
  ...[checkEnds, checkOutcomes, checkItems, checkOrder, checkValues],
  ...[checkAttempts, checkTimes, checkHolders, checkDeliveries, checkWaits],
  checkDeadlines,
];

const CHECKS: readonly Check[] = [
  ...[checkSubmissions, checkLogs, checkCancels, checkIdempotencyKeys, checkFleet, checkVacuity],
  ...[checkSignals, checkChildren, checkPauses, checkRetries, checkBulks, checkSchedules, checkAttributes],
  ...[checkIterations, checkApprovals, checkQueued, checkTuning],
];

/** Every violation of what the fleet promises; empty if it kept its word and the run could have shown otherwise. */
export function checkHistory(history: History): Violation[] {
  return excuseLosses(history, [
    ...CHECKS.flatMap((check) => check(history)),
    ...CHECKS_OF_ROUNDS.flatMap((check) => viewsOf(history).flatMap((view) => check(view).map(withRealId))),
  ]);
}

/** The same history as checks read it that know one round of a run and one iteration of a step. */
export const viewsOf = (history: History): History[] =>
  [lastRounds(history), firstRounds(history)].flatMap((round) => [
    lastIterations(round),
    earlierIterations(round),
  ]);
