import { findSimilarName } from '@ag06/engine/suggest-name';
import type { EnvironmentVariables } from './settings.ts';

/** Every variable that some part of AG06 reads: an environment is often shared by all services. */
export const KNOWN_SETTINGS: readonly string[] = [
  'AG06_AGENTS',
  'AG06_ARCHIVE_RETENTION',
  'AG06_ARCHIVE_URL',
  'AG06_BROKER_URL',
  'AG06_BULLMQ_URL',
  'AG06_COMPLETION_TIMEOUT_MS',
  'AG06_CONCURRENCY',
  'AG06_DASHBOARD',
  'AG06_DEDUPE_TTL',
  'AG06_DRAIN_TIMEOUT_MS',
  'AG06_DURABILITY',
  'AG06_EAGER',
  'AG06_EVENT_MAX',
  'AG06_FALLBACK_MAX',
  'AG06_FEED_HEARTBEAT_MS',
  'AG06_FEED_READERS',
  'AG06_FEED_STALL_MS',
  'AG06_FEED_WINDOW',
  'AG06_HEALTH_HOST',
  'AG06_HEALTH_PORT',
  'AG06_HTTP_ALLOW',
  'AG06_HTTP_HOST',
  'AG06_HTTP_HOSTS',
  'AG06_HTTP_OPEN',
  'AG06_HTTP_PORT',
  'AG06_LEGAL_HOLD_TAG',
  'AG06_LOGS_URL',
  'AG06_LOG_FORMAT',
  'AG06_METRICS_HOST',
  'AG06_METRICS_PORT',
  'AG06_OPTIMIZER_BOOT',
  'AG06_OPTIMIZER_MODE',
  'AG06_OUTPUT_MAX',
  'AG06_PARTITIONS',
  'AG06_POSTGRES_CONNECTIONS',
  'AG06_PREFIX',
  'AG06_RETENTION',
  'AG06_STEP_TIMEOUT_MS',
  'AG06_STORE_MEMORY',
  'AG06_STREAM_DEDUPE',
  'AG06_STREAM_LATE',
  'AG06_STREAM_RETENTION',
  'AG06_TRACE_URL',
  'AG06_URL',
  'AG06_WATCHDOG_MS',
  'AG06_WORKER_AGENTS',
];

const OURS = 'AG06_';
/** Of the tests of this repository. */
const TESTS = 'AG06_TEST_';

/** A sentence for each variable that looks like a setting and is none, with the one that was probably meant. */
export function findUnknownSettings(env: EnvironmentVariables): readonly string[] {
  const unknown = Object.keys(env)
    .filter((name) => name.startsWith(OURS) && !name.startsWith(TESTS) && !KNOWN_SETTINGS.includes(name))
    .sort();
  return unknown.map((name) => {
    const meant = findSimilarName(name, KNOWN_SETTINGS);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return `${name} is no setting of AG06 and does nothing.${hint}`;
  });
}
