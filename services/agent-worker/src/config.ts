import { type AllowEntry, parseAllowEntry } from '@ag06/agent-http';
import { z } from 'zod';

const DEFAULT_CONCURRENCY = 10;
const DEFAULT_DRAIN_MS = 25_000;
const DEFAULT_STEP_TIMEOUT_MS = 15 * 60_000;

const names = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Every mistake in the list is told. */
const allowList = z
  .string()
  .default('')
  .transform(names)
  .transform((texts, context): AllowEntry[] =>
    texts.flatMap((text) => {
      const parsed = parseAllowEntry(text);
      if (parsed.ok) return [parsed.entry];
      context.addIssue({ code: 'custom', message: parsed.problem });
      return [];
    }),
  );

/** What a worker is told by its environment; all of it is checked once. */
const Environment = z.object({
  AG06_BROKER_URL: z.string().default('embedded:.ag06'),
  AG06_AGENTS: z.string().default('').transform(names),
  AG06_WORKER_AGENTS: z.string().default('*').transform(names),
  AG06_CONCURRENCY: z.coerce.number().int().min(1).max(10_000).default(DEFAULT_CONCURRENCY),
  AG06_PARTITIONS: z.coerce.number().int().min(1).max(1024).default(1),
  AG06_DURABILITY: z.enum(['everysec', 'fsync']).default('everysec'),
  AG06_POSTGRES_CONNECTIONS: z.coerce.number().int().min(2).max(1000).optional(),
  AG06_HTTP_ALLOW: allowList,
  AG06_EAGER: z.enum(['on', 'off']).default('on'),
  AG06_DRAIN_TIMEOUT_MS: z.coerce.number().int().min(0).default(DEFAULT_DRAIN_MS),
  AG06_STEP_TIMEOUT_MS: z.coerce.number().int().min(1).default(DEFAULT_STEP_TIMEOUT_MS),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export interface WorkerConfig {
  readonly brokerUrl: string;
  /** Modules whose agents are registered, as paths from the working directory. */
  readonly agentModules: readonly string[];
  /** Which of them are served: names, or prefixes ending in `*`. */
  readonly serves: readonly string[];
  readonly concurrency: number;
  readonly partitions: number;
  /** What an acknowledgement promises of a power loss; a Redis that does not keep it is refused. */
  readonly durability: 'everysec' | 'fsync';
  /** To a PostgreSQL server, for statements; one more listens. */
  readonly postgresConnections: number | undefined;
  /** What `http.request` may call besides the public internet at ports 80 and 443. */
  readonly httpAllow: readonly AllowEntry[];
  readonly eager: boolean;
  readonly drainTimeoutMs: number;
  readonly stepTimeoutMs: number;
  readonly logLevel: string;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: WorkerConfig }
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
      agentModules: data.AG06_AGENTS,
      serves: data.AG06_WORKER_AGENTS,
      concurrency: data.AG06_CONCURRENCY,
      partitions: data.AG06_PARTITIONS,
      durability: data.AG06_DURABILITY,
      postgresConnections: data.AG06_POSTGRES_CONNECTIONS,
      httpAllow: data.AG06_HTTP_ALLOW,
      eager: data.AG06_EAGER === 'on',
      drainTimeoutMs: data.AG06_DRAIN_TIMEOUT_MS,
      stepTimeoutMs: data.AG06_STEP_TIMEOUT_MS,
      logLevel: data.LOG_LEVEL,
    },
  };
}
