import { connect } from 'node:net';
import { expect, it } from '@jest/globals';
import type { buildConnector } from 'undici';
import type { Resolve } from './guarded-lookup.ts';
import { createConnector } from './open-dispatcher.ts';
import { createCaller } from './testing/call.ts';
import { startListener, startServer } from './testing/local-server.ts';

/** Answers with one list after the other, and the last for ever. */
function resolveInTurn(...answers: readonly (readonly string[])[]) {
  let asked = 0;
  const resolve: Resolve = async () => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { resolve, asked: () => asked };
}

/** Tells what a connection was told to connect to; public addresses are not connected to, loopback is. */
function createDialler(dialled: string[]): typeof buildConnector {
  return (options) => {
    if (options === undefined || !('lookup' in options)) throw new Error('There is no lookup.');
    return ({ hostname, port }, callback) => {
      options.lookup?.(hostname, { all: true }, (error, found) => {
        if (error !== null) return callback(error, null);
        for (const { address } of Array.isArray(found) ? found : []) {
          dialled.push(address);
          if (address.startsWith('127.')) connect(Number(port), address).on('error', () => {});
        }
        callback(new Error('nobody answers there'), null);
      });
    };
  };
}

it('a name that is public when it is checked and 127.0.0.1 afterwards is connected to where it was checked', async () => {
  await using victim = await startListener();
  const { resolve, asked } = resolveInTurn(['8.8.8.8'], ['127.0.0.1']);
  const dialled: string[] = [];
  const origin = new URL('http://rebind.example');
  const dial = createConnector(origin, { allow: [], resolve, dial: createDialler(dialled) });
  const options = { hostname: 'rebind.example', protocol: 'http:', port: String(victim.port) };
  const errors: (Error | null)[] = [];
  for (const turn of [1, 2, 3]) {
    errors.push(await new Promise((done) => dial(options, (...[error]) => done(error))));
    expect(asked()).toBe(turn);
  }
  expect(dialled).toEqual(['8.8.8.8']);
  expect(errors.map((error) => error && 'code' in error && error.code)).toEqual([
    false,
    'HTTP_TARGET_FORBIDDEN',
    'HTTP_TARGET_FORBIDDEN',
  ]);
  expect(victim.connections.made).toBe(0);
});

it('the address of each new connection is checked again', async () => {
  await using server = await startServer((_, response) => {
    response.setHeader('connection', 'close').end('here');
  });
  const { resolve, asked } = resolveInTurn(['127.0.0.1'], ['127.0.0.1'], ['10.0.0.1']);
  await using caller = createCaller([`127.0.0.1:${server.port}`], resolve);
  const url = `http://rebind.example:${server.port}`;
  expect(await caller.call({ url })).toMatchObject({ output: { body: 'here' } });
  expect(await caller.call({ url })).toMatchObject({ output: { body: 'here' } });
  expect(await caller.call({ url })).toMatchObject({ failure: { code: 'HTTP_TARGET_FORBIDDEN' } });
  expect([asked(), server.connections.made]).toEqual([3, 2]);
});

it('a name with one forbidden address is refused as a whole', async () => {
  await using server = await startServer((_, response) => response.end('here'));
  const { resolve } = resolveInTurn(['127.0.0.1', '::1']);
  await using caller = createCaller([`127.0.0.1:${server.port}`], resolve);
  expect(await caller.call({ url: `http://two.example:${server.port}` })).toMatchObject({
    failure: { code: 'HTTP_TARGET_FORBIDDEN' },
  });
  expect(server.connections.made).toBe(0);
});
