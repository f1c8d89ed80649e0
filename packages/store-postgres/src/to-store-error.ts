import { judgePostgresError } from '@ag06/outages';
import { REMEDY, StoreError, type StoreErrorCode } from '@ag06/store';
import { RECORD_INVALID } from './sql/records.ts';

/**
 * SQLSTATEs with the code and message of the port; the first match counts. 22, 23 and 42: the statement or its data is wrong.
 * XX001 and XX002: damaged data.
 */
const CODES: readonly (readonly [RegExp, StoreErrorCode, string])[] = [
  [/^(3F000|42P01|42883)$/, 'STORE_SCHEMA_OLDER', 'The store has no tables of ours: run `ag06 migrate`.'],
  [/^(22|23|42|54|P0001|XX00)/, 'STORE_REPLY_INVALID', 'PostgreSQL could not apply a command.'],
];

/**
 * Maps an error of PostgreSQL or of the connection to the port's. Only known passing errors are `STORE_UNAVAILABLE` or
 * `STORE_FULL`; unknown SQLSTATEs are permanent. Other errors, such as our own defects, are returned unchanged.
 */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const { message } = error;
  const state = 'code' in error && typeof error.code === 'string' ? error.code : '';
  switch (judgePostgresError(error)) {
    case 'full': {
      const remedy = 'PostgreSQL is out of space or memory: free some, or delete old runs.';
      return new StoreError('STORE_FULL', `${remedy} (${state}: ${message})`, error);
    }
    case 'away':
      return new StoreError('STORE_UNAVAILABLE', `PostgreSQL did not answer: ${message}`, error);
    case undefined:
      return toPermanent(error, state);
  }
}

function toPermanent(error: Error, state: string): unknown {
  if (state === RECORD_INVALID)
    return new StoreError('STORE_RECORD_INVALID', `The stored ${error.message}. ${REMEDY}`, error);
  const found = CODES.find(([pattern]) => pattern.test(state));
  if (found !== undefined) {
    const [, code, remedy] = found;
    return new StoreError(code, `${remedy} (${state}: ${error.message})`, error);
  }
  if (!IS_STATE.test(state)) return error;
  return new StoreError(
    'STORE_REPLY_INVALID',
    `PostgreSQL refused a command (${state}: ${error.message})`,
    error,
  );
}

/** Five digits and capitals; the system's own codes have no digits. */
const IS_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;
