import type { TracingOptions } from './tracing-options.ts';

/** How long an ending process waits for its last spans to be sent, in milliseconds. */
const FLUSH_MS = 2_000;

export interface Tracing {
  /** Sends the remaining spans within 2 s. If the collector is away, they are lost. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Begins to create and export spans in this process if `isTracingWanted`; otherwise loads nothing. Call it once, before
 * work is taken.
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  if (!isTracingWanted(options.env)) return { stop: async () => {} };
  const { startSdk } = await import('./sdk.ts');
  const sdk = startSdk(options);
  let stopped: Promise<void> | undefined;
  return {
    stop: () => {
      stopped ??= settleWithin(sdk.shutdown(), FLUSH_MS);
      return stopped;
    },
  };
}

/**
 * Tracing is off unless the environment says where spans go: `OTEL_EXPORTER_OTLP_ENDPOINT`,
 * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` or `OTEL_TRACES_EXPORTER`. `OTEL_SDK_DISABLED=true` and
 * `OTEL_TRACES_EXPORTER=none` turn it off in any case.
 */
export function isTracingWanted(env: TracingOptions['env']): boolean {
  if (env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return false;
  const exporter = env.OTEL_TRACES_EXPORTER?.trim() ?? '';
  if (exporter !== '') return exporter !== 'none';
  const endpoints = [env.OTEL_EXPORTER_OTLP_ENDPOINT, env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT];
  return endpoints.some((endpoint) => (endpoint?.trim() ?? '') !== '');
}

async function settleWithin(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}
