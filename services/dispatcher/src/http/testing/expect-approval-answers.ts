import { type AskApi, NOBODY, START as start } from './ask.ts';

const REFUND = {
  name: 'refund',
  steps: { ask: { approve: { signal: 'ok', ask: 'Refund ${input.amount}?' } } },
};

const TWO_QUESTIONS = {
  name: 'two-questions',
  steps: {
    a: { approve: { signal: 'a', ask: 'A?' } },
    b: { approve: { signal: 'b', ask: 'B?' } },
    later: { approve: { signal: 'c', ask: 'C?' }, needs: ['a', 'b'] },
  },
};

/** Answers what a step asks, through its id in the list. */
export async function expectApprovalAnswers(ask: AskApi): Promise<void> {
  const list = { path: '/v1/approvals' } as const;
  const answer = { path: '/v1/approvals/{approval}', method: 'post' } as const;
  await ask({ path: '/v1/workflows', method: 'post', body: REFUND }, 201);
  const { runId } = await ask({ ...start, body: { workflow: 'refund', input: { amount: 120 } } }, 202);
  await ask({ ...list, query: '?x=1' }, 422, 'QUERY_INVALID');
  await ask({ ...list, query: '?cursor=x' }, 422, 'CURSOR_INVALID');
  const { items = [] } = await ask({ ...list, query: '?workflow=refund&signal=ok' }, 200);
  const { id = '', ...found } = items[0] as { readonly id?: string; readonly ask?: string };
  if (found.ask !== 'Refund 120?') throw new Error(`The list asks ${found.ask}`);
  const show = { path: '/v1/approvals/{approval}' } as const;
  for (const approval of [id, `${runId}.ask`]) {
    const shown = await ask({ ...show, params: { approval } }, 200);
    if (shown.id !== id) throw new Error(`${approval} is shown as ${shown.id}`);
  }
  await ask({ ...show, params: { approval: id }, query: '?x=1' }, 422, 'QUERY_INVALID');
  await ask({ ...show, params: { approval: `${NOBODY.id}.ask.1` } }, 404, 'RUN_UNKNOWN');
  for (const approval of ['x', `${runId}.asks`, `${runId}.ask.999`])
    await ask({ ...show, params: { approval } }, 404, 'APPROVAL_UNKNOWN');
  const body = { choice: 'approve' };
  await ask({ ...answer, params: { approval: NOBODY.id }, body }, 404, 'APPROVAL_UNKNOWN');
  await ask({ ...answer, params: { approval: `${NOBODY.id}.ask.1` }, body }, 404, 'RUN_UNKNOWN');
  await ask({ ...answer, params: { approval: `${runId}.asks` }, body }, 404, 'APPROVAL_UNKNOWN');
  await ask({ ...answer, params: { approval: id }, body: { choice: 'perhaps' } }, 422, 'APPROVAL_INVALID');
  await ask({ ...answer, params: { approval: id }, body: {} }, 422, 'APPROVAL_INVALID');
  await ask({ ...answer, params: { approval: id }, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...answer, params: { approval: id }, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
  await ask({ ...answer, params: { approval: `${runId}.ask.999` }, body }, 409, 'APPROVAL_CLOSED');
  const headers = { 'idempotency-key': 'k', 'x-actor': 'lee' };
  await ask({ ...answer, params: { approval: id }, body, headers }, 202);
  await ask({ ...answer, params: { approval: id }, body, headers }, 200);
  await ask({ ...answer, params: { approval: id }, body }, 409, 'APPROVAL_ANSWERED');
  await ask({ ...show, params: { approval: id } }, 404, 'APPROVAL_UNKNOWN');
  await expectOneKeyPerAnswer(ask);
}

/** A key stands for one answer to one question. */
async function expectOneKeyPerAnswer(ask: AskApi): Promise<void> {
  const answer = { path: '/v1/approvals/{approval}', method: 'post' } as const;
  await ask({ path: '/v1/workflows', method: 'post', body: TWO_QUESTIONS }, 201);
  const { runId } = await ask({ ...start, body: { workflow: 'two-questions' } }, 202);
  const idsOf = async () => {
    const { items = [] } = await ask({ path: '/v1/approvals', query: '?workflow=two-questions' }, 200);
    return (items as { readonly id: string }[]).map(({ id }) => id).sort();
  };
  const [a = '', b = ''] = await idsOf();
  const headers = { 'idempotency-key': 'k' };
  await ask(
    { ...answer, params: { approval: `${runId}.later.1` }, body: { choice: 'approve' } },
    409,
    'APPROVAL_CLOSED',
  );
  await ask({ ...answer, params: { approval: a }, body: { choice: 'approve' }, headers }, 202);
  await ask({ ...answer, params: { approval: a }, body: { choice: 'reject' }, headers }, 409, 'KEY_REUSED');
  await ask({ ...answer, params: { approval: b }, body: { choice: 'approve' }, headers }, 409, 'KEY_REUSED');
  const open = await idsOf();
  if (open.join() !== b) throw new Error(`Only ${b} should be open, and ${open} are.`);
}
