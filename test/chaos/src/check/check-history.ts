import type { History, Violation } from '../history.ts';
import { checkAttempts } from './check-attempts.ts';
import { checkAttributes } from './check-attributes.ts';
import { checkBulks } from './check-bulks.ts';
import { checkCancels } from './check-cancels.ts';
import { checkChildren } from './check-children.ts';
import { checkDeliveries } from './check-deliveries.ts';
import { checkEnds } from './check-ends.ts';
import { checkFleet } from './check-fleet.ts';
import { checkHolders } from './check-holders.ts';
import { checkItems } from './check-items.ts';
import { checkIdempotencyKeys } from './check-keys.ts';
import { checkLogs } from './check-logs.ts';
import { checkOrder } from './check-order.ts';
import { checkOutcomes } from './check-outcomes.ts';
import { checkPauses } from './check-pauses.ts';
import { checkRetries } from './check-retries.ts';
import { checkSchedules } from './check-schedules.ts';
import { checkSignals } from './check-signals.ts';
import { checkSubmissions } from './check-submissions.ts';
import { checkTimes } from './check-times.ts';
import { checkVacuity } from './check-vacuity.ts';
import { checkValues } from './check-values.ts';
import { checkWaits } from './check-waits.ts';
import { excuseLosses } from './excuse-losses.ts';
import { firstRounds, lastRounds } from './rounds.ts';

type Check = (history: History) => Violation[];

/** Of one round of a run: a retry begins another. */
export const CHECKS_OF_ROUNDS: readonly Check[] = [
  ...[checkEnds, checkOutcomes, checkItems, checkOrder, checkValues],
  ...[checkAttempts, checkTimes, checkHolders, checkDeliveries, checkWaits],
];

const CHECKS: readonly Check[] = [
  ...[checkSubmissions, checkLogs, checkCancels, checkIdempotencyKeys, checkFleet, checkVacuity],
  ...[checkSignals, checkChildren, checkPauses, checkRetries, checkBulks, checkSchedules, checkAttributes],
];

/** Every violation of what the fleet promises; empty if it kept its word and the run could have shown otherwise. */
export function checkHistory(history: History): Violation[] {
  const rounds = [lastRounds(history), firstRounds(history)];
  return excuseLosses(history, [
    ...CHECKS.flatMap((check) => check(history)),
    ...CHECKS_OF_ROUNDS.flatMap((check) => rounds.flatMap((round) => check(round))),
  ]);
}
