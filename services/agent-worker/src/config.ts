import { type AllowEntry, parseAllowEntry } from '@ag06/agent-http';
import { LIMITS } from '@ag06/contracts';
import {
  type EnvironmentVariables,
  HEALTH_SETTINGS,
  type HealthConfig,
  millisecondsSetting,
  readSettings,
  type SettingsResult,
  SHARED_SETTINGS,
  type SharedConfig,
  STREAM_SETTINGS,
  type StreamConfig,
  toHealthConfig,
  toNames,
  toSharedConfig,
  toStreamConfig,
} from '@ag06/service-host';
import { z } from 'zod';

const DEFAULT_CONCURRENCY = 10;
const DEFAULT_DRAIN_MS = 25_000;
const DEFAULT_STEP_TIMEOUT_MS = 15 * 60_000;
const DEFAULT_FALLBACK_BYTES = 64 * 1024 * 1024;
/** The texts of larger ones would not fit one string of JavaScript. */
const OUTPUT_MAX_BYTES = 256 * 1024 * 1024;

/** Reports every mistake in the list. */
const allowList = z
  .string()
  .default('')
  .transform(toNames)
  .transform((texts, context): AllowEntry[] =>
    texts.flatMap((text) => {
      const parsed = parseAllowEntry(text);
      if (parsed.ok) return [parsed.entry];
      context.addIssue({ code: 'custom', message: parsed.problem });
      return [];
    }),
  );

/** The environment of a worker, checked once. */
export const Environment = z.object({
  ...SHARED_SETTINGS,
  ...STREAM_SETTINGS,
  ...HEALTH_SETTINGS,
  AG06_AGENTS: z.string().default('').transform(toNames),
  AG06_WORKER_AGENTS: z.string().default('*').transform(toNames),
  AG06_CONCURRENCY: z.coerce.number().int().min(1).max(10_000).default(DEFAULT_CONCURRENCY),
  AG06_HTTP_ALLOW: allowList,
  AG06_BULLMQ_URL: z
    .string()
    .regex(/^rediss?:\/\//, { error: 'is the URL of a Redis, such as redis://127.0.0.1:6379' })
    .optional(),
  AG06_EAGER: z.enum(['on', 'off']).default('on'),
  AG06_DRAIN_TIMEOUT_MS: millisecondsSetting(0).default(DEFAULT_DRAIN_MS),
  AG06_FALLBACK_MAX: z.coerce.number().int().min(0).default(DEFAULT_FALLBACK_BYTES),
  AG06_OUTPUT_MAX: z.coerce
    .number()
    .int()
    .min(LIMITS.outputBytes)
    .max(OUTPUT_MAX_BYTES)
    .default(LIMITS.largeOutputBytes),
  AG06_STEP_TIMEOUT_MS: millisecondsSetting(1).default(DEFAULT_STEP_TIMEOUT_MS),
});

export interface WorkerConfig extends SharedConfig, StreamConfig, HealthConfig {
  /** Modules whose agents are registered, as paths from the working directory. */
  readonly agentModules: readonly string[];
  /** The agents to serve: names, or prefixes ending in `*`. */
  readonly serves: readonly string[];
  readonly concurrency: number;
  /** Addresses that `http.request` may call besides the public internet at ports 80 and 443. */
  readonly httpAllow: readonly AllowEntry[];
  /** The Redis of the queues of BullMQ to which the agent `bullmq.job` hands jobs; undefined: there is no such agent. */
  readonly bullmqUrl: string | undefined;
  readonly eager: boolean;
  readonly drainTimeoutMs: number;
  readonly stepTimeoutMs: number;
  readonly maxOutputBytes: number;
  readonly fallbackBytes: number;
}

/** What its environment may say: the schema of each variable. */
export const SETTINGS = Environment.shape;

/** Reads the settings. Reports all mistakes together. */
export function readConfig(env: EnvironmentVariables): SettingsResult<WorkerConfig> {
  const read = readSettings(Environment, env);
  if (!read.ok) return read;
  const { config } = read;
  return {
    ok: true,
    config: {
      ...toSharedConfig(config),
      ...toStreamConfig(config),
      ...toHealthConfig(config),
      agentModules: config.AG06_AGENTS,
      serves: config.AG06_WORKER_AGENTS,
      concurrency: config.AG06_CONCURRENCY,
      httpAllow: config.AG06_HTTP_ALLOW,
      bullmqUrl: config.AG06_BULLMQ_URL,
      eager: config.AG06_EAGER === 'on',
      drainTimeoutMs: config.AG06_DRAIN_TIMEOUT_MS,
      fallbackBytes: config.AG06_FALLBACK_MAX,
      maxOutputBytes: config.AG06_OUTPUT_MAX,
      stepTimeoutMs: config.AG06_STEP_TIMEOUT_MS,
    },
  };
}
