/**
 * Tracers and meters are kept for the whole process.
 * @jest-environment node
 */
import { recordSpans } from '@ag06/test-support';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { beginRequest, endRequest } from './request-span.ts';

let recorded = recordSpans();
beforeEach(() => {
  recorded = recordSpans();
});
afterAll(() => recorded.stop());

function ask(url: string): void {
  const request = { method: 'GET', url, headers: {}, routeOptions: { url } } as unknown as FastifyRequest;
  const { span } = beginRequest(request);
  if (span !== undefined) endRequest(span, { statusCode: 200 } as FastifyReply);
}

it.each(['/v1/feed', '/v1/targets', '/health', '/health/live', '/health/ready', '/metrics'])(
  'the dispatcher makes no span of %s, which machines ask for again and again',
  (url) => {
    ask(url);
    expect(recorded.spans()).toEqual([]);
  },
);

it('the dispatcher makes a span of each request of people and services', () => {
  ask('/v1/runs');
  expect(recorded.spans().map(({ name }) => name)).toEqual(['GET /v1/runs']);
});
