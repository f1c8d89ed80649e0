import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openObjects } from './open-objects.ts';
import { openS3Objects } from './s3-objects.ts';

let server: Server | undefined;
beforeAll(() => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
  });
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function openAt(answer: RequestListener) {
  server = createServer((request, reply) => request.resume().on('end', () => answer(request, reply)));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return openObjects(`s3://bucket/prefix?endpoint=http://127.0.0.1:${port}`);
}

/** A server that answers everything with one error. */
const refusing =
  (status: number, name: string): RequestListener =>
  (_, reply) =>
    reply
      .writeHead(status, { 'content-type': 'application/xml' })
      .end(name === '' ? undefined : `<Error><Code>${name}</Code><Message>No.</Message></Error>`);

describe('what an S3 server refuses is told as what it is, with a remedy, and whether it is to be tried again', () => {
  it.each([
    [503, 'SlowDown', 'OBJECTS_BUSY', 'slow down'],
    [429, 'TooManyRequests', 'OBJECTS_BUSY', 'slow down'],
    [409, 'ConditionalRequestConflict', 'OBJECTS_BUSY', 'another request for the same object'],
    [500, 'InternalError', 'OBJECTS_UNAVAILABLE', 'sent again later'],
    [502, '', 'OBJECTS_UNAVAILABLE', 'sent again later'],
    [507, 'XMinioStorageFull', 'OBJECTS_FULL', 'more room'],
    [403, 'QuotaExceeded', 'OBJECTS_FULL', 'quota'],
    [403, 'AccessDenied', 'OBJECTS_FORBIDDEN', 's3:PutObject'],
    [403, '', 'OBJECTS_FORBIDDEN', 's3:PutObject'],
    [403, 'SignatureDoesNotMatch', 'OBJECTS_FORBIDDEN', 'AWS_SECRET_ACCESS_KEY'],
    [403, 'RequestTimeTooSkewed', 'OBJECTS_FORBIDDEN', 'clock'],
    [400, 'ExpiredToken', 'OBJECTS_FORBIDDEN', 'Renew'],
    [404, 'NoSuchBucket', 'OBJECTS_BUCKET_UNKNOWN', 'Create it'],
    [400, 'AuthorizationHeaderMalformed', 'OBJECTS_REFUSED', 'region='],
    [501, 'NotImplemented', 'OBJECTS_UNSUPPORTED', 'If-None-Match'],
    [400, 'InvalidArgument', 'OBJECTS_REFUSED', 'Check the bucket'],
  ])('%i %s is %s', async (status, name, code, remedy) => {
    const objects = await openAt(refusing(status, name));
    const isRetryable = ['OBJECTS_BUSY', 'OBJECTS_UNAVAILABLE', 'OBJECTS_FULL'].includes(code);
    const expected = { code, isRetryable, message: expect.stringContaining(remedy) };
    await expect(objects.put('a', Buffer.from('1'))).rejects.toMatchObject(expected);
    objects.close();
  });
});

it.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'MISSING_PEER_DEPENDENCY'])(
  'a library that is not installed is asked for (%s)',
  async (code) => {
    const place = { bucket: 'b', prefix: '', endpoint: undefined, region: undefined };
    const missing = Object.assign(new Error("Cannot find package '@aws-sdk/client-s3'"), { code });
    await expect(openS3Objects(place, () => Promise.reject(missing))).rejects.toMatchObject({
      code: 'S3_CLIENT_MISSING',
      isRetryable: false,
      message: expect.stringContaining('npm install @aws-sdk/client-s3'),
    });
    const broken = new Error('broken');
    await expect(openS3Objects(place, () => Promise.reject(broken))).rejects.toBe(broken);
  },
);

it('a part behind the end of a shortened object is empty, so that the reader tells it as damage', async () => {
  const objects = await openAt(refusing(416, 'InvalidRange'));
  expect(await objects.read('a', { from: 10, length: 5 })).toEqual(Buffer.alloc(0));
  objects.close();
});

it('a put that meets another put of the same bytes ends well once the other has ended', async () => {
  const asked: string[] = [];
  const objects = await openAt((request, reply) => {
    asked.push(request.method ?? '');
    if (request.method === 'PUT') return refusing(409, 'ConditionalRequestConflict')(request, reply);
    const isThere = asked.filter((method) => method === 'GET').length > 1;
    if (isThere) return reply.writeHead(200).end('1');
    return refusing(404, 'NoSuchKey')(request, reply);
  });
  await objects.put('a', Buffer.from('1'));
  expect(asked).toEqual(['PUT', 'GET', 'PUT', 'GET']);
  objects.close();
});

it('a put of an object that was deleted between the answer and the look at it is put again', async () => {
  let puts = 0;
  const objects = await openAt((request, reply) => {
    if (request.method !== 'PUT') return refusing(404, 'NoSuchKey')(request, reply);
    puts++;
    return puts === 1 ? refusing(412, 'PreconditionFailed')(request, reply) : reply.writeHead(200).end();
  });
  await objects.put('a', Buffer.from('1'));
  expect(puts).toBe(2);
  objects.close();
});
