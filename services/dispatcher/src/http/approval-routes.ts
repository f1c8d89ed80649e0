import { type ApprovalPageView, DEFAULT_TENANT, Refusal } from '@ag06/contracts';
import { ApprovalAnswer, ApprovalsQuery, NoQuery } from '@ag06/contracts/api';
import type { ApprovalPosition } from '@ag06/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../deadline.ts';
import { readActor } from '../intake/actor.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import { answerApproval } from '../use-cases/signals/answer-approval.ts';
import { describeApproval } from '../use-cases/signals/describe-approval.ts';
import { showApproval } from '../use-cases/signals/show-approval.ts';
import { parseJsonBody } from './body-text.ts';
import type { CursorCodec } from './cursor.ts';
import { readIdempotencyKey } from './idempotency-key.ts';

type IdRequest = FastifyRequest<{ Params: { approval: string } }>;

export function addApprovalRoutes(app: FastifyInstance, parts: Parts, cursors: CursorCodec): void {
  app.get('/v1/approvals', async (request) => {
    const { workflow, signal, limit, cursor } = check(ApprovalsQuery, request.query, 'QUERY_INVALID');
    const after = cursor === undefined ? undefined : decode(cursors, cursor);
    const query = { tenant: DEFAULT_TENANT, workflow, signal, after, limit };
    const page = await withDeadline(parts.store.runs.listApprovals(query));
    const next = page.next === undefined ? {} : { next: encode(cursors, page.next) };
    return { items: page.approvals.map(describeApproval), ...next } satisfies ApprovalPageView;
  });

  app.get('/v1/approvals/:approval', async (request: IdRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showApproval(parts, DEFAULT_TENANT, request.params.approval));
  });

  app.post('/v1/approvals/:approval', async (request: IdRequest, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const answer = check(ApprovalAnswer, parseJsonBody(request.body), 'APPROVAL_INVALID');
    const by = readActor(request.headers['x-actor']);
    const incoming = { ...answer, key: readIdempotencyKey(request), by };
    const sent = await withDeadline(answerApproval(parts, DEFAULT_TENANT, request.params.approval, incoming));
    const { isRepeat, ...answered } = sent;
    return reply.code(isRepeat ? 200 : 202).send(answered);
  });
}

/** A position in this list has a moment, and names a unit of a run. */
const encode = (cursors: CursorCodec, { openedAt, runId, unit }: ApprovalPosition): string =>
  cursors.encode({ createdAt: openedAt, runId: `${runId}.${unit}` });

function decode(cursors: CursorCodec, cursor: string): ApprovalPosition {
  const { createdAt: openedAt, runId: place } = cursors.decode(cursor);
  const [runId = '', unit] = place.split('.');
  if (unit !== undefined) return { openedAt, runId, unit };
  const errors = [{ path: 'cursor', expected: 'the `next` of a former page of this list', got: 'another' }];
  throw new Refusal(422, 'CURSOR_INVALID', 'The cursor belongs to another list. Begin without one.', {
    errors,
  });
}
