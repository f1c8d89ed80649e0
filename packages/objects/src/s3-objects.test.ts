import { installPythonPackage, type S3Server, startS3 } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeObjects } from './conformance/describe-objects.ts';
import { openObjects } from './open-objects.ts';

const python = await installPythonPackage('moto[s3] flask flask-cors', 'moto.server');

(python === undefined ? describe.skip : describe)('an S3 server', () => {
  let server: S3Server | undefined;
  const url = (bucket: string) => `s3://${bucket}/some/prefix?endpoint=${server?.endpoint}`;
  beforeAll(async () => {
    server = await startS3(python ?? '');
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    await server.createBucket('objects');
  });
  afterAll(async () => server?.[Symbol.asyncDispose]());

  describeObjects('S3', async () => {
    const objects = await openObjects(url('objects'));
    return { objects, close: async () => objects.close() };
  });

  it('a bucket that does not exist is refused with its remedy', async () => {
    const objects = await openObjects(url('missing'));
    const unknown = {
      code: 'OBJECTS_BUCKET_UNKNOWN',
      isRetryable: false,
      message: expect.stringContaining('Create it'),
    };
    await expect(objects.put('a', Buffer.from('1'))).rejects.toMatchObject(unknown);
    await expect(objects.read('a')).rejects.toMatchObject(unknown);
    await expect(objects.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject(unknown);
    objects.close();
  });

  it('a server that is away is said to be so, to be tried again', async () => {
    const objects = await openObjects('s3://bucket?endpoint=http://127.0.0.1:1');
    await expect(objects.read('a')).rejects.toMatchObject({ code: 'OBJECTS_UNAVAILABLE', isRetryable: true });
    objects.close();
  });
});
