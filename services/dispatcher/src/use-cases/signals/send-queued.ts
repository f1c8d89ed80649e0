import type { Parts } from '../../parts.ts';
import type { IncomingSignal } from './send-signal.ts';
import { type SentSignal, signalByCorrelation, signalRun } from './signal-run.ts';

/** A signal of a job. It names its run, or the correlation id of one. */
export interface QueuedSignal extends Omit<IncomingSignal, 'by'> {
  readonly runId: string | undefined;
  readonly correlationId: string | undefined;
  readonly workflow?: string | undefined;
  readonly by?: string | undefined;
}

/** Throws as `signalRun` and `signalByCorrelation` do. */
export function sendQueued(parts: Parts, tenant: string, queued: QueuedSignal): Promise<SentSignal> {
  const { runId, correlationId = '', workflow, name, payload, key, by } = queued;
  const signal = { name, payload, key, by };
  if (runId !== undefined) return signalRun(parts, tenant, runId, signal);
  return signalByCorrelation(parts, tenant, { correlationId, workflow }, signal);
}
