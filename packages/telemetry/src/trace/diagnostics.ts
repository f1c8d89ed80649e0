import type { DiagLogger } from '@opentelemetry/api';

const QUIET_MS = 60_000;
const DETAIL_CHARS = 500;

/** Where `diagnostics` writes to, such as a pino logger. */
export interface DiagnosticsLog {
  warn(fields: object, message: string): void;
}

/**
 * Writes messages of the OpenTelemetry SDK to the service's log, at most one a minute, because it reports an absent
 * collector with every batch.
 */
export function createDiagnostics(
  log: DiagnosticsLog,
  now: () => number = () => performance.now(),
): DiagLogger {
  let toldAt = Number.NEGATIVE_INFINITY;
  let suppressed = 0;
  const report = (message: string, ...details: unknown[]) => {
    if (now() - toldAt < QUIET_MS) {
      suppressed++;
      return;
    }
    toldAt = now();
    const detail = [message, ...details].map(toText).join(' ').slice(0, DETAIL_CHARS);
    log.warn({ detail, suppressed }, 'OpenTelemetry reported a problem; the service is not affected.');
    suppressed = 0;
  };
  const ignore = () => {};
  return { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore };
}

function toText(part: unknown): string {
  if (typeof part === 'string') return part;
  return part instanceof Error ? part.message : (JSON.stringify(part) ?? String(part));
}
