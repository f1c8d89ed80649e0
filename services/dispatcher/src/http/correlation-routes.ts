import { createCorrelatedReader } from '@ag06/archive';
import { type CorrelationView, DEFAULT_TENANT, PRINTABLE_PATTERN, Refusal } from '@ag06/contracts';
import { CorrelationQuery } from '@ag06/contracts/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { showCorrelation } from '../use-cases/correlation/show-correlation.ts';
import { fromCursorPosition, toCursorPosition } from '../use-cases/correlation/timeline-position.ts';
import type { CursorCodec } from './cursor.ts';
import { whileWanted } from './while-wanted.ts';

type CorrelationRequest = FastifyRequest<{ Params: { correlation: string } }>;

export function addCorrelationRoutes(app: FastifyInstance, parts: Parts, cursors: CursorCodec): void {
  const readStreams = createCorrelatedReader(parts.store.events, parts.archive?.streams.archive);
  app.get('/v1/correlations/:correlation', async (request: CorrelationRequest, reply) => {
    const { cursor, limit } = check(CorrelationQuery, request.query, 'QUERY_INVALID');
    const correlationId = readId(request.params.correlation);
    const after = cursor === undefined ? undefined : fromCursorPosition(cursors.decode(cursor));
    const page = await whileWanted(reply, (signal) =>
      showCorrelation(
        { runs: parts.store.runs, readStreams },
        { tenant: DEFAULT_TENANT, correlationId, after, limit, signal },
      ),
    );
    const { runs, isComplete, unread, events, next } = page;
    return {
      correlationId,
      runs,
      isComplete,
      ...(unread.length > 0 && { unread: [...unread] }),
      events: [...events],
      ...(next !== undefined && { next: cursors.encode(toCursorPosition(next)) }),
    } satisfies CorrelationView;
  });
}

function readId(text: string): string {
  if (PRINTABLE_PATTERN.test(text)) return text;
  const errors = [
    { path: 'correlation', expected: '1 to 128 printable ASCII characters', got: 'another text' },
  ];
  throw new Refusal(422, 'CORRELATION_ID_INVALID', 'That is no correlation id.', { errors });
}
