import { NonRetryable } from '@ag06/agent-kit';
import { retryCall } from '@ag06/resilience';
import { type Answer, headerOf } from './answer.ts';
import { checkCallUrl, describeUrl } from './call-url.ts';
import type { Connections } from './connections.ts';
import { isRepeatable, toCallFailure } from './failures.ts';
import { isRedirect, type OutgoingRequest, toNextRequest } from './next-request.ts';

const REDIRECTS_MAX = 5;
/** Bytes of a redirect's body that are read so that its connection can be kept. */
const DRAIN_BYTES = 16 * 1024;
const REPEATS = { maxAttempts: 3, initialDelayMs: 50, maxDelayMs: 500 };

/**
 * Sends a request and, if asked to, those that redirects lead to, each of which is checked like the first. A request
 * whose connection fails before there is an answer is repeated if its method allows it.
 *
 * @throws NonRetryable HTTP_TARGET_FORBIDDEN, HTTP_REDIRECT_INVALID, HTTP_REDIRECTS_TOO_MANY
 * @throws Retryable HTTP_CONNECTION_FAILED
 */
export async function sendCall(
  connections: Pick<Connections, 'request'>,
  first: OutgoingRequest,
  followRedirects: boolean,
  signal: AbortSignal,
): Promise<{ readonly request: OutgoingRequest; readonly answer: Answer }> {
  let request = first;
  for (let redirects = 0; ; redirects++) {
    const answer = await sendOne(connections, request, signal);
    const location = headerOf(answer.headers, 'location');
    if (!followRedirects || !isRedirect(answer.status, location)) return { request, answer };
    await drain(answer);
    if (redirects === REDIRECTS_MAX) {
      throw new NonRetryable(`${describeUrl(first.url)} redirects more than ${REDIRECTS_MAX} times.`, {
        code: 'HTTP_REDIRECTS_TOO_MANY',
      });
    }
    request = toCheckedNext(request, answer.status, location);
  }
}

async function sendOne(
  connections: Pick<Connections, 'request'>,
  { url, method, headers, body }: OutgoingRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const options = {
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers,
    body: body ?? null,
  };
  const policy = { ...REPEATS, isRetryable: (error: unknown) => isRepeatable(method, error) };
  try {
    const response = await retryCall(policy, signal, () =>
      connections.request({ ...options, method, signal }),
    );
    return { status: response.statusCode, headers: response.headers, body: response.body };
  } catch (error) {
    if (signal.aborted) throw error;
    throw toCallFailure(error, `${method} ${describeUrl(url)}`);
  }
}

function toCheckedNext(request: OutgoingRequest, status: number, location: string): OutgoingRequest {
  const next = toNextRequest(request, status, location);
  const checked = next === undefined ? undefined : checkCallUrl(next.url);
  if (next !== undefined && checked?.ok === true) return next;
  const problem = checked?.ok === false ? checked.problem : 'expected a URL';
  throw new NonRetryable(`${describeUrl(request.url)} redirects to what may not be called: ${problem}.`, {
    code: 'HTTP_REDIRECT_INVALID',
  });
}

/** Reads a short body to keep its connection; closes the connection of a longer one. */
async function drain({ body }: Answer): Promise<void> {
  body.on('error', () => {});
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > DRAIN_BYTES) return;
    }
  } catch {
    // The connection is gone with its body, which nobody wants.
  }
}
