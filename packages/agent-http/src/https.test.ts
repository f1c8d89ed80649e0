import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createTestAuthority, tempDir } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createCaller } from './testing/call.ts';

it('a server shows a certificate of its name, from an authority that this process trusts', async () => {
  const folder = await tempDir('https');
  const { caFile, certFile, keyFile } = await createTestAuthority(folder.path);
  const [ca, cert, key] = await Promise.all(
    [caFile, certFile, keyFile].map((file) => readFile(file, 'utf8')),
  );
  const server = createServer({ cert, key }, (_, response) => response.end('private'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  await using caller = createCaller([`127.0.0.1:${port}`], resolve);
  const call = (host: string) => caller.call({ url: `https://${host}:${port}/`, method: 'POST' });
  const trusted = getCACertificates('default');
  try {
    expect(await call('localhost')).toMatchObject({
      retryable: true,
      failure: { code: 'HTTP_CONNECTION_FAILED', message: expect.stringContaining('certificate') },
    });
    setDefaultCACertificates([...trusted, ca ?? '']);
    expect(await call('localhost')).toMatchObject({ output: { body: 'private' } });
    expect(await call('127.0.0.1')).toMatchObject({ output: { body: 'private' } });
    expect(await call('other.example')).toMatchObject({
      failure: { message: expect.stringContaining('other.example') },
    });
  } finally {
    setDefaultCACertificates(trusted);
    await caller.close();
    server.close();
    await folder.remove();
  }
});
