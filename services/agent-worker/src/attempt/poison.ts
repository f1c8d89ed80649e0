import type { Failure } from '@ag06/contracts';
import type { Outcome } from '@ag06/engine';

/** The failure of a step or item that is not started again, because its deliveries were lost too often. */
export const POISON: Failure = {
  code: 'POISON',
  message:
    'Three deliveries of this step were lost: its handler seems to kill its worker. See the log of the worker.',
};

export const POISONED: Outcome = { status: 'failed', failure: POISON, isRetryable: false };
