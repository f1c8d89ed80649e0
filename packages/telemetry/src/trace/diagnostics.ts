import type { DiagLogger } from '@opentelemetry/api';

const QUIET_MS = 60_000;
const DETAIL_CHARS = 500;

/** What `diagnostics` writes to: a pino logger is one. */
export interface DiagnosticsLog {
  warn(fields: object, message: string): void;
}

/**
 * What the OpenTelemetry SDK has to say, as lines of the service's log: one a minute at most, since a collector that is
 * away is reported with every batch.
 */
export function createDiagnostics(
  log: DiagnosticsLog,
  now: () => number = () => performance.now(),
): DiagLogger {
  let toldAt = Number.NEGATIVE_INFINITY;
  let suppressed = 0;
  const tell = (message: string, ...details: unknown[]) => {
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
  return { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore };
}

function toText(part: unknown): string {
  if (typeof part === 'string') return part;
  return part instanceof Error ? part.message : (JSON.stringify(part) ?? String(part));
}
