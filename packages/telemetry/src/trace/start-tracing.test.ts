import { expect, it } from '@jest/globals';
import { isTracingWanted, startTracing } from './start-tracing.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

it.each([
  [{}, false],
  [{ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' }, false],
  [ENDPOINT, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, false],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, true],
  [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:4318/v1/metrics' }, false],
  [{ OTEL_TRACES_EXPORTER: 'console' }, true],
  [{ OTEL_TRACES_EXPORTER: 'none', ...ENDPOINT }, false],
  [{ OTEL_SDK_DISABLED: 'true', ...ENDPOINT }, false],
  [{ OTEL_SDK_DISABLED: 'false', ...ENDPOINT }, true],
])('%j: tracing is wanted: %j', (env, expected) => {
  expect(isTracingWanted(env)).toBe(expected);
});

it('startTracing starts and stops nothing where it is not wanted', async () => {
  const log = { warn: () => {} };
  const tracing = await startTracing({ service: 's', version: '1', instance: 'i', env: {}, log });
  await tracing.stop();
  await tracing.stop();
});
