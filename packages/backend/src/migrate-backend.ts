import { onceASecond } from '@ag06/duty';
import { toFleetNames } from './fleet-names.ts';
import { parseBackendUrl } from './parse-backend-url.ts';

/**
 * Brings the tables of a PostgreSQL server up to date. May run any number of times, also in several processes at once,
 * and while older processes run.
 *
 * @returns a sentence on the migration
 */
export async function migrateBackend(
  url: string,
  onError: (error: Error) => void,
  prefix?: string,
): Promise<string> {
  const target = parseBackendUrl(url);
  if (target.kind === 'redis') return 'Redis has no tables: there is nothing to migrate.';
  if (target.kind === 'embedded') return 'An embedded database is migrated by `ag06 up` at every start.';
  const [{ migrateQueues }, { migrateStore }, { openFleetDatabase }] = await Promise.all([
    import('@ag06/broker'),
    import('@ag06/store-postgres'),
    import('./open-fleet-database.ts'),
  ]);
  // A migration takes as long as it takes, and so does waiting for another one.
  const names = toFleetNames(prefix);
  const database = await openFleetDatabase(names, {
    url: target.url,
    onError: onceASecond(onError),
    maxConnections: 1,
    answerTimeoutMs: 0,
  });
  try {
    await migrateQueues(database, names.queueSchema);
    await migrateStore(database);
    return 'The database is up to date.';
  } finally {
    await database.close();
  }
}
