import { ATTRIBUTES, beginEntry, type Entry, endSpan, failSpan, passOn, SPANS } from '@ag06/telemetry';
import { type Span, SpanKind } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PAGE_ROUTE } from './page/page-address.ts';

/**
 * Machines poll these paths, or follow them for hours, and the dashboard has a file for each part. Their spans would
 * outnumber all others and say nothing.
 */
const UNTRACED = new Set([
  '/v1/feed',
  '/v1/streams/:stream/feed',
  '/v1/streams/:stream/groups/:group/read',
  '/v1/targets',
  '/health',
  '/health/live',
  '/health/ready',
  '/metrics',
  PAGE_ROUTE,
]);

/** Begins the SERVER span of a request, below the caller's or as the first of its trace. */
export function beginRequest({ method, url, headers, routeOptions }: FastifyRequest): Entry {
  const caller = typeof headers.traceparent === 'string' ? headers.traceparent : undefined;
  const route = routeOptions.url;
  if (route !== undefined && UNTRACED.has(route)) return passOn(caller);
  const attributes = {
    [ATTRIBUTES.httpMethod]: method,
    [ATTRIBUTES.urlPath]: url.split('?')[0],
    ...(route !== undefined && { [ATTRIBUTES.httpRoute]: route }),
  };
  return beginEntry(SPANS.request(method, route ?? 'unknown'), { kind: SpanKind.SERVER, attributes }, caller);
}

export function endRequest(span: Span, { statusCode }: FastifyReply): void {
  span.setAttribute(ATTRIBUTES.httpStatus, statusCode);
  if (statusCode >= 500) failSpan(span, String(statusCode), 'The request failed.');
  endSpan(span);
}
