import type { DiagnosticsLog } from './diagnostics.ts';

export interface TracingOptions {
  /** `service.name`, unless `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` set another. */
  readonly service: string;
  /** The service name of workers in the same process, if there are any. */
  readonly workerService?: string;
  /** `service.version`. */
  readonly version: string;
  /** `service.instance.id`: the process as logs and events name it. */
  readonly instance: string;
  /** The environment of the process. OpenTelemetry reads the other `OTEL_*` settings there by itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: DiagnosticsLog;
}
