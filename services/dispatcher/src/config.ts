import type { KeepPolicy } from '@ag06/archive';
import { LIMITS, type LinksView } from '@ag06/contracts';
import {
  bytesSetting,
  durationSetting,
  type EnvironmentVariables,
  millisecondsSetting,
  readSettings,
  type SettingsResult,
  SHARED_SETTINGS,
  type SharedConfig,
  STREAM_SETTINGS,
  type StreamConfig,
  toNames,
  toSharedConfig,
  toStreamConfig,
} from '@ag06/service-host';
import { isLoopbackName, toHostName, toUrlHost } from '@ag06/telemetry';
import { z } from 'zod';
import { type ArchivePlace, archiveSetting, KEEPS_NOTHING, toArchivePlace } from './archive/archive-place.ts';
import { archiveRetentionSetting, holdTagSetting } from './archive/archive-retention.ts';
import { type StreamRetention, streamRetentionSetting } from './archive/stream-retention.ts';
import { logsSetting, traceSetting } from './link-setting.ts';

const DEDUPE_TTL_LEAST_MS = 1_000;

const hostName = z
  .string()
  .toLowerCase()
  .regex(
    /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/,
    'expected names without ports, such as ag06.example.com or *.example.com',
  );

/** The longest wait of `GET /v1/runs/{id}/result?wait=60s`. */
const RETENTION_LEAST_MS = 60_000;
const STREAM_LATE_MS = 15 * 60_000;
const STREAM_LATE_LEAST_MS = 1_000;

/** The environment of a dispatcher, checked once. */
export const Environment = z
  .object({
    ...SHARED_SETTINGS,
    ...STREAM_SETTINGS,
    AG06_HTTP_HOST: z.string().default('127.0.0.1'),
    AG06_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(4606),
    AG06_HTTP_HOSTS: z.string().transform(toNames).pipe(z.array(hostName)).default([]),
    AG06_DASHBOARD: z.enum(['on', 'off'], 'expected on or off').default('on'),
    AG06_TRACE_URL: traceSetting,
    AG06_LOGS_URL: logsSetting,
    AG06_HTTP_OPEN: z.literal('yes', 'expected yes, or nothing').optional(),
    AG06_FEED_WINDOW: durationSetting.default(3600 * 1000),
    AG06_FEED_HEARTBEAT_MS: millisecondsSetting(10).default(15_000),
    AG06_FEED_STALL_MS: millisecondsSetting(10).default(10_000),
    AG06_FEED_READERS: z.coerce.number().int().min(0).max(100_000).default(2_000),
    AG06_RETENTION: durationSetting
      .refine(
        (ms) => ms >= RETENTION_LEAST_MS,
        'expected a duration from 1m: who waits for a result must find it',
      )
      .default(7 * 24 * 3600 * 1000),
    AG06_ARCHIVE_URL: archiveSetting,
    AG06_ARCHIVE_RETENTION: archiveRetentionSetting,
    AG06_LEGAL_HOLD_TAG: holdTagSetting,
    AG06_STORE_MEMORY: bytesSetting.optional(),
    AG06_STREAM_RETENTION: streamRetentionSetting,
    AG06_STREAM_LATE: durationSetting
      .refine((ms) => ms >= STREAM_LATE_LEAST_MS, 'expected a duration from 1s')
      .default(STREAM_LATE_MS),
    AG06_DEDUPE_TTL: durationSetting
      .refine((ms) => ms >= DEDUPE_TTL_LEAST_MS, 'expected a duration from 1s')
      .default(LIMITS.dedupeKeyTtlMs),
    AG06_DRAIN_TIMEOUT_MS: millisecondsSetting(0).default(10_000),
    AG06_WATCHDOG_MS: millisecondsSetting(100).default(20_000),
  })
  .superRefine(({ AG06_HTTP_HOST: host, AG06_HTTP_OPEN: open }, context) => {
    if (isLoopbackName(toHostName(toUrlHost(host)) ?? '') || open === 'yes') return;
    const message = `${host} accepts connections from other machines, and the API asks for no keys: everyone who reaches it may start, read and cancel every run. If only your own services reach it, set AG06_HTTP_OPEN=yes; otherwise bind it to 127.0.0.1.`;
    context.addIssue({ code: 'custom', path: ['AG06_HTTP_HOST'], message });
  });

export interface DispatcherConfig extends SharedConfig, StreamConfig {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Names by which the API may be called, besides those of the loopback; `*.example.com` for every name below it. */
  readonly hostNames: readonly string[];
  /** Whether the dashboard is served at `/`. */
  readonly hasDashboard: boolean;
  /** Where traces and logs of runs are shown. */
  readonly links: LinksView;
  readonly retentionMs: number;
  /** Where finished runs go after that; undefined if they are deleted. */
  readonly archive: ArchivePlace | undefined;
  /** How long runs stay in the archive. */
  readonly keep: KeepPolicy;
  /** How long events of streams stay in the store, if there is an archive. */
  readonly streamRetention: StreamRetention;
  /** For how long an event may wait for a group until health says so. */
  readonly streamLateMs: number;
  /** Whether AG06_ARCHIVE_URL says what becomes of finished runs, or nothing is kept anyway. */
  readonly isArchiveSet: boolean;
  /** The ceiling of the hot store, in bytes; undefined if only the server's own limit counts. */
  readonly storeBytes: number | undefined;
  /** How long a dedupe key is remembered, from its first use. */
  readonly dedupeTtlMs: number;
  /** How far back the feed goes, how often it sends a heartbeat, and how long a reader may accept nothing. */
  readonly feed: {
    readonly windowMs: number;
    readonly heartbeatMs: number;
    readonly stallMs: number;
    /** The most readers that may follow the feed at this dispatcher. */
    readonly readersMax: number;
  };
  readonly drainTimeoutMs: number;
  readonly watchdogMs: number;
}

/** What its environment may say: the schema of each variable. */
export const SETTINGS = Environment.shape;

/** Reads the settings. Reports all mistakes together. */
export function readConfig(env: EnvironmentVariables): SettingsResult<DispatcherConfig> {
  const read = readSettings(Environment, env);
  if (!read.ok) return read;
  const { config } = read;
  return {
    ok: true,
    config: {
      ...toSharedConfig(config),
      ...toStreamConfig(config),
      host: config.AG06_HTTP_HOST,
      port: config.AG06_HTTP_PORT,
      hostNames: config.AG06_HTTP_HOSTS,
      hasDashboard: config.AG06_DASHBOARD === 'on',
      links: {
        ...(config.AG06_TRACE_URL !== undefined && { trace: config.AG06_TRACE_URL }),
        ...(config.AG06_LOGS_URL !== undefined && { logs: config.AG06_LOGS_URL }),
      },
      retentionMs: config.AG06_RETENTION,
      archive: toArchivePlace(config.AG06_ARCHIVE_URL, config.AG06_BROKER_URL, config.AG06_PREFIX),
      keep: {
        holdTag: config.AG06_LEGAL_HOLD_TAG,
        ...(config.AG06_ARCHIVE_RETENTION ?? { keptMs: undefined, byStatus: new Map() }),
      },
      streamRetention: config.AG06_STREAM_RETENTION,
      streamLateMs: config.AG06_STREAM_LATE,
      isArchiveSet: config.AG06_ARCHIVE_URL !== undefined || config.AG06_BROKER_URL === KEEPS_NOTHING,
      storeBytes: config.AG06_STORE_MEMORY,
      dedupeTtlMs: config.AG06_DEDUPE_TTL,
      feed: {
        windowMs: config.AG06_FEED_WINDOW,
        heartbeatMs: config.AG06_FEED_HEARTBEAT_MS,
        stallMs: config.AG06_FEED_STALL_MS,
        readersMax: config.AG06_FEED_READERS,
      },
      drainTimeoutMs: config.AG06_DRAIN_TIMEOUT_MS,
      watchdogMs: config.AG06_WATCHDOG_MS,
    },
  };
}
