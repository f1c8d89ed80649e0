import { LIMITS, Refusal } from '@ag06/contracts';
import { discardBody } from '@ag06/http-server';
import { ATTRIBUTES, type Entry, passOn, toLogIds } from '@ag06/telemetry';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Correlation, readCorrelationId } from '../intake/correlation.ts';
import type { Parts } from '../parts.ts';
import { toDefect } from '../refusals/to-defect.ts';
import { toProblem } from '../refusals/to-problem.ts';
import { draining, storeDown } from '../refusals/to-refusal.ts';
import { readBodyText } from './body-text.ts';
import { countRequests } from './count-requests.ts';
import { type CallerHead, type Door, judgeCaller } from './door/judge-caller.ts';
import { refuseBrokenRequest, refuseExpectation, refuseTunnel } from './door/parser-refusals.ts';
import { methodsOf, noteRoutes } from './known-routes.ts';
import { noteActors } from './note-actors.ts';
import { beginRequest, endRequest } from './request-span.ts';
import { toHttpRefusal } from './to-http-refusal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    correlation: Correlation;
    span: Entry['span'];
  }
}

const TEXT_TYPES = ['application/json', 'application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** Fastify would load compilers of JSON Schema, which no route has: handlers check what comes by its zod schema. */
const noSchema = () => {
  throw new Error('Routes have no JSON Schema. Check the value in the handler.');
};
const WITHOUT_SCHEMAS = { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } };

/**
 * Creates a server without routes. Every answer has ids, and every refusal is a problem document, even of broken
 * requests.
 */
export function createServer(parts: Parts, door: Door): FastifyInstance {
  const toAnswer = (error: unknown, request: FastifyRequest): Refusal =>
    toHttpRefusal(error, request.routeOptions.bodyLimit) ??
    toDefect(parts.log, error, { ...toLogIds(request.correlation), url: request.url }, 'A request');
  const app = fastify({
    bodyLimit: LIMITS.bodyBytes,
    logger: false,
    schemaController: WITHOUT_SCHEMAS,
    routerOptions: { maxParamLength: 256 },
    requestTimeout: 30_000,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // Our own check refuses a missing Host.
    http: { requireHostHeader: false },
    clientErrorHandler: refuseBrokenRequest,
    frameworkErrors(error, request, reply) {
      setIds(request, reply, { correlationId: readCorrelationId(undefined), ...passOn(undefined) });
      sendRefusal(reply, judgeCaller(readHead(request), door) ?? toAnswer(error, request));
    },
  });
  app.server.on('checkExpectation', refuseExpectation);
  app.server.on('connect', refuseTunnel);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(TEXT_TYPES, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    readBodyText(body, request.headers['content-type']),
  );
  app.decorateRequest('correlation', null as unknown as Correlation);
  app.decorateRequest('span', undefined);
  noteRoutes(app);
  let isDraining = false;
  app.addHook('preClose', async () => {
    isDraining = true;
  });
  countRequests(app, parts.book);
  app.addHook('onRequest', async (request, reply) => {
    const { traceparent, span } = beginRequest(request);
    request.span = span;
    // Ids first, because a request whose own id is refused is answered with a new one.
    setIds(request, reply, { correlationId: readCorrelationId(undefined), traceparent });
    const correlationId = readCorrelationId(request.headers['x-correlation-id']);
    setIds(request, reply, { correlationId, traceparent });
    if (isDraining) throw draining();
    const refusal = judgeCaller(readHead(request), door);
    if (refusal !== undefined) throw refusal;
    if (request.url.startsWith('/v1/') && !parts.isStoreUp()) throw storeDown();
  });
  noteActors(app, parts);
  app.addHook('onSend', async (request) => {
    if (!request.raw.complete) discardBody(request.raw);
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (request.span !== undefined) endRequest(request.span, reply);
    done();
  });
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsOf(app.knownRoutes, toPath(request));
    if (allowed.length === 0) return sendRefusal(reply, routeUnknown(request));
    reply.header('allow', allowed.join(', '));
    const message = `${toPath(request)} takes ${allowed.join(', ')}, not ${request.method}.`;
    return sendRefusal(reply, new Refusal(405, 'METHOD_NOT_ALLOWED', message));
  });
  app.setErrorHandler((error, request, reply) => sendRefusal(reply, toAnswer(error, request)));
  return app;
}

const toPath = ({ url }: FastifyRequest): string => url.split('?')[0] ?? '';

const routeUnknown = (request: FastifyRequest): Refusal =>
  new Refusal(404, 'ROUTE_UNKNOWN', `There is no ${request.method} ${toPath(request)}.`);

function readHead(request: FastifyRequest): CallerHead {
  const { host, origin, 'content-type': contentType } = request.headers;
  const fetched = (name: string) => request.headers[`sec-fetch-${name}`]?.toString();
  return {
    method: request.method,
    path: toPath(request),
    version: request.raw.httpVersion,
    host,
    origin,
    fetchSite: fetched('site'),
    fetchMode: fetched('mode'),
    fetchDest: fetched('dest'),
    contentType,
  };
}

function setIds(request: FastifyRequest, reply: FastifyReply, correlation: Correlation): void {
  request.correlation = correlation;
  request.span?.setAttribute(ATTRIBUTES.correlationId, correlation.correlationId);
  reply.header('x-correlation-id', correlation.correlationId);
  reply.header('traceparent', correlation.traceparent);
}

function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (refusal.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(refusal.retryAfterMs / 1000));
  return reply
    .code(refusal.status)
    .type('application/problem+json')
    .send(JSON.stringify(toProblem(refusal)));
}
