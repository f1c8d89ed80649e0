import { toDurationMs } from '@ag06/engine';
import { z } from 'zod';

const duration = z.string().transform((text, context) => {
  const ms = toDurationMs(/^\d+$/.test(text) ? Number(text) : text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: 'expected a duration such as 30s or 7d' });
  return z.NEVER;
});

/** What a dispatcher is told by its environment; all of it is checked once. */
const Environment = z.object({
  AG06_BROKER_URL: z.string().default('embedded:.ag06'),
  AG06_HTTP_HOST: z.string().default('127.0.0.1'),
  AG06_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(4606),
  AG06_FEED_WINDOW: duration.default(3600 * 1000),
  AG06_FEED_HEARTBEAT_MS: z.coerce.number().int().min(10).default(15_000),
  AG06_FEED_STALL_MS: z.coerce.number().int().min(10).default(10_000),
  AG06_RETENTION: duration.default(7 * 24 * 3600 * 1000),
  AG06_DRAIN_TIMEOUT_MS: z.coerce.number().int().min(0).default(10_000),
  AG06_PARTITIONS: z.coerce.number().int().min(1).max(1024).default(1),
  AG06_DURABILITY: z.enum(['everysec', 'fsync']).default('everysec'),
  AG06_POSTGRES_CONNECTIONS: z.coerce.number().int().min(2).max(1000).optional(),
  AG06_WATCHDOG_MS: z.coerce.number().int().min(100).default(20_000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export interface DispatcherConfig {
  readonly brokerUrl: string;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly retentionMs: number;
  /** How far back the feed goes, how often it shows that it lives, and how long a reader may take nothing. */
  readonly feed: { readonly windowMs: number; readonly heartbeatMs: number; readonly stallMs: number };
  readonly drainTimeoutMs: number;
  readonly partitions: number;
  /** What an acknowledgement promises of a power loss; a Redis that does not keep it is refused. */
  readonly durability: 'everysec' | 'fsync';
  readonly watchdogMs: number;
  /** To a PostgreSQL server, for statements; one more listens. */
  readonly postgresConnections: number | undefined;
  readonly logLevel: string;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: DispatcherConfig }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the settings; all mistakes are reported together. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    };
  }
  const { data } = parsed;
  return {
    ok: true,
    config: {
      brokerUrl: data.AG06_BROKER_URL,
      host: data.AG06_HTTP_HOST,
      port: data.AG06_HTTP_PORT,
      retentionMs: data.AG06_RETENTION,
      feed: {
        windowMs: data.AG06_FEED_WINDOW,
        heartbeatMs: data.AG06_FEED_HEARTBEAT_MS,
        stallMs: data.AG06_FEED_STALL_MS,
      },
      drainTimeoutMs: data.AG06_DRAIN_TIMEOUT_MS,
      partitions: data.AG06_PARTITIONS,
      durability: data.AG06_DURABILITY,
      watchdogMs: data.AG06_WATCHDOG_MS,
      postgresConnections: data.AG06_POSTGRES_CONNECTIONS,
      logLevel: data.LOG_LEVEL,
    },
  };
}
