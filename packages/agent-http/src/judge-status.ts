/** Statuses as a caller writes them: `404`, or a whole class, `2xx`. */
type StatusPattern = number | string;

interface StatusRules {
  readonly acceptStatus: readonly StatusPattern[];
  readonly retryOn: readonly StatusPattern[];
}

export const DEFAULT_ACCEPT_STATUS: readonly StatusPattern[] = ['2xx'];
/** Statuses that may pass by RFC 9110, 6585 and 8470: busy, too early, overloaded, or a broken hop on the way. */
export const DEFAULT_RETRY_ON: readonly StatusPattern[] = [408, 425, 429, 500, 502, 503, 504];

type StatusVerdict = 'accept' | 'retry' | 'give-up';

/** Returns the consequence of a status. A status in both lists is accepted. */
export function judgeStatus(status: number, { acceptStatus, retryOn }: StatusRules): StatusVerdict {
  if (acceptStatus.some((pattern) => isMatch(pattern, status))) return 'accept';
  return retryOn.some((pattern) => isMatch(pattern, status)) ? 'retry' : 'give-up';
}

function isMatch(pattern: StatusPattern, status: number): boolean {
  return typeof pattern === 'number' ? pattern === status : pattern === `${Math.floor(status / 100)}xx`;
}
