import {
  durationSetting,
  type EnvironmentVariables,
  readSettings,
  type SettingsResult,
  SHARED_SETTINGS,
  type SharedConfig,
  toSharedConfig,
} from '@ag06/service';
import { z } from 'zod';

/** What a dispatcher is told by its environment; all of it is checked once. */
const Environment = z.object({
  ...SHARED_SETTINGS,
  AG06_HTTP_HOST: z.string().default('127.0.0.1'),
  AG06_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(4606),
  AG06_FEED_WINDOW: durationSetting.default(3600 * 1000),
  AG06_FEED_HEARTBEAT_MS: z.coerce.number().int().min(10).default(15_000),
  AG06_FEED_STALL_MS: z.coerce.number().int().min(10).default(10_000),
  AG06_RETENTION: durationSetting.default(7 * 24 * 3600 * 1000),
  AG06_DRAIN_TIMEOUT_MS: z.coerce.number().int().min(0).default(10_000),
  AG06_WATCHDOG_MS: z.coerce.number().int().min(100).default(20_000),
});

export interface DispatcherConfig extends SharedConfig {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly retentionMs: number;
  /** How far back the feed goes, how often it shows that it lives, and how long a reader may take nothing. */
  readonly feed: { readonly windowMs: number; readonly heartbeatMs: number; readonly stallMs: number };
  readonly drainTimeoutMs: number;
  readonly watchdogMs: number;
}

/** Reads the settings; all mistakes are reported together. */
export function readConfig(env: EnvironmentVariables): SettingsResult<DispatcherConfig> {
  const read = readSettings(Environment, env);
  if (!read.ok) return read;
  const { config } = read;
  return {
    ok: true,
    config: {
      ...toSharedConfig(config),
      host: config.AG06_HTTP_HOST,
      port: config.AG06_HTTP_PORT,
      retentionMs: config.AG06_RETENTION,
      feed: {
        windowMs: config.AG06_FEED_WINDOW,
        heartbeatMs: config.AG06_FEED_HEARTBEAT_MS,
        stallMs: config.AG06_FEED_STALL_MS,
      },
      drainTimeoutMs: config.AG06_DRAIN_TIMEOUT_MS,
      watchdogMs: config.AG06_WATCHDOG_MS,
    },
  };
}
