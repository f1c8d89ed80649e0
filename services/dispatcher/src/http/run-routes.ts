import {
  DEFAULT_TENANT,
  type ItemPageView,
  isTerminal,
  LIMITS,
  Refusal,
  type RunAccepted,
  type RunCancelled,
  type RunView,
} from '@ag06/contracts';
import { EventsQuery, ItemsQuery, NoQuery, ResultQuery, StepQuery, TreeQuery } from '@ag06/contracts/api';
import { toDurationMs } from '@ag06/engine';
import type { Submitted } from '@ag06/runtime';
import type { RunOutcome, RunPosition } from '@ag06/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Deadline, withDeadline, withDeadlineOfParts } from '../deadline.ts';
import { readActor } from '../intake/actor.ts';
import { check } from '../intake/check.ts';
import type { Parts } from '../parts.ts';
import type { ResultWaiters } from '../result-waiters.ts';
import { cancelRun } from '../use-cases/cancel-run.ts';
import { describeResult, describeRun } from '../use-cases/describe-run.ts';
import { explainRun } from '../use-cases/explain-run.ts';
import { findWaits } from '../use-cases/find-waits.ts';
import { listItems } from '../use-cases/list-items.ts';
import { loadListedRun, loadShownRun } from '../use-cases/load-run-of.ts';
import { openResult } from '../use-cases/open-output.ts';
import { showEvents } from '../use-cases/show-events.ts';
import { showStep } from '../use-cases/show-step.ts';
import { showTree } from '../use-cases/show-tree.ts';
import { startRun, toGivenInput } from '../use-cases/start-run.ts';
import { startRuns } from '../use-cases/start-runs.ts';
import { waitForEnd } from '../use-cases/wait-for-end.ts';
import { needText } from './body-text.ts';
import type { CursorCodec } from './cursor.ts';
import { describeRunPage } from './describe-run-page.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { sendJson } from './output-routes.ts';
import { readRunsQuery } from './read-runs-query.ts';
import { untilGone, whileWanted } from './while-wanted.ts';

/** The additional time that the store has for each run of a batch, in milliseconds. */
const BATCH_ITEM_MS = 5;

type RunRequest = FastifyRequest<{ Params: { id: string } }>;
type StepRequest = FastifyRequest<{ Params: { id: string; step: string } }>;

export function addRunRoutes(
  app: FastifyInstance,
  parts: Parts,
  waiters: ResultWaiters,
  cursors: CursorCodec,
): void {
  app.post('/v1/runs', async (request, reply) => {
    const waitMs = readWait(check(ResultQuery, request.query, 'QUERY_INVALID').wait);
    const { isRepeat, ...submitted } = await startAsked(parts, request);
    // It may be long, and so may the wait.
    request.body = undefined;
    const run = waitMs > 0 ? await awaitAccepted(parts, waiters, reply, submitted.runId, waitMs) : undefined;
    if (run !== undefined && isTerminal(run.status)) return sendResult(parts, request, reply, run);
    return reply.code(isRepeat ? 200 : 202).send(submitted satisfies RunAccepted);
  });

  app.post('/v1/runs/batch', async (request) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    refuseKey(request);
    const runs = await parts.intake.run<'batch'>({ kind: 'batch', text: needText(request.body) });
    const start = (deadline: Deadline) =>
      startRuns(parts, DEFAULT_TENANT, runs, request.correlation, deadline);
    return withDeadlineOfParts(start, runs.length * BATCH_ITEM_MS);
  });

  app.get('/v1/runs', async (request, reply) => {
    const query = readRunsQuery(request.query, cursors);
    const page = await whileWanted(reply, (signal) => parts.store.runs.listRuns({ ...query, signal }));
    return describeRunPage(page, cursors);
  });

  app.get('/v1/runs/:id', async (request: RunRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(showRun(parts, request.params.id));
  });

  app.get('/v1/runs/:id/explain', async (request: RunRequest) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    return withDeadline(explainRun(parts, DEFAULT_TENANT, request.params.id));
  });

  app.get('/v1/runs/:id/tree', async (request: RunRequest, reply) => {
    const bounds = check(TreeQuery, request.query, 'QUERY_INVALID');
    const { runs } = parts.store;
    const { id } = request.params;
    const root = await withDeadline(loadListedRun(parts, DEFAULT_TENANT, id));
    return whileWanted(reply, (signal) =>
      showTree(runs, root, { ...bounds, signal }, (position) => cursors.encode(position)),
    );
  });

  app.get('/v1/runs/:id/result', async (request: RunRequest, reply) => {
    const waitMs = readWait(check(ResultQuery, request.query, 'QUERY_INVALID').wait);
    const run = await untilGone(reply, (signal) =>
      withDeadline(waitForEnd(parts, waiters, DEFAULT_TENANT, request.params.id, { waitMs, signal }), waitMs),
    );
    return sendResult(parts, request, reply, run);
  });

  app.get('/v1/runs/:id/events', async (request: RunRequest, reply) => {
    const query = check(EventsQuery, request.query, 'QUERY_INVALID');
    return whileWanted(reply, (signal) => showEvents(parts, request.params.id, query, signal));
  });

  app.get('/v1/runs/:id/items', async (request: RunRequest) => {
    const { step, cursor, limit } = check(ItemsQuery, request.query, 'QUERY_INVALID');
    const runId = request.params.id;
    const from = cursor === undefined ? 0 : toFirstItem(cursors.decode(cursor), runId);
    const page = await withDeadline(listItems(parts, DEFAULT_TENANT, runId, step, { from, limit }));
    const next = page.next === undefined ? {} : { next: cursors.encode({ createdAt: page.next, runId }) };
    return { items: page.items, ...next } satisfies ItemPageView;
  });

  app.get('/v1/runs/:id/steps/:step', async (request: StepRequest) => {
    const { item } = check(StepQuery, request.query, 'QUERY_INVALID');
    const { id, step } = request.params;
    return withDeadline(showStep(parts, DEFAULT_TENANT, id, step, item));
  });

  app.post('/v1/runs/:id/cancel', async (request: RunRequest, reply) => {
    check(NoQuery, request.query, 'QUERY_INVALID');
    const runId = request.params.id;
    const by = readActor(request.headers['x-actor']);
    const { wasCancelled } = await withDeadline(cancelRun(parts, DEFAULT_TENANT, runId, by));
    const cancelled: RunCancelled = { runId, status: 'cancelled' };
    return reply.code(wasCancelled ? 200 : 202).send(cancelled);
  });
}

async function startAsked(parts: Parts, request: FastifyRequest): Promise<Submitted> {
  const { submission, input } = await parts.intake.run<'submission'>({
    kind: 'submission',
    text: needText(request.body),
  });
  const start = {
    tenant: DEFAULT_TENANT,
    submission,
    input: toGivenInput(input),
    dedupeKey: readIdempotencyKey(request),
    ...request.correlation,
  };
  return withDeadlineOfParts((deadline) => startRun(parts, start, deadline));
}

/** Waits for a run that was accepted. Its caller is told that in any case, so this never rejects. */
async function awaitAccepted(
  parts: Parts,
  waiters: ResultWaiters,
  reply: FastifyReply,
  runId: string,
  waitMs: number,
): Promise<RunOutcome | undefined> {
  const wait = (signal: AbortSignal) =>
    withDeadline(waitForEnd(parts, waiters, DEFAULT_TENANT, runId, { waitMs, signal }), waitMs);
  return untilGone(reply, wait).catch(() => undefined);
}

function sendResult(parts: Parts, request: FastifyRequest, reply: FastifyReply, run: RunOutcome) {
  if (run.large !== undefined) return reply.send(sendJson(request, reply, openResult(parts, run, run.large)));
  return reply.code(isTerminal(run.status) ? 200 : 202).send(describeResult(run));
}

/** In a list of items, a position is the number of an item. */
function toFirstItem(position: RunPosition, runId: string): number {
  if (position.runId === runId) return position.createdAt;
  const errors = [{ path: 'cursor', expected: 'the `next` of a former page of this run', got: 'another' }];
  throw new Refusal(422, 'CURSOR_INVALID', 'The cursor belongs to another run. Begin without one.', {
    errors,
  });
}

function refuseKey(request: FastifyRequest): void {
  if (request.headers['idempotency-key'] === undefined) return;
  const errors = [
    { path: 'Idempotency-Key', expected: 'a dedupeKey in each of the runs', got: 'one for all of them' },
  ];
  throw new Refusal(422, 'KEY_INVALID', 'A batch has no Idempotency-Key.', { errors });
}

function readWait(text: string): number {
  const ms = toDurationMs(/^\d+$/.test(text) ? Number(text) : text) ?? (text === '0' ? 0 : undefined);
  if (ms !== undefined && ms <= LIMITS.resultWaitMs) return ms;
  const errors = [{ path: 'wait', expected: 'a duration from 0 to 60s', got: text }];
  throw new Refusal(422, 'QUERY_INVALID', 'The time to wait is not usable.', { errors });
}

async function showRun(parts: Parts, runId: string): Promise<RunView> {
  const { run, plan } = await loadShownRun(parts, DEFAULT_TENANT, runId);
  return describeRun(run, plan, plan && (await findWaits(parts, run, plan)));
}
