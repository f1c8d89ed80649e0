import { DEFAULT_TENANT, type DeadLetterDeleted, type DeadLetterListView } from '@ag06/contracts';
import { LettersQuery, NoQuery } from '@ag06/contracts/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { deleteLetter, redriveLetter, showLetter, toLetterView } from '../use-cases/dead-letters.ts';

type IdRequest = FastifyRequest<{ Params: { id: string } }>;

export function addDeadLetterRoutes(app: FastifyInstance, parts: Parts): void {
  const { fleet } = parts.store;

  app.get('/v1/dead-letters', async (request) => {
    const { cursor, limit } = check(LettersQuery, request.query, 'QUERY_INVALID');
    const letters = await withDeadline(fleet.listDeadLetters(limit, cursor));
    const last = letters.length < limit ? undefined : letters.at(-1)?.id;
    const next = last === undefined ? {} : { next: last };
    return { items: letters.map(toLetterView), ...next } satisfies DeadLetterListView;
  });

  app.get('/v1/dead-letters/:id', async (request: IdRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showLetter(fleet, request.params.id));
  });

  app.post('/v1/dead-letters/:id/redrive', async (request: IdRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const { id } = request.params;
    const redriven = await withDeadline(redriveLetter(parts, DEFAULT_TENANT, id));
    parts.log.info(redriven, 'A dead letter was redriven.');
    return redriven;
  });

  app.delete('/v1/dead-letters/:id', async (request: IdRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const { id } = request.params;
    await withDeadline(deleteLetter(fleet, id));
    return { id, deleted: true } satisfies DeadLetterDeleted;
  });
}
