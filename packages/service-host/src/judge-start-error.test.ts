import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Refusal } from '@ag06/contracts';
import { StoreError } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { judgeStartError } from './judge-start-error.ts';

const listen = (server: Server, port: number, host: string) =>
  new Promise<unknown>((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => resolve(undefined));
  });

it('judgeStartError tells of a port that is taken, and of a host that is none, which settings to change', async () => {
  const [first, second, third] = [createServer(), createServer(), createServer()];
  await listen(first, 0, '127.0.0.1');
  const { port } = first.address() as AddressInfo;
  expect(judgeStartError(await listen(second, port, '127.0.0.1'))).toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}.*AG06_HTTP_PORT.*AG06_HEALTH_PORT`)),
  });
  expect(judgeStartError(await listen(third, 0, '192.0.2.1'))).toMatchObject({ code: 'HOST_UNKNOWN' });
  first.close();
});

it('judgeStartError leaves a defect alone', () => {
  expect(judgeStartError(new Error('boom'))).toBeUndefined();
  expect(judgeStartError(Object.assign(new Error('x'), { code: 'EADDRINUSE' }))).toBeUndefined();
});

it('judgeStartError tells what a package refuses by its code and its sentence', () => {
  expect(judgeStartError(new Refusal(422, 'AGENT_UNKNOWN', 'No such agent.'))).toEqual({
    code: 'AGENT_UNKNOWN',
    message: 'No such agent.',
  });
  expect(judgeStartError(new StoreError('STORE_SCHEMA_NEWER', 'Upgrade the program.'))).toEqual({
    code: 'STORE_SCHEMA_NEWER',
    message: 'Upgrade the program.',
  });
});
