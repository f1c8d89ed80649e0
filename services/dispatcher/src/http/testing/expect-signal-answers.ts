import { type AskApi, NOBODY, START as start } from './ask.ts';

const SCHEMA = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
const PAIR = {
  name: 'pair',
  steps: { first: { signal: 'first' }, second: { signal: 'second', needs: ['first'] } },
};
const APPROVAL = { name: 'approval', steps: { go: { signal: 'go', schema: SCHEMA } } };

/** Sends signals to runs that wait for one with a boolean in `ok`. */
export async function expectSignalAnswers(ask: AskApi): Promise<void> {
  await ask({ path: '/v1/workflows', method: 'post', body: APPROVAL }, 201);
  const signal = { path: '/v1/runs/{id}/signals/{name}', method: 'post' } as const;
  const correlated = { path: '/v1/signals/{name}', method: 'post' } as const;
  const submit = async (id: string) =>
    (await ask({ ...start, body: { workflow: 'approval' }, headers: { 'x-correlation-id': id } }, 202)).runId;
  const id = await submit('signalled');
  const go = { id, name: 'go' };
  const [ok, key] = [{ ok: true }, { 'idempotency-key': 'k' }];
  await ask({ ...signal, params: { ...NOBODY, name: 'go' }, body: ok }, 404, 'RUN_UNKNOWN');
  await ask({ ...signal, params: { id, name: 'stop' }, body: ok }, 404, 'SIGNAL_UNKNOWN');
  await ask({ ...signal, params: go, body: { ok: 1 } }, 422, 'SIGNAL_INVALID');
  await ask({ ...signal, params: go, body: ok, query: '?x=1' }, 422, 'QUERY_INVALID');
  await ask(
    { ...signal, params: go, body: ok, headers: { 'x-actor': 'x'.repeat(129) } },
    422,
    'ACTOR_INVALID',
  );
  await ask({ ...signal, params: go, body: ok, headers: { 'idempotency-key': '' } }, 422, 'KEY_INVALID');
  for (const route of [
    { ...signal, params: go },
    { ...correlated, params: { name: 'go' } },
  ]) {
    await ask({ ...route, body: '{' }, 400, 'BODY_MALFORMED');
    await ask({ ...route, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
  }
  await ask({ ...signal, params: go, body: ok, headers: key }, 202);
  await ask({ path: '/v1/runs/{id}/result', params: { id }, query: '?wait=10s' }, 200);
  await ask({ ...signal, params: go, body: ok, headers: key }, 200);
  await ask({ ...signal, params: go, body: ok }, 409, 'RUN_ENDED');

  const later = await ask(
    { ...start, body: { workflow: 'approval', delay: '1h' }, headers: { 'x-correlation-id': 'full' } },
    202,
  );
  const large = { ...signal, params: { id: String(later.runId), name: 'go' } };
  const body = { ...ok, pad: 'x'.repeat(250_000) };
  for (let i = 0; i < 4; i++) await ask({ ...large, body }, 202);
  await ask({ ...large, body }, 429, 'MAILBOX_FULL');

  const to = (correlationId: string, more: object = {}) => ({ correlationId, payload: ok, ...more });
  await ask({ ...correlated, params: { name: 'go' }, body: to('nobody') }, 404, 'SIGNAL_UNKNOWN');
  await ask({ ...correlated, params: { name: 'go' }, body: { payload: ok } }, 422, 'SIGNAL_INVALID');
  await submit('twins');
  await submit('twins');
  await ask({ ...correlated, params: { name: 'go' }, body: to('twins') }, 409, 'SIGNAL_AMBIGUOUS');
  const single = await submit('single');
  const one = { ...correlated, params: { name: 'go' }, headers: key };
  await ask({ ...one, body: to('single', { workflow: 'approval' }) }, 202);
  // Its run has ended because of it, and others have come: a repeat is told of that run all the same.
  await ask({ path: '/v1/runs/{id}/result', params: { id: single }, query: '?wait=10s' }, 200);
  await submit('single');
  const repeat = await ask({ ...one, body: to('single') }, 200);
  if (repeat.runId !== single) throw new Error('The repeated signal reached another run.');
  const busy = { path: '/v1/signals/{name}', method: 'post', params: { name: 'go' } } as const;
  await ask({ ...busy, body: to('full', { payload: body }) }, 429, 'MAILBOX_FULL');
  await ask({ ...large, body: ok, headers: key }, 202);
  await ask({ ...busy, body: to('full'), headers: key }, 200);
  await expectKeyAnswers(ask);
}

/** A key stands for one signal of one run. */
async function expectKeyAnswers(ask: AskApi): Promise<void> {
  await ask({ path: '/v1/workflows', method: 'post', body: PAIR }, 201);
  const submit = async () =>
    String(
      (await ask({ ...start, body: { workflow: 'pair' }, headers: { 'x-correlation-id': 'pair' } }, 202))
        .runId,
    );
  const first = await submit();
  const headers = { 'idempotency-key': 'order-9' };
  const signal = (name: string, id = first) =>
    ({
      path: '/v1/runs/{id}/signals/{name}',
      method: 'post',
      params: { id, name },
      body: {},
      headers,
    }) as const;
  const correlated = (name: string, key: string) =>
    ({
      path: '/v1/signals/{name}',
      method: 'post',
      params: { name },
      body: { correlationId: 'pair', payload: {} },
      headers: { 'idempotency-key': key },
    }) as const;
  await ask(signal('first'), 202);
  await ask(signal('first'), 200);
  await ask(signal('second'), 409, 'KEY_REUSED');
  await ask(correlated('second', 'order-9'), 409, 'KEY_REUSED');
  // A second run of the correlation id makes new signals ambiguous, and those that were taken are not new.
  const second = await submit();
  await ask(correlated('second', 'order-10'), 409, 'SIGNAL_AMBIGUOUS');
  const repeat = await ask(correlated('first', 'order-9'), 200);
  if (repeat.runId !== first) throw new Error('The repeated signal reached another run.');
  await ask({ ...signal('second'), headers: { 'idempotency-key': 'order-11' } }, 202);
  await ask({ path: '/v1/runs/{id}/result', params: { id: first }, query: '?wait=10s' }, 200);
  // The run that is over took another signal under this key: this one is for the next run.
  const other = await ask(correlated('second', 'order-9'), 202);
  if (other.runId !== second) throw new Error('The signal did not reach the open run.');
}
