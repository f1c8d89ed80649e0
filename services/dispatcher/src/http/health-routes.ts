import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';
import { liveDescription, readyDescription } from './descriptions/fleet-descriptions.ts';

/** The duties of a healthy dispatcher succeed four times a second. */
const PROGRESS_WITHIN_MS = 15_000;
const STORE_ANSWERS_WITHIN_MS = 1_000;

/** `lastProgressAt` is `performance.now()` of the last duty that succeeded. */
export function addHealthRoutes(app: FastifyInstance, parts: Parts, lastProgressAt: () => number): void {
  app.get('/health/live', liveDescription, () => ({ status: 'live' }));

  app.get('/health/ready', readyDescription, async (_request, reply) => {
    const sinceProgressMs = Math.round(performance.now() - lastProgressAt());
    const storeAnswers = await answersInTime(parts);
    const isReady = storeAnswers && sinceProgressMs < PROGRESS_WITHIN_MS;
    const status = isReady ? 'ready' : 'not-ready';
    return reply.code(isReady ? 200 : 503).send({ status, storeAnswers, sinceProgressMs });
  });
}

async function answersInTime(parts: Parts): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, STORE_ANSWERS_WITHIN_MS, false);
  const answered = parts.store.runs.now().then(
    () => true,
    () => false,
  );
  const inTime = await Promise.race([answered, late]);
  clearTimeout(timer);
  return inTime;
}
