import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerShell } from './answer-shell.ts';

/** A dispatcher that answers about workflows, and never about runs. */
const server = createServer((request, response) => {
  if (request.url !== '/v1/workflows') return;
  const names = ['digest', 'dig; rm -rf /', '$(reboot)', 'dine'];
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ items: names.map((name) => ({ name, version: 'v', savedAt: '' })) }));
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
    expect(await answerShell(['agents', '--window', '6'], {})).toEqual(['60']);
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

  it('is empty if the dispatcher does not answer in time, and if there is none', async () => {
    expect(await answerShell(['runs', 'show', ''], { ...env, AG06_COMPLETION_TIMEOUT_MS: '1' })).toEqual([]);
    expect(await answerShell(['runs', 'show', ''], { AG06_URL: 'http://127.0.0.1:9' })).toEqual([]);
  });
});
