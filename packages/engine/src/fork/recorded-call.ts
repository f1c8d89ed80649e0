import type { Failure, Json } from '@ag06/contracts';
import { isLargeText, type LargeValue, readLargeText } from '@ag06/protocol';
import type { Outcome } from '../decide/decision.ts';

/** What the source of a fork recorded of a call: a digest of the call, and its outcome. */
export interface RecordedCall {
  readonly digest: string;
  readonly status: 'completed' | 'failed' | 'timed_out';
  /** The output or the error: JSON text, or a reference to a blob of the fork. */
  readonly result: string;
}

/** The digest and the status come first, so that the result is taken as it is. */
const RECORDED = /^([0-9a-f]{32})\|(completed|failed|timed_out)\|(.*)$/s;

export const encodeRecordedCall = ({ digest, status, result }: RecordedCall): string =>
  `${digest}|${status}|${result}`;

/** Returns undefined for a text that is none. */
export function parseRecordedCall(text: string): RecordedCall | undefined {
  const [, digest, status, result] = RECORDED.exec(text) ?? [];
  const isOutcome = status === 'completed' || status === 'failed' || status === 'timed_out';
  return digest !== undefined && result !== undefined && isOutcome ? { digest, status, result } : undefined;
}

/** The blob in which the output of a call is, if it is large. */
export const findLargeResult = ({ result }: RecordedCall): LargeValue | undefined =>
  isLargeText(result) ? readLargeText(result) : undefined;

/** The outcome that a step gets instead of acting. What failed has had all its attempts. */
export function toRecordedOutcome({ status, result }: RecordedCall): Outcome {
  if (status === 'completed') return { status, output: result };
  const failure = readFailure(JSON.parse(result));
  return { status: 'failed', failure, isRetryable: false };
}

function readFailure(error: Json): Failure {
  const isFailure = typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
  if (!isFailure) return { code: 'AGENT_FAILED', message: 'The call failed in the source of the fork.' };
  return { ...error, code: String(error.code), message: String(error.message) };
}
