import type { FastifyRequest } from 'fastify';

/** Routes whose answers wait as long as the caller asks for. */
const WAITING = new Set([
  '/v1/feed',
  '/v1/runs/:id/result',
  '/v1/streams/:stream/feed',
  '/v1/streams/:stream/groups/:group/read',
]);

type Asked = Pick<FastifyRequest, 'method' | 'query' | 'routeOptions'>;

/** Whether the answer may wait because its caller asks for that: its time tells nothing of this process. */
export const waitsOnPurpose = (request: Asked): boolean =>
  WAITING.has(request.routeOptions.url ?? '') || isWaitingSubmission(request);

/** Whether this starts a run and waits for its end. */
export const isWaitingSubmission = ({ method, query, routeOptions }: Asked): boolean =>
  method === 'POST' &&
  routeOptions.url === '/v1/runs' &&
  typeof query === 'object' &&
  query !== null &&
  'wait' in query;
