import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Refusal } from '@ag06/contracts';
import { type CheckResult, StoreError } from '@ag06/store';
import { toProblem } from './to-problem.ts';

const JOB: CheckResult = {
  check: 'a job',
  is: 'ok',
  found: 'the store answers, and a job went through the queues from end to end',
};

/**
 * Checks an embedded database: opens it as a fleet would, which includes a test job, and closes it. Does not create a
 * missing folder; it checks a database in memory then. Does not migrate a database of an older program.
 */
export async function diagnoseEmbedded(folder: string | undefined): Promise<readonly CheckResult[]> {
  const path = folder === undefined ? undefined : resolve(folder);
  const isThere = path !== undefined && existsSync(path);
  try {
    const { openMigrated } = await import('./open-embedded.ts');
    const backend = await openMigrated(isThere ? path : undefined, { onError: () => {} });
    await backend.close();
    return [{ check: 'connection', is: 'ok', found: describeDatabase(path, isThere) }, JOB];
  } catch (error) {
    if (error instanceof Refusal && error.code === 'DATABASE_IN_USE') return [toHeld(error)];
    if (isOlder(error)) return [toOlder(error, path)];
    throw error;
  }
}

function describeDatabase(path: string | undefined, isThere: boolean): string {
  const needs = 'the embedded database needs no server';
  if (path === undefined) return `${needs}, and is kept in memory`;
  return isThere ? `${needs}; it is in ${path}` : `${needs}; ag06 up will make it in ${path}`;
}

/** Counts a database in use as checked, because the process that has it ran a test job at its start. */
function toHeld(error: Refusal): CheckResult {
  const { found } = toProblem('connection', error);
  const remedy =
    'Ask the fleet that runs in it: `ag06 health`. To check the folder itself, stop that process first.';
  return { check: 'connection', is: 'warning', code: error.code, found, remedy };
}

const OLDER: readonly string[] = ['STORE_SCHEMA_OLDER', 'QUEUES_NOT_MIGRATED'];

const isOlder = (error: unknown): error is StoreError | Refusal =>
  (error instanceof StoreError || error instanceof Refusal) && OLDER.includes(error.code);

/** A fleet would start in it, but there is no way back. */
function toOlder(error: StoreError | Refusal, path: string | undefined): CheckResult {
  const found = `an older program made the tables in ${path}, and nothing was changed. ${toProblem('connection', error).found}`;
  const remedy =
    '`ag06 up` migrates it at its next start, and older programs refuse it from then on. Copy the folder first if you may go back.';
  return { check: 'connection', is: 'warning', code: error.code, found, remedy };
}
