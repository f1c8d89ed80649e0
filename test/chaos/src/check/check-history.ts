import type { History, Violation } from '../history.ts';
import { checkAttempts } from './check-attempts.ts';
import { checkCancels } from './check-cancels.ts';
import { checkDeliveries } from './check-deliveries.ts';
import { checkEnds } from './check-ends.ts';
import { checkFleet } from './check-fleet.ts';
import { checkHolders } from './check-holders.ts';
import { checkItems } from './check-items.ts';
import { checkIdempotencyKeys } from './check-keys.ts';
import { checkLogs } from './check-logs.ts';
import { checkOrder } from './check-order.ts';
import { checkOutcomes } from './check-outcomes.ts';
import { checkSubmissions } from './check-submissions.ts';
import { checkTimes } from './check-times.ts';
import { checkVacuity } from './check-vacuity.ts';
import { checkValues } from './check-values.ts';
import { excuseLosses } from './excuse-losses.ts';

const CHECKS: readonly ((history: History) => Violation[])[] = [
  ...[
    checkSubmissions,
    checkEnds,
    checkOutcomes,
    checkItems,
    checkOrder,
    checkValues,
    checkLogs,
    checkCancels,
  ],
  ...[
    checkAttempts,
    checkTimes,
    checkIdempotencyKeys,
    checkHolders,
    checkDeliveries,
    checkFleet,
    checkVacuity,
  ],
];

/** Every violation of what the fleet promises; empty if it kept its word and the run could have shown otherwise. */
export const checkHistory = (history: History): Violation[] =>
  excuseLosses(
    history,
    CHECKS.flatMap((check) => check(history)),
  );
