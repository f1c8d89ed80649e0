import { checkQueues } from '@ag06/broker';
import { onceASecond } from '@ag06/duty';
import type { Backend, BackendOptions } from './backend.ts';
import { closeOnAbort } from './close-on-abort.ts';
import { toFleetNames } from './fleet-names.ts';
import { judgePostgresError } from './judge-postgres-error.ts';
import { openFleetDatabase } from './open-fleet-database.ts';
import { insistOnProof } from './prove-backend.ts';
import { toPostgresBackend } from './to-postgres-backend.ts';

export async function openPostgres(url: string, options: BackendOptions): Promise<Backend> {
  const { maxConnections, signal } = options;
  // Every statement that waits for a server that is away would report it.
  const onError = onceASecond(options.onError);
  if ((options.partitions ?? 1) !== 1)
    options.say?.('AG06_PARTITIONS means nothing here: PostgreSQL has no partitions.');
  const names = toFleetNames(options.prefix);
  const database = await openFleetDatabase(names, { url, onError, maxConnections, signal });
  const close = () => void database.close();
  try {
    const backend = toPostgresBackend(database, url, options);
    await closeOnAbort(signal, close, async () => {
      await backend.store.checkSchema();
      await checkQueues(database, names.queueSchema);
      await insistOnProof(backend, judgePostgresError, options);
    });
    return backend;
  } catch (error) {
    await database.close();
    throw error;
  }
}
