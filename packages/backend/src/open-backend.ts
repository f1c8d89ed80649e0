import { Refusal } from '@ag06/contracts';
import type { Backend, BackendOptions } from './backend.ts';
import { parseBackendUrl } from './parse-backend-url.ts';

/**
 * Opens the backend of a connection URL. Waits for a server that is away. Loads only the adapters that are needed.
 *
 * Throws `Refusal` or `StoreError` for a fault that an operator has to correct.
 */
export async function openBackend(url: string, options: BackendOptions): Promise<Backend> {
  const target = parseBackendUrl(url);
  switch (target.kind) {
    case 'redis':
      return (await import('./open-redis.ts')).openRedis(target.url, options);
    case 'postgres':
      return (await import('./open-postgres.ts')).openPostgres(target.url, options);
    case 'embedded':
      if (options.isWholeFleet === true) {
        return (await import('./open-embedded.ts')).openEmbedded(target.folder, options);
      }
      throw new Refusal(
        422,
        'EMBEDDED_NEEDS_UP',
        'AG06_BROKER_URL: the embedded database is for one process, `ag06 up`. To add an agent, name its file in `ag06.agents` of package.json (or `--agents`), then stop `ag06 up` and start it again. Or name a server: redis://… or postgres://….',
      );
  }
}
