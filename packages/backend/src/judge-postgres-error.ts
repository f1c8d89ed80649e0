import type { CheckResult } from '@ag06/store';

const PERMISSION =
  'Grant it: GRANT USAGE ON SCHEMA ag06, bullmq TO <user>; GRANT ALL ON ALL TABLES, SEQUENCES and FUNCTIONS of both. Or run `ag06 migrate` as the user of AG06_BROKER_URL.';
const MISSING =
  'Run `ag06 migrate`. If it says that all is up to date, a pooler loses our search path: connect to the server itself, or to a pooler in session mode.';

/**
 * Returns the check result of a PostgreSQL error that waiting does not solve: a missing object, or a missing
 * permission. Undefined for any other.
 */
export function judgePostgresError(error: Error): CheckResult | undefined {
  const state = findState(error);
  if (state === undefined || !state.startsWith('42')) return undefined;
  const isForbidden = state === '42501';
  return {
    check: 'connection',
    is: 'problem',
    code: isForbidden ? 'DATABASE_PERMISSION_MISSING' : 'DATABASE_PART_MISSING',
    found: `PostgreSQL refuses a statement that is needed (${error.message})`,
    remedy: isForbidden ? PERMISSION : MISSING,
  };
}

/** Returns the SQLSTATE of an error or of one of its causes. */
function findState(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^[0-9A-Z]{5}$/.test(code) ? code : findState(error.cause);
}
