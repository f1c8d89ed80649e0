import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { watchSilentConnections } from './silent-connections.ts';

test('a server closes although a client has connected and sent nothing, and lets a request at hand end', async () => {
  const asked = Promise.withResolvers<() => void>();
  const server = createServer((_, response) => asked.resolve(() => response.end('done')));
  const endSilent = watchSilentConnections(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const answer = fetch(`http://127.0.0.1:${address.port}`, { headers: { connection: 'close' } });
  const finish = await asked.promise;
  const accepted = once(server, 'connection');
  const silent = connect(address.port, '127.0.0.1');
  await accepted;
  const ended = once(silent, 'close');
  const closed = once(server, 'close');
  server.close();
  endSilent();
  await ended;
  finish();
  expect(await (await answer).text()).toBe('done');
  await closed;
});
