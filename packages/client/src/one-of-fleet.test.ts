import { expect, it } from '@jest/globals';
import { Client } from './client.ts';

/** An answer of which every call finds what it needs. */
const ANSWER = { id: 'i', name: 'n', agents: [], queue: 'q', state: 'open', choices: [], of: 'fleet' };

it.each<[string, (client: Client) => Promise<unknown>]>([
  ['GET /v1/breakers/a%2Fb', (client) => client.breakers.get('a/b')],
  ['GET /v1/workers/w-1', (client) => client.fleet.worker('w-1')],
  ['GET /v1/agents/x.a', (client) => client.fleet.agent('x.a')],
  ['GET /v1/queues/agent.x.a', (client) => client.fleet.queue('agent.x.a')],
  ['GET /v1/approvals/r.ask', (client) => client.approvals.get('r.ask')],
  ['GET /v1/pauses/fleet', (client) => client.pauses.get('fleet')],
  ['GET /v1/pauses/agent%3Ax.a', (client) => client.pauses.get({ agent: 'x.a' })],
  ['GET /v1/pauses/workflow%3Aw', (client) => client.pauses.get({ workflow: 'w' })],
])('a method of the client that shows one part of the fleet sends %s, and who asks', async (line, call) => {
  const asked: unknown[] = [];
  const client = new Client({
    url: 'http://fleet',
    by: 'Łukasz',
    retryForMs: 0,
    fetch: async (url, init) => {
      const by = new Headers(init?.headers).get('x-actor');
      asked.push([`${init?.method} ${String(url).replace('http://fleet', '')}`, by]);
      return Response.json(ANSWER);
    },
  });
  expect(await call(client)).toEqual(ANSWER);
  expect(asked).toEqual([[line, "UTF-8''%C5%81ukasz"]]);
});
