import { toMilliseconds } from '@ag06/agent-kit';
import { type Json, LIMITS } from '@ag06/contracts';
import { z } from 'zod';
import { parseCallUrl } from './call-url.ts';
import { findHeaderProblem, HEADERS_MAX, hasTwins } from './header-rules.ts';
import { DEFAULT_ACCEPT_STATUS, DEFAULT_RETRY_ON } from './judge-status.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const TIMEOUT_MAX_MS = 3_600_000;
const BYTES_MAX = 1024 * 1024;
const QUERY_MAX = 256;

const CallUrl = z.string().transform((text, context) => {
  const parsed = parseCallUrl(text);
  if (parsed.ok) return parsed.url;
  context.addIssue({ code: 'custom', message: parsed.problem });
  return z.NEVER;
});

const Headers = z.record(z.string(), z.string()).superRefine((headers, context) => {
  const names = Object.keys(headers);
  if (names.length > HEADERS_MAX) refuse(context, [], `expected at most ${HEADERS_MAX} headers`);
  if (hasTwins(names)) refuse(context, [], 'expected each name once, whatever its case');
  for (const [name, value] of Object.entries(headers)) {
    const problem = findHeaderProblem(name, value);
    if (problem !== undefined) refuse(context, [name], problem);
  }
});

/** The input is JSON; a copy would lose keys such as `__proto__`. */
const parsedJson = z.unknown() as unknown as z.ZodType<Json | undefined>;

const QueryValue = z.union([z.string(), z.number(), z.boolean()]);
const Query = z
  .record(z.string(), z.union([QueryValue, z.null(), z.array(QueryValue)]))
  .refine((query) => Object.keys(query).length <= QUERY_MAX, `expected at most ${QUERY_MAX} parameters`);

const Timeout = z.union([z.int(), z.string()]).transform((duration, context) => {
  try {
    const ms = toMilliseconds(duration, 'time-out');
    if (ms <= TIMEOUT_MAX_MS) return ms;
    context.addIssue({ code: 'custom', message: 'expected at most 1h' });
  } catch {
    context.addIssue({
      code: 'custom',
      message: 'expected milliseconds or text such as "500ms", "30s", "5m"',
    });
  }
  return z.NEVER;
});

const Statuses = z
  .array(
    z.union([z.int().min(100).max(599), z.string().regex(/^[1-5]xx$/, 'expected a class such as "2xx"')]),
  )
  .max(100);

/** The input of `http.request`. */
export const RequestInput = z
  .strictObject({
    url: CallUrl,
    method: z.enum(METHODS).default('GET'),
    headers: Headers.default({}),
    /** Added to the URL's own; a list gives a parameter several times, null leaves it out. */
    query: Query.default({}),
    /** A text is sent unchanged, any other value as JSON. */
    body: parsedJson.optional(),
    /** For the whole call, redirects and body included; a failure that is tried again. */
    timeout: Timeout.default(30_000),
    /** Limit of the decoded body, in bytes. */
    maxBytes: z.int().min(1).max(BYTES_MAX).default(LIMITS.outputBytes),
    followRedirects: z.boolean().default(true),
    /** Statuses that complete the step. */
    acceptStatus: Statuses.default([...DEFAULT_ACCEPT_STATUS]),
    /** Statuses after which the step is tried again; all others fail it at once. */
    retryOn: Statuses.default([...DEFAULT_RETRY_ON]),
  })
  .superRefine(({ method, body }, context) => {
    if (body === undefined || (method !== 'GET' && method !== 'HEAD')) return;
    refuse(context, ['body'], `expected none with ${method}; name another method`);
  });
export type RequestInput = z.output<typeof RequestInput>;

function refuse(context: z.RefinementCtx, path: string[], message: string): void {
  context.addIssue({ code: 'custom', path, message });
}
