import type { DiagnosticsLog } from './diagnostics.ts';

export interface TracingOptions {
  /** `service.name`, unless `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` says another. */
  readonly service: string;
  /** The same of the workers that this process has in it besides, if it has some. */
  readonly workerService?: string;
  /** `service.version`. */
  readonly version: string;
  /** `service.instance.id`: the process as logs and events name it. */
  readonly instance: string;
  /** The process's own: OpenTelemetry reads the rest of its `OTEL_*` settings there by itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: DiagnosticsLog;
}
