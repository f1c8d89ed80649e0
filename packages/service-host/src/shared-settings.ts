import type { BackendOptions } from '@ag06/backend';
import type { MetricBook } from '@ag06/telemetry';
import type { Logger } from 'pino';
import { z } from 'zod';
import { prefixSetting } from './prefix-setting.ts';

const DEFAULT_METRICS_PORT = 9464;
/** What `LOG_LEVEL` may be. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The variables that every service knows: where runs and queues live, what they promise, how much is logged. */
export const SHARED_SETTINGS = {
  AG06_BROKER_URL: z.string().default('embedded:.ag06'),
  AG06_PREFIX: prefixSetting,
  AG06_PARTITIONS: z.coerce.number().int().min(1).max(1024).default(1),
  AG06_DURABILITY: z.enum(['everysec', 'fsync']).default('everysec'),
  AG06_POSTGRES_CONNECTIONS: z.coerce.number().int().min(2).max(1000).optional(),
  AG06_METRICS_HOST: z.string().default('127.0.0.1'),
  AG06_METRICS_PORT: z
    .union([z.literal('off'), z.coerce.number<string>('expected a port, or off').int().min(0).max(65_535)])
    .default(DEFAULT_METRICS_PORT),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
};

export interface SharedConfig {
  readonly brokerUrl: string;
  readonly partitions: number;
  /** What the fleet's names begin with, where several share a server. */
  readonly prefix: string;
  /** What an acknowledgement promises of a power loss; a Redis that does not keep it is refused. */
  readonly durability: 'everysec' | 'fsync';
  /** To a PostgreSQL server, for statements; one more listens. */
  readonly postgresConnections: number | undefined;
  /** Where `/metrics` is served: at this port or the next free one; 0: any free one. */
  readonly metrics: { readonly host: string; readonly port: number | 'off' };
  readonly logLevel: string;
}

const Shared = z.object(SHARED_SETTINGS);

export function toSharedConfig(settings: z.output<typeof Shared>): SharedConfig {
  return {
    brokerUrl: settings.AG06_BROKER_URL,
    partitions: settings.AG06_PARTITIONS,
    prefix: settings.AG06_PREFIX,
    durability: settings.AG06_DURABILITY,
    postgresConnections: settings.AG06_POSTGRES_CONNECTIONS,
    metrics: { host: settings.AG06_METRICS_HOST, port: settings.AG06_METRICS_PORT },
    logLevel: settings.LOG_LEVEL,
  };
}

/** How a service opens its backend; what there is to say of the way to it goes to the log. */
export function toBackendOptions(
  config: SharedConfig,
  log: Pick<Logger, 'warn'>,
  book: Pick<MetricBook, 'repeats'>,
  signal?: AbortSignal,
): BackendOptions {
  return {
    ...(signal && { signal }),
    onError: (error) => log.warn({ err: error }, 'The connection to the database reported an error.'),
    say: (line) => log.warn(line),
    onRepeat: () => book.repeats.at('start').add(),
    durability: config.durability,
    partitions: config.partitions,
    prefix: config.prefix,
    maxConnections: config.postgresConnections,
  };
}
