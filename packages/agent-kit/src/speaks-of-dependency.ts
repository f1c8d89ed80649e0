import { readProperty } from './read-property.ts';
import { readSteering } from './steering.ts';

/** Codes of Node, undici, databases and brokers for a server that could not be reached or did not answer. */
const CONNECTION_CODES: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'EAI_AGAIN'],
  ...['ENOTFOUND', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EPROTO', 'ERR_SOCKET_CLOSED'],
  ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
  ...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
]);
const TIMEOUT_NAMES: ReadonlySet<string> = new Set(['TimeoutError', 'ConnectTimeoutError']);
/** Errors of one failure that are looked at, the thrown one first. */
const LOOKED_AT_MAX = 16;

/**
 * Whether a thrown value means that the service failed, and not the agent's own code: a `Retryable` or
 * `DependencyFailure`; an error of a connection, a time-out, or an answer of status 500 to 599, also as a cause or in
 * an `AggregateError`. Any other value, such as a `TypeError`, does not. Never throws.
 */
export function speaksOfDependency(thrown: unknown): boolean {
  const steering = readSteering(thrown);
  if (steering.speaksOfDependency !== undefined) return steering.speaksOfDependency;
  const queue: unknown[] = [thrown];
  for (let i = 0; i < Math.min(queue.length, LOOKED_AT_MAX); i++) {
    const error = queue[i];
    if (isOfConnection(error) || isServerError(error)) return true;
    const errors = readProperty(error, 'errors');
    queue.push(
      readProperty(error, 'cause'),
      ...(Array.isArray(errors) ? errors.slice(0, LOOKED_AT_MAX) : []),
    );
  }
  return false;
}

const isOfConnection = (error: unknown): boolean => {
  const [code, name] = [readProperty(error, 'code'), readProperty(error, 'name')];
  return (
    (typeof code === 'string' && CONNECTION_CODES.has(code)) ||
    (typeof name === 'string' && TIMEOUT_NAMES.has(name))
  );
};

/** Whether an error has a status of 500 or more, in the form of axios, got, ky and many other clients. */
const isServerError = (error: unknown): boolean =>
  [error, readProperty(error, 'response')].some((one) =>
    ['status', 'statusCode'].some((property) => {
      const status = readProperty(one, property);
      return typeof status === 'number' && status >= 500 && status <= 599;
    }),
  );
