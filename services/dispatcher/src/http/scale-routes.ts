import { ScaleListQuery, ScaleQuery } from '@ag06/contracts/api';
import type { FastifyInstance } from 'fastify';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { listScale, showScale } from '../use-cases/show-scale.ts';

/** Answered from memory, so that autoscalers may ask as often as they like. */
export function addScaleRoutes(app: FastifyInstance, { scale }: Pick<Parts, 'scale'>): void {
  app.get('/v1/scale', async (request) => {
    const { agent, ...query } = check(ScaleListQuery, request.query, 'QUERY_INVALID');
    return listScale(scale, agent, query, performance.now());
  });

  app.get<{ Params: { agent: string } }>('/v1/scale/:agent', async (request) => {
    const query = check(ScaleQuery, request.query, 'QUERY_INVALID');
    return showScale(scale, request.params.agent, query, performance.now());
  });
}
