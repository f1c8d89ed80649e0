import { StoreError, type StoreErrorCode } from '@ag06/store';

/**
 * SQLSTATE classes: 53 insufficient resources, 54 program limits; 22, 23, 42: the statement or its data is wrong; XX001 and
 * XX002: damaged data.
 */
const CODES: readonly (readonly [RegExp, StoreErrorCode, string])[] = [
  [/^53[12]/, 'STORE_FULL', 'PostgreSQL is out of space or memory: free some, or delete old runs.'],
  [/^(3F000|42P01|42883)$/, 'STORE_SCHEMA_OLDER', 'The store has no tables of ours: run `ag06 migrate`.'],
  [/^(22|23|42|54|P0001|XX00[12])/, 'STORE_REPLY_INVALID', 'PostgreSQL could not apply a command.'],
];

/**
 * XX000 is what poolers and hosted servers say when they find no way to the server, or have no connection left; and what
 * the server itself says of more than it can ever hold.
 */
const TOO_LARGE = /invalid memory alloc request size/;

/** What PostgreSQL or the way to it reported, as the port names it. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const state = sqlState(error);
  const judged = state === 'XX000' && TOO_LARGE.test(message) ? '54000' : state;
  const found = CODES.find(([pattern]) => pattern.test(judged));
  if (found === undefined) {
    return new StoreError('STORE_UNAVAILABLE', `PostgreSQL did not answer: ${message}`, error);
  }
  const [, code, remedy] = found;
  return new StoreError(code, `${remedy} (${state}: ${message})`, error);
}

function sqlState(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
