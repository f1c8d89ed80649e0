import { compareSettings } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Environment, readConfig } from './config.ts';

const REDIS = { AG06_BROKER_URL: 'redis://127.0.0.1:6379' };

it('readConfig needs nothing but a broker', () => {
  expect(readConfig(REDIS)).toEqual({
    ok: true,
    config: {
      brokerUrl: 'redis://127.0.0.1:6379',
      agentModules: [],
      serves: ['*'],
      concurrency: 10,
      partitions: 1,
      prefix: 'ag06',
      postgresConnections: undefined,
      metrics: { host: '127.0.0.1', port: 9464 },
      httpAllow: [],
      bullmqUrl: undefined,
      eager: true,
      drainTimeoutMs: 25_000,
      health: undefined,
      durability: 'everysec',
      stepTimeoutMs: 900_000,
      streams: { dedupeMs: 300_000, eventBytes: 1_048_576 },
      logLevel: 'info',
      maxOutputBytes: 67_108_864,
      fallbackBytes: 67_108_864,
    },
  });
});

it('readConfig takes lists with spaces and gaps, and an empty setting as none', () => {
  const env = { ...REDIS, AG06_AGENTS: ' ./a.ts, ,./b.ts,', AG06_WORKER_AGENTS: '', AG06_CONCURRENCY: '' };
  expect(readConfig(env)).toMatchObject({
    config: { agentModules: ['./a.ts', './b.ts'], serves: ['*'], concurrency: 10 },
  });
});

it('readConfig reads every setting', () => {
  const env = {
    ...REDIS,
    AG06_WORKER_AGENTS: 'core.*,x',
    AG06_CONCURRENCY: '3',
    AG06_PARTITIONS: '4',
    AG06_POSTGRES_CONNECTIONS: '20',
    AG06_HTTP_ALLOW: 'billing.internal, 10.0.0.7:8080',
    AG06_EAGER: 'off',
    AG06_DRAIN_TIMEOUT_MS: '0',
    AG06_HEALTH_PORT: '0',
    AG06_STEP_TIMEOUT_MS: '5000',
    AG06_OUTPUT_MAX: '1048576',
    AG06_FALLBACK_MAX: '2048',
    AG06_BULLMQ_URL: 'redis://jobs:6379',
    LOG_LEVEL: 'silent',
  };
  expect(readConfig(env)).toMatchObject({
    config: {
      serves: ['core.*', 'x'],
      bullmqUrl: 'redis://jobs:6379',
      concurrency: 3,
      partitions: 4,
      prefix: 'ag06',
      postgresConnections: 20,
      httpAllow: [
        { kind: 'host', host: 'billing.internal', port: undefined },
        { kind: 'range', port: 8080 },
      ],
      eager: false,
      drainTimeoutMs: 0,
      health: { host: '127.0.0.1', port: 0 },
      stepTimeoutMs: 5_000,
      maxOutputBytes: 1_048_576,
      fallbackBytes: 2_048,
      logLevel: 'silent',
    },
  });
});

it('readConfig refuses the URL of another server than a Redis for jobs of BullMQ, and prints no password', () => {
  const read = readConfig({ ...REDIS, AG06_BULLMQ_URL: 'postgres://me:secret@jobs/db' });
  expect(read).toEqual({ ok: false, problems: [expect.stringContaining('AG06_BULLMQ_URL')] });
  expect(JSON.stringify(read)).not.toContain('secret');
});

it('readConfig reports all mistakes together, each by its name', () => {
  const env = {
    ...REDIS,
    AG06_CONCURRENCY: 'many',
    AG06_EAGER: 'maybe',
    AG06_HTTP_ALLOW: '10.0.0.0/40,a,http://b',
    AG06_STEP_TIMEOUT_MS: '0',
  };
  const read = readConfig(env);
  expect(read).toMatchObject({
    ok: false,
    problems: [
      expect.stringContaining('AG06_CONCURRENCY'),
      expect.stringContaining('AG06_HTTP_ALLOW: expected a host, host:port'),
      expect.stringContaining('http://b'),
      expect.stringContaining('AG06_EAGER'),
      expect.stringContaining('AG06_STEP_TIMEOUT_MS'),
    ],
  });
});

it('readConfig asks for the embedded database by default', () => {
  expect(readConfig({})).toMatchObject({ ok: true, config: { brokerUrl: 'embedded:.ag06' } });
});

it('docs/reference/configuration.md tells every setting with its default', () => {
  expect(compareSettings('Workers', Environment.shape)).toEqual([]);
});
