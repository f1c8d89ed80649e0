import { openBackend } from '@ag06/backend';
import {
  type RedisServer,
  type ServiceProcess,
  sendRequest,
  startProcess,
  startRedis,
  until,
} from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { type Answered, type Ask, NOBODY, START as start } from '../testing/ask.ts';
import { beat } from '../testing/beat.ts';
import { expectAllTuningAnswers } from '../testing/expect-all-tuning-answers.ts';
import { expectApprovalAnswers } from '../testing/expect-approval-answers.ts';
import { ANSWERS_ARCHIVE, expectArchiveAnswers } from '../testing/expect-archive-answers.ts';
import { expectBulkAnswers } from '../testing/expect-bulk-answers.ts';
import { expectDeadLetterAnswers } from '../testing/expect-dead-letter-answers.ts';
import { expectExperimentAnswers } from '../testing/expect-experiment-answers.ts';
import { expectFeedLines } from '../testing/expect-feed-lines.ts';
import { expectHistoryAnswers } from '../testing/expect-history-answers.ts';
import { expectDrainAnswers, expectPartAnswers } from '../testing/expect-part-answers.ts';
import { expectScaleAnswers } from '../testing/expect-scale-answers.ts';
import { expectScheduleAnswers } from '../testing/expect-schedule-answers.ts';
import { expectSignalAnswers } from '../testing/expect-signal-answers.ts';
import { expectSteeringAnswers } from '../testing/expect-steering-answers.ts';
import { expectGroupAnswers, expectStreamAnswers } from '../testing/expect-stream-answers.ts';
import { DocumentSchemas, type OpenApiDocument, operationsOf } from '../testing/openapi-document.ts';
import { LETTERS, seedAnswers } from '../testing/seed-answers.ts';

let redis: RedisServer;
let dispatcher: ServiceProcess;
let url: string;
let document: OpenApiDocument;
let schemas: DocumentSchemas;
const seen = new Set<string>();

beforeAll(async () => {
  redis = await startRedis();
  dispatcher = await startProcess({
    entry: new URL('../../main.ts', import.meta.url),
    env: { AG06_BROKER_URL: redis.url, AG06_HTTP_PORT: '0', AG06_ARCHIVE_URL: ANSWERS_ARCHIVE },
  });
  [, url = ''] = await dispatcher.waitForLine(/dispatcher ready at (http:[^"]+)/);
  const response = await fetch(`${url}/openapi.json`);
  document = (await response.json()) as OpenApiDocument;
  schemas = new DocumentSchemas(document, true);
  await seedAnswers(redis.url);
}, 60_000);

afterAll(async () => {
  await dispatcher.stop();
  await redis.stop();
});

/** Asks, and checks the answer by what the document says of this path, method and status. */
async function ask(ask: Ask, status: number, code?: string) {
  const { path, method = 'get', params = {}, query = '', body, headers = {} } = ask;
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const response = await sendRequest(`${url}${target}${query}`, {
    method: method.toUpperCase(),
    headers: { ...(method !== 'get' && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const type = response.headers['content-type']?.split(';')[0] ?? '';
  const lines = type === 'application/x-ndjson' ? response.text.trimEnd().split('\n') : [response.text];
  const answers = lines.map((line) => (type === 'text/plain' ? line : JSON.parse(line)) as Answered);
  const [answer] = answers as [Answered];
  expect({ path, status: response.status, code: answer.code }).toEqual({ path, status, code });
  const described = document.paths[path]?.[method]?.responses[status]?.content[type];
  expect({ path, status, type, isDescribed: described !== undefined }).toMatchObject({ isDescribed: true });
  const errors = answers.flatMap((one) => schemas.findErrors(described?.schema ?? {}, one));
  expect({ path, status, errors }).toEqual({ path, status, errors: [] });
  seen.add(`${method} ${path} ${status}`);
  return answer;
}

const OF_PATHS = {
  name: 'flow',
  agent: 'x.a',
  experiment: 'x-0123456789abcdef',
  dependency: 'shop',
  step: 'a',
  stream: 's',
  group: 'g',
  correlation: 'c',
};
const DEFINITION = { name: 'flow', steps: { a: { agent: 'x.a' }, b: { agent: 'x.b', needs: ['a'] } } };

describe('the answers of a dispatcher are as its document says:', () => {
  it('workflows', async () => {
    const push = { path: '/v1/workflows', method: 'post' } as const;
    await ask({ ...push, body: DEFINITION }, 201);
    await ask({ ...push, body: DEFINITION }, 200);
    await ask({ ...push, body: '{' }, 400, 'BODY_MALFORMED');
    await ask({ ...push, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
    await ask(
      { ...push, body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    );
    await ask({ ...push, body: {} }, 422, 'DEFINITION_INVALID');
    await ask({ ...push, body: { name: 'x', steps: { a: { agent: 'x', compensate: {} } } } }, 501, 'NOT_YET');
    await ask({ path: '/v1/workflows' }, 200);
    await ask({ path: '/v1/workflows', query: '?x=1' }, 422, 'QUERY_INVALID');
    for (const path of ['/v1/workflows/{name}', '/v1/workflows/{name}/versions']) {
      await ask({ path, params: { name: 'flow' } }, 200);
      await ask({ path, params: { name: 'none' } }, 404, 'WORKFLOW_UNKNOWN');
      await ask({ path, params: { name: 'flow' }, query: '?x=1' }, 422, 'QUERY_INVALID');
    }
    const show = { path: '/v1/workflows/{name}', query: '?version=abc' };
    await ask({ ...show, params: { name: 'flow' } }, 404, 'VERSION_UNKNOWN');
    await ask({ ...show, params: { name: 'none' } }, 404, 'WORKFLOW_UNKNOWN');
  });

  it('submissions', async () => {
    const body = { workflow: 'flow', input: { n: 1 } };
    const headers = { 'idempotency-key': 'one' };
    await ask({ ...start, body, headers }, 202);
    await ask({ ...start, body, headers }, 200);
    await ask({ ...start, body, query: '?wait=1ms' }, 202);
    await ask({ ...start, body, query: '?wait=61s' }, 422, 'QUERY_INVALID');
    await ask({ ...start, body: { ...body, input: 2 }, headers }, 409, 'KEY_REUSED');
    await ask({ ...start, body: '[' }, 400, 'BODY_MALFORMED');
    await ask({ ...start, body: { workflow: 'none' } }, 404, 'WORKFLOW_UNKNOWN');
    await ask({ ...start, body: { ...body, input: 'x'.repeat(600_000) } }, 413, 'INPUT_TOO_LARGE');
    await ask(
      { ...start, body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    );
    await ask({ ...start, body: { ...body, delay: 'soon' } }, 422, 'DURATION_INVALID');
    await ask({ ...start, body, headers: { 'x-correlation-id': ' ' } }, 422, 'CORRELATION_ID_INVALID');
  });

  it('a key whose run was deleted', async () => {
    const keyed = { ...start, body: { workflow: 'flow' }, headers: { 'idempotency-key': 'deleted' } };
    const { runId: id } = await ask(keyed, 202);
    await ask({ path: '/v1/runs/{id}/cancel', method: 'post', params: { id } }, 202);
    const backend = await openBackend(redis.url, { onError: () => {} });
    await until(async () => (await backend.store.runs.deleteFinished(-1_000, 100)) === 0);
    await backend.close();
    await ask(keyed, 410, 'KEY_RUN_DELETED');
  });

  it('batches', async () => {
    const batch = { path: '/v1/runs/batch', method: 'post' } as const;
    const runs = [{ workflow: 'flow', dedupeKey: 'two' }, { workflow: 'none' }, 7];
    await ask({ ...batch, body: { runs } }, 200);
    await ask({ ...batch, body: '[' }, 400, 'BODY_MALFORMED');
    await ask({ ...batch, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
    await ask(
      { ...batch, body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    );
    await ask({ ...batch, body: { runs: [] } }, 422, 'BATCH_INVALID');
  });

  it('items', async () => {
    const each = { agent: 'x.a', forEach: [1, 2, 3], concurrency: 2 };
    await ask({ path: '/v1/workflows', method: 'post', body: { name: 'each', steps: { each } } }, 201);
    const { runId: id } = await ask({ ...start, body: { workflow: 'each' } }, 202);
    await ask({ path: '/v1/runs/{id}', params: { id } }, 200);
    const items = { path: '/v1/runs/{id}/items', params: { id } };
    const { next } = await ask({ ...items, query: '?step=each&limit=2' }, 200);
    await ask({ ...items, query: `?step=each&cursor=${next}` }, 200);
    await ask({ ...items, query: '?step=other' }, 404, 'STEP_UNKNOWN');
    await ask({ ...items, query: '?step=each&cursor=x' }, 422, 'CURSOR_INVALID');
    await ask({ ...items, query: '' }, 422, 'QUERY_INVALID');
    await ask({ ...items, params: NOBODY, query: '?step=each' }, 404, 'RUN_UNKNOWN');
    const step = { path: '/v1/runs/{id}/steps/{step}', params: { id, step: 'each' } };
    for (const query of ['', '?item=2']) await ask({ ...step, query }, 200);
    await ask({ ...step, query: '?item=3' }, 404, 'ITEM_UNKNOWN');
    await ask({ ...step, query: '?item=-1' }, 422, 'QUERY_INVALID');
  });

  it('runs', async () => {
    const { runId: id } = await ask({ ...start, body: { workflow: 'flow', tags: ['t'] } }, 202);
    const { runId: later } = await ask({ ...start, body: { workflow: 'flow', delay: '1h' } }, 202);
    const { next } = await ask({ path: '/v1/runs', query: '?limit=1' }, 200);
    await ask({ path: '/v1/runs', query: `?cursor=${next}` }, 200);
    await ask({ path: '/v1/runs', query: '?status=none' }, 422, 'QUERY_INVALID');
    for (const params of [{ id }, { id: later }]) {
      await ask({ path: '/v1/runs/{id}', params }, 200);
      await ask({ path: '/v1/runs/{id}/result', params }, 202);
    }
    await ask({ path: '/v1/runs/{id}/events', params: { id }, query: '?limit=1' }, 200);
    await ask({ path: '/v1/runs/{id}/cancel', method: 'post', params: { id } }, 202);
    await ask({ path: '/v1/runs/{id}/cancel', method: 'post', params: { id } }, 200);
    await ask({ path: '/v1/runs/{id}/events', params: { id } }, 200);
    await ask({ path: '/v1/runs/{id}/result', params: { id } }, 200);
    await ask({ path: '/v1/runs/{id}', params: { id } }, 200);
    for (const path of ['/v1/runs/{id}', '/v1/runs/{id}/result', '/v1/runs/{id}/events']) {
      await ask({ path, params: NOBODY }, 404, 'RUN_UNKNOWN');
      await ask({ path, params: { id }, query: '?x=1' }, 422, 'QUERY_INVALID');
    }
    const cancel = { path: '/v1/runs/{id}/cancel', method: 'post' } as const;
    await ask({ ...cancel, params: NOBODY }, 404, 'RUN_UNKNOWN');
    await ask({ ...cancel, params: { id }, query: '?x=1' }, 422, 'QUERY_INVALID');
    const { runId: timed } = await ask({ ...start, body: { workflow: 'flow', timeout: '1ms' } }, 202);
    await ask({ path: '/v1/runs/{id}/result', params: { id: timed }, query: '?wait=10s' }, 200);
    await ask({ ...cancel, params: { id: timed } }, 409, 'RUN_ENDED');
  });

  it('pauses of runs, agents, workflows and the fleet, and forks', () => expectSteeringAnswers(ask));
  it('looks back at runs, and their exports', () => expectHistoryAnswers(ask));
  it('the archive', () => expectArchiveAnswers(ask, redis.url));
  it('bulks, and runs that are deleted', () => expectBulkAnswers(ask));

  it('the feed', async () => {
    await ask({ path: '/v1/feed', query: '?after=1' }, 410, 'FEED_POSITION_GONE');
    await ask({ path: '/v1/feed', query: '?after=x' }, 422, 'FEED_POSITION_INVALID');
    const feed = { document, schemas, path: '/v1/feed' };
    const target = `${url}/v1/feed?after=${Date.now() - 60_000}`;
    const lines = await expectFeedLines(feed, target, /event: run\.timed_out[\s\S]*\n\n/);
    expect(lines).toBeGreaterThan(5);
    seen.add('get /v1/feed 200');
  });

  it('streams', async () => {
    await expectStreamAnswers(ask);
    const feed = { document, schemas, path: '/v1/streams/{stream}/feed' };
    const target = `${url}/v1/streams/orders/feed?after=0`;
    expect(await expectFeedLines(feed, target, /event: order\.sent[\s\S]*\n\n/)).toBe(2);
    seen.add('get /v1/streams/{stream}/feed 200');
  });
  it('groups of streams, and timelines', () => expectGroupAnswers(ask));

  it('signals', () => expectSignalAnswers(ask));
  it('approvals', () => expectApprovalAnswers(ask));

  it('the fleet', async () => {
    const lists = ['workers', 'agents', 'tuning', 'queues', 'breakers', 'dead-letters', 'targets', 'links'];
    for (const path of lists.map((name) => `/v1/${name}`)) {
      await ask({ path }, 200);
      await ask({ path, query: '?x=1' }, 422, 'QUERY_INVALID');
    }
    for (const verb of ['open', 'close', 'off'] as const) {
      const post = { path: `/v1/breakers/{dependency}/${verb}`, method: 'post' } as const;
      await ask({ ...post, params: { dependency: 'shop' } }, 200);
      await ask({ ...post, params: { dependency: 'nobody' } }, 404, 'BREAKER_UNKNOWN');
      await ask({ ...post, params: { dependency: 'shop' }, query: '?x=1' }, 422, 'QUERY_INVALID');
    }
    const client = new Redis(redis.url);
    await beat(client);
    client.disconnect();
    await expectPartAnswers(ask);
    await expectDrainAnswers(ask);
    await until(async () => (await fetch(`${url}/health`)).status === 200);
    for (const path of ['/health/live', '/health/ready', '/health', '/metrics', '/openapi.json']) {
      await ask({ path }, 200);
      await ask({ path, headers: { 'x-correlation-id': ' ' } }, 422, 'CORRELATION_ID_INVALID');
    }
  });

  it('dead letters', () => expectDeadLetterAnswers(ask, LETTERS));
  it('how many workers agents should have', () => expectScaleAnswers(ask, url));

  it('schedules', () => expectScheduleAnswers(ask));
  it('settings, and the tuning of an agent', () => expectAllTuningAnswers(ask, redis.url));
  it('experiments', () => expectExperimentAnswers(ask));

  it('pages of other sites and other names', async () => {
    for (const { method, path, operation } of operationsOf(document)) {
      const params = { ...OF_PATHS, id: NOBODY.id };
      const foreign = { path, method: method as 'get', params };
      await ask({ ...foreign, headers: { host: 'evil.example' } }, 421, 'HOST_NOT_ALLOWED');
      if (operation.responses[403] !== undefined)
        await ask({ ...foreign, headers: { origin: 'https://evil.example' } }, 403, 'ORIGIN_NOT_ALLOWED');
      if (method === 'post')
        await ask({ ...foreign, headers: { 'content-type': 'text/plain' } }, 415, 'MEDIA_TYPE_UNSUPPORTED');
    }
  });

  it('every described answer was met, except those of our own failures', () => {
    const all = operationsOf(document).flatMap(({ method, path, operation }) =>
      Object.keys(operation.responses).map((status) => `${method} ${path} ${status}`),
    );
    expect(all.filter((one) => !seen.has(one) && !/ 50[03]$/.test(one))).toEqual([]);
  });

  it('answers while Redis is away', async () => {
    await redis.kill('SIGKILL');
    for (;;) {
      const { status } = await fetch(`${url}/v1/runs`);
      if (status === 503) break;
    }
    for (const { method, path } of operationsOf(document)) {
      if (!path.startsWith('/v1/')) continue;
      await ask(
        { path, method: method as 'get', params: { ...NOBODY, name: 'flow', agent: 'x.a' } },
        503,
        'STORE_UNAVAILABLE',
      );
    }
    await ask({ path: '/health/ready' }, 503);
    await ask({ path: '/health/live' }, 200);
  }, 60_000);
});
