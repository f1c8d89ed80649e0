import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerShell } from './answer-shell.ts';

const names = ['digest', 'dig; rm -rf /', '$(reboot)', 'dine'];
const ask = { status: 'waiting', waitsFor: { reason: 'approval', signal: 'answer', choices: ['yes', 'no'] } };
/** What a dispatcher answers; about lists of runs it never does. */
const ANSWERS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['/v1/workflows', { items: names.map((name) => ({ name, version: 'v', savedAt: '' })) }],
  ['/v1/runs/r0', { runId: 'r0', status: 'running', steps: { ask, fetch: { status: 'completed' } } }],
  [
    '/v1/approvals?limit=100',
    {
      items: [
        { id: 'r0.ask.3', runId: 'r0', step: 'ask', ask: 'Pay?', signal: 'answer', choices: ['yes', 'no'] },
      ],
    },
  ],
  ['/v1/streams/orders/groups', { items: [{ stream: 'orders', group: 'mailer', lag: 3 }] }],
  [
    '/v1/streams/orders/groups/mailer/dead-letters?limit=100',
    { items: [{ position: 17, reason: 'no address' }] },
  ],
]);
const server = createServer(({ url = '' }, response) => {
  const answer = ANSWERS.get(url);
  if (answer === undefined) return;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answer));
});
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  env = { AG06_URL: `http://127.0.0.1:${port}`, AG06_COMPLETION_TIMEOUT_MS: '10000' };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('the answer to a shell', () => {
  it('is a line for each word, with a tab and what it is', async () => {
    expect(await answerShell(['workers', 'dr'], {})).toEqual([
      'drain\tAsks a worker to end what it has and to exit, as on SIGTERM',
    ]);
    expect(await answerShell(['agents', '--window', '6'], {})).toEqual(['60m']);
    expect(await answerShell(['workflows', 'validate', ''], {})).toEqual([':files']);
  });

  it('has names of a dispatcher, and none that a shell could take for more than a word', async () => {
    expect(await answerShell(['workflows', 'show', 'di'], env)).toEqual([
      'digest\tworkflow',
      'dine\tworkflow',
    ]);
    expect(await answerShell(['runs', 'list', '--workflow=dig'], env)).toEqual([
      '--workflow=digest\tworkflow',
    ]);
  });

  it.each([
    ['runs show r0 ', ['ask\twaiting', 'fetch\tcompleted']],
    ['runs retry r0 --step f', ['fetch\tcompleted']],
    ['runs signal r0 ', ['answer\tstep ask']],
    ['approvals answer r0.ask.3 ', ['yes\tPay?', 'no\tPay?']],
    ['approvals answer r0.ask y', ['yes\tPay?']],
    ['approvals list --signal ', ['answer\tsignal']],
    ['streams reset orders ', ['mailer\t3 behind']],
    ['streams redrive orders mailer 1', ['17\tno address']],
  ])('has names within a run, an approval or a stream: ag06 %s', async (line, words) => {
    expect(await answerShell(line.split(' '), env)).toEqual(words);
  });

  it('is empty if the dispatcher does not answer in time, and if there is none', async () => {
    expect(await answerShell(['runs', 'show', ''], { ...env, AG06_COMPLETION_TIMEOUT_MS: '1' })).toEqual([]);
    expect(await answerShell(['runs', 'show', ''], { AG06_URL: 'http://127.0.0.1:9' })).toEqual([]);
  });
});
