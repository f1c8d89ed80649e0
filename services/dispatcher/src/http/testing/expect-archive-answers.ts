import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackend } from '@ag06/backend';
import type { SharedStore } from '@ag06/store';
import type { AskApi } from './ask.ts';

const SEGMENT = '1796000000000-1795990000000-500-0f1e2d3c4b5a6978.ag06';

const FOLDER = join(tmpdir(), `ag06-answers-${process.pid}`);
/** The setting of the dispatcher that is asked. */
export const ANSWERS_ARCHIVE = `file:${FOLDER}`;

/** Every answer about the archive of a dispatcher that has an empty one. */
export async function expectArchiveAnswers(ask: AskApi, redisUrl: string): Promise<void> {
  const paths = ['', '/segments', '/runs', '/verify', '/streams'].map((one) => `/v1/archive${one}`);
  const prune = { path: '/v1/archive/prune', method: 'post', body: { filter: { all: true } } } as const;
  for (const path of paths) {
    await ask({ path }, 200);
    await ask({ path, query: '?x=1' }, 422, 'QUERY_INVALID');
  }
  for (const path of ['/v1/archive/segments', '/v1/archive/verify']) {
    await ask({ path, query: `?cursor=${SEGMENT}&limit=1` }, 200);
    await ask({ path, query: '?cursor=x' }, 422, 'QUERY_INVALID');
  }
  await ask({ path: '/v1/archive/streams', query: '?stream=orders&cursor=streams/&limit=1' }, 200);
  await ask({ path: '/v1/archive/streams', query: '?cursor=x' }, 422, 'QUERY_INVALID');
  const pruneStreams = { ...prune, path: '/v1/archive/streams/prune' } as const;
  await expectPruneAnswers(ask, pruneStreams, [{}, { all: true, stream: 'a' }, { olderThan: 'soon' }]);
  await ask({ path: '/v1/archive/runs', query: '?cursor=x' }, 422, 'CURSOR_INVALID');
  await ask({ ...prune, body: { filter: { olderThan: '90d', status: ['failed'] }, dryRun: true } }, 200);
  const unusable = [{}, { all: true, workflow: 'flow' }, { olderThan: 'soon' }, { status: ['running'] }];
  await expectPruneAnswers(ask, prune, unusable);
  const foreign = { 'content-type': 'text/plain' };
  const adopt = { path: '/v1/archive/adopt', method: 'post', body: {} } as const;
  await ask(adopt, 200);
  await ask({ ...adopt, body: { inPlaceOf: 'x' } }, 422, 'ADOPTION_INVALID');
  await ask({ ...adopt, query: '?x=1' }, 422, 'QUERY_INVALID');
  await ask({ ...adopt, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...adopt, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
  await ask({ ...adopt, body: 'x', headers: foreign }, 415, 'MEDIA_TYPE_UNSUPPORTED');
  const backend = await openBackend(redisUrl, { onError: () => {} });
  await expectOtherArchive(ask, backend.store.shared, [
    ...paths.map((path) => ({ path })),
    prune,
    pruneStreams,
  ]);
  await backend.close();
  await rm(FOLDER, { recursive: true, force: true });
}

/** Every answer to a request that prunes everything. */
async function expectPruneAnswers(
  ask: AskApi,
  prune: { readonly path: string; readonly method: 'post'; readonly body: object },
  unusable: readonly object[],
): Promise<void> {
  await ask(prune, 200);
  for (const filter of unusable) await ask({ ...prune, body: { filter } }, 422, 'PRUNE_INVALID');
  await ask({ ...prune, query: '?x=1' }, 422, 'QUERY_INVALID');
  await ask({ ...prune, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...prune, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
  const headers = { 'content-type': 'text/plain' };
  await ask({ ...prune, body: 'x', headers }, 415, 'MEDIA_TYPE_UNSUPPORTED');
}

/** As if the fleet had written to another archive than the one of this dispatcher. */
async function expectOtherArchive(
  ask: AskApi,
  shared: SharedStore,
  asked: readonly Parameters<AskApi>[0][],
): Promise<void> {
  const known = await shared.load('archive', 'ledger');
  const other = { archive: 'other', changes: 0, recent: [], abandoned: [] };
  await shared.swap('archive', 'ledger', known?.version ?? 0, JSON.stringify(other));
  for (const one of asked) await ask(one, 409, 'ARCHIVE_DIFFERS');
  const adopt = { path: '/v1/archive/adopt', method: 'post' } as const;
  await ask({ ...adopt, body: { inPlaceOf: '0f1e2d3c4b5a6978' } }, 409, 'ARCHIVE_DIFFERS');
  const swapped = await shared.load('archive', 'ledger');
  if (swapped === undefined) throw new Error('The document of the archive is gone.');
  await shared.remove('archive', 'ledger', swapped.version);
}
