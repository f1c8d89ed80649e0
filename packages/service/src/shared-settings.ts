import type { BackendOptions } from '@ag06/backend';
import type { Logger } from 'pino';
import { z } from 'zod';

/** The variables that every service knows: where runs and queues live, what they promise, how much is logged. */
export const SHARED_SETTINGS = {
  AG06_BROKER_URL: z.string().default('embedded:.ag06'),
  AG06_PARTITIONS: z.coerce.number().int().min(1).max(1024).default(1),
  AG06_DURABILITY: z.enum(['everysec', 'fsync']).default('everysec'),
  AG06_POSTGRES_CONNECTIONS: z.coerce.number().int().min(2).max(1000).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
};

export interface SharedConfig {
  readonly brokerUrl: string;
  readonly partitions: number;
  /** What an acknowledgement promises of a power loss; a Redis that does not keep it is refused. */
  readonly durability: 'everysec' | 'fsync';
  /** To a PostgreSQL server, for statements; one more listens. */
  readonly postgresConnections: number | undefined;
  readonly logLevel: string;
}

const Shared = z.object(SHARED_SETTINGS);

export function toSharedConfig(settings: z.output<typeof Shared>): SharedConfig {
  return {
    brokerUrl: settings.AG06_BROKER_URL,
    partitions: settings.AG06_PARTITIONS,
    durability: settings.AG06_DURABILITY,
    postgresConnections: settings.AG06_POSTGRES_CONNECTIONS,
    logLevel: settings.LOG_LEVEL,
  };
}

/** How a service opens its backend; what there is to say of the way to it goes to the log. */
export function toBackendOptions(config: SharedConfig, log: Pick<Logger, 'warn'>): BackendOptions {
  return {
    onError: (error) => log.warn({ err: error }, 'The connection to the database reported an error.'),
    say: (line) => log.warn(line),
    durability: config.durability,
    partitions: config.partitions,
    maxConnections: config.postgresConnections,
  };
}
