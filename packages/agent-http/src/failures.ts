import { NonRetryable, Retryable } from '@ag06/agent-kit';

/** Connection failures that often pass at once: a server restarts, or has closed a kept connection. */
const PASSING: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
]);

/** Methods that may be sent twice (RFC 9110, 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Whether the same call may be made again inside its attempt: its connection failed, and a second one does no harm. */
export function isRepeatable(method: string, error: unknown): boolean {
  return IDEMPOTENT.has(method) && PASSING.has(readCode(error) ?? '');
}

/** Classifies an error of a request that was under way: a refusal stays one, anything else may pass. */
export function toCallFailure(error: unknown, what: string): Error {
  if (error instanceof NonRetryable || error instanceof Retryable) return error;
  const code = readCode(error);
  return new Retryable(`${what} failed${code === undefined ? '' : ` (${code})`}.`, {
    code: 'HTTP_CONNECTION_FAILED',
    cause: error,
  });
}

function readCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return String(error.code);
}
