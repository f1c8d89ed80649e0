import { migrateQueues, onceASecond, QUEUE_SCHEMA } from '@ag06/broker';
import { openServerDatabase } from '@ag06/postgres';
import { migrateStore } from '@ag06/store-postgres';
import { parseBackendUrl } from './parse-backend-url.ts';

/**
 * Brings the tables of a PostgreSQL server up to date. May run any number of times, also in several processes at once,
 * and while older processes run.
 *
 * @returns what was done, as a sentence
 */
export async function migrateBackend(url: string, onError: (error: Error) => void): Promise<string> {
  const target = parseBackendUrl(url);
  if (target.kind === 'redis') return 'Redis has no tables: there is nothing to migrate.';
  if (target.kind === 'embedded') return 'An embedded database is migrated by `ag06 up` at every start.';
  // A migration takes as long as it takes, and so does waiting for another one.
  const database = await openServerDatabase({
    url: target.url,
    schema: QUEUE_SCHEMA,
    onError: onceASecond(onError),
    maxConnections: 1,
    answerTimeoutMs: 0,
  });
  try {
    await migrateQueues(database);
    await migrateStore(database);
    return 'The database is up to date.';
  } finally {
    await database.close();
  }
}
