import { createMemoryStore } from '@ag06/store';
import { awaiting, META, Player } from '@ag06/store/conformance';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { listPage } from '../bulk/list-page.ts';
import { createMemoryApi } from './testing/memory-api.ts';

const store = createMemoryStore();
const app = createMemoryApi({}, { store });
const players = {
  waiting: new Player(store),
  running: new Player(store),
  declined: new Player(store),
  limited: new Player(store),
};
const META_TEXT = JSON.stringify({ ...META, workflow: 'shop' });

async function fail(player: Player, code: string): Promise<void> {
  await player.submit({ meta: META_TEXT });
  const error = JSON.stringify({ code, message: 'The bank said no.', step: 'a', attempt: 1 });
  await player.byRun(['running'], { change: { to: 'ended' }, end: { status: 'failed', error } });
}

beforeAll(async () => {
  await players.waiting.submit({ meta: META_TEXT, roots: [awaiting('a', 'signal:go')] });
  await players.running.submit({ meta: META_TEXT });
  await fail(players.declined, 'CARD_DECLINED');
  await fail(players.limited, 'RATE_LIMITED');
});
afterAll(() => app.close());

async function list(query: string) {
  const response = await app.inject({ method: 'GET', url: `/v1/runs?${query}` });
  expect(response.statusCode).toBe(200);
  return response.json().items;
}

it('a list of runs tells which wait, and is filtered by it; those that run are all of them', async () => {
  const { waiting, running } = players;
  expect(await list('status=waiting')).toMatchObject([{ runId: waiting.runId, status: 'waiting' }]);
  const open = await list('status=running');
  expect(
    new Map(open.map(({ runId, status }: { runId: string; status: string }) => [runId, status])),
  ).toEqual(
    new Map([
      [waiting.runId, 'waiting'],
      [running.runId, 'running'],
    ]),
  );
  const tree = await app.inject({ method: 'GET', url: `/v1/runs/${waiting.runId}/tree` });
  expect(tree.json().nodes).toMatchObject([{ runId: waiting.runId, status: 'waiting' }]);
});

it('a list of runs tells why they failed in few words, and is filtered by the code', async () => {
  const { declined } = players;
  const [found, ...others] = await list('code=CARD_DECLINED');
  expect(found).toMatchObject({ runId: declined.runId, error: { code: 'CARD_DECLINED', step: 'a' } });
  expect(found.error).not.toHaveProperty('message');
  expect(others).toEqual([]);
  expect(await list('code=CARD_DECLINED&status=running')).toEqual([]);
});

it('a bulk acts on the runs that ended with the code of its filter', async () => {
  const filter = { status: ['failed'], code: 'RATE_LIMITED' } as const;
  const request = { of: 'runs', tenant: 'default', action: 'retry', dryRun: true } as const;
  const page = await listPage(store, {
    request: { ...request, filter: { ...filter, status: [...filter.status] } },
    createdAt: await store.runs.now(),
    after: undefined,
    limit: 10,
  });
  expect(page.ids).toEqual([players.limited.runId]);
});
