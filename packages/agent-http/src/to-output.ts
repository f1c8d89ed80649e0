import { NonRetryable, RateLimited, Retryable } from '@ag06/agent-kit';
import { type Answer, headerOf, type RequestOutput, toOutputHeaders } from './answer.ts';
import { describeUrl } from './call-url.ts';
import { decodeBody } from './decode-body.ts';
import { toCallFailure } from './failures.ts';
import { judgeStatus } from './judge-status.ts';
import type { OutgoingRequest } from './next-request.ts';
import { parseRetryAfter } from './parse-retry-after.ts';
import { type BodyRead, readBody } from './read-body.ts';
import type { RequestInput } from './request-input.ts';

/** How much of a failure's body its message quotes. */
const EXCERPT_BYTES = 300;
const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;

interface Call {
  readonly request: OutgoingRequest;
  readonly answer: Answer;
}

/**
 * Returns the output of a call whose status is accepted.
 *
 * @param now milliseconds since 1970
 * @throws NonRetryable HTTP_STATUS_UNEXPECTED, HTTP_BODY_INVALID, OUTPUT_TOO_LARGE
 * @throws Retryable HTTP_STATUS_UNEXPECTED, HTTP_CONNECTION_FAILED
 * @throws RateLimited if 429 comes with a `Retry-After`; any other retryable status waits as long, too
 */
export async function toOutput(call: Call, input: RequestInput, now: number): Promise<RequestOutput> {
  const { request, answer } = call;
  const verdict = judgeStatus(answer.status, input);
  if (verdict !== 'accept') throw await toStatusFailure(call, verdict === 'retry', now);
  const read = await readOf(call, input.maxBytes);
  if (read.status === 'cut') {
    throw new NonRetryable(
      `${nameOf(call)} with a body of more than ${input.maxBytes} bytes (\`maxBytes\`).`,
      {
        code: 'OUTPUT_TOO_LARGE',
      },
    );
  }
  if (read.status === 'undecodable') throw toInvalidBody(call, read.detail);
  const decoded = decodeBody(read.bytes, headerOf(answer.headers, 'content-type'));
  if (!decoded.ok) throw toInvalidBody(call, decoded.problem);
  return {
    status: answer.status,
    url: request.url.href,
    headers: toOutputHeaders(answer.headers),
    body: decoded.body,
  };
}

async function toStatusFailure(call: Call, isRetryable: boolean, now: number): Promise<Error> {
  const message = `${nameOf(call)}${await readExcerpt(call)}`;
  const retryAfterMs = parseRetryAfter(headerOf(call.answer.headers, 'retry-after'), now) ?? 0;
  const { status } = call.answer;
  // A mistake of the caller is not the host's fault, whatever happens to the step.
  const ofDependency = status >= SERVER_ERROR || status === REQUEST_TIMEOUT || status === TOO_MANY_REQUESTS;
  if (!isRetryable)
    return new NonRetryable(message, {
      code: 'HTTP_STATUS_UNEXPECTED',
      ofDependency: status >= SERVER_ERROR,
    });
  // "At once" is left to the step's own back-off.
  const wait = retryAfterMs > 0 ? { retryAfterMs } : {};
  // Of a service that answers 503 its breaker should hear, however politely it does.
  return retryAfterMs > 0 && status === TOO_MANY_REQUESTS
    ? new RateLimited(retryAfterMs, message)
    : new Retryable(message, { code: 'HTTP_STATUS_UNEXPECTED', ofDependency, ...wait });
}

async function readOf({ request, answer }: Call, maxBytes: number): Promise<BodyRead> {
  try {
    return await readBody(answer.body, headerOf(answer.headers, 'content-encoding'), maxBytes);
  } catch (error) {
    throw toCallFailure(error, `${request.method} ${describeUrl(request.url)}`);
  }
}

/** Returns the beginning of the server's answer in one line; empty if it cannot be read. */
async function readExcerpt(call: Call): Promise<string> {
  try {
    const read = await readOf(call, EXCERPT_BYTES);
    if (read.status === 'undecodable' || read.bytes.length === 0) return '.';
    return `: ${read.bytes.toString().replace(/[\s\p{Cc}]+/gu, ' ')}`;
  } catch {
    return '.';
  }
}

function toInvalidBody(call: Call, detail: string): NonRetryable {
  return new NonRetryable(`${nameOf(call)} with a body that cannot be read: ${detail}.`, {
    code: 'HTTP_BODY_INVALID',
  });
}

function nameOf({ request, answer }: Call): string {
  return `${request.method} ${describeUrl(request.url)} answered ${answer.status}`;
}
