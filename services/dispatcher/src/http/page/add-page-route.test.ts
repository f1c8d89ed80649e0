import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createMemoryApi } from '../testing/memory-api.ts';
import { addPageRoute } from './add-page-route.ts';

const SCRIPT = 'console.log("the page");'.repeat(20);
let folder: TempDir;
let app: FastifyInstance;

beforeEach(async () => {
  folder = await tempDir('page');
  await writeFile(join(folder.path, 'secret.txt'), 'of nobody');
  await build('<p>the page</p>');
  app = createMemoryApi();
  addPageRoute(app, join(folder.path, 'dist'));
});
afterEach(async () => {
  await app.close();
  await folder.remove();
});

async function build(document: string): Promise<void> {
  const dist = join(folder.path, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(dist, 'index.html'), document);
  await writeFile(join(dist, 'assets/a-1.js'), SCRIPT);
  await writeFile(join(dist, 'assets/a-1.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(dist, 'assets/a-1.js.gz'), gzipSync(SCRIPT));
  await writeFile(join(dist, 'assets/notes.txt'), 'no part of the page');
}

type Headers = Readonly<Record<string, string>>;
const ask = (url: string, headers: Headers = {}, method: 'GET' | 'HEAD' | 'POST' = 'GET') =>
  app.inject({ method, url, headers: { host: 'localhost', ...headers } });
/** As bytes, because clients make a path plain before they send it. Resolves with all that comes back. */
async function askAsWritten(path: string): Promise<string> {
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n`);
  return text(socket);
}
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the document', () => {
  test.each(['/', '/runs', '/runs/r-1?step=a', '/workflows/a.b'])(
    'is what a browser gets at %s',
    async (url) => {
      const { statusCode, body, headers } = await ask(url, BROWSER);
      expect({ statusCode, body }).toEqual({ statusCode: 200, body: '<p>the page</p>' });
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
      });
    },
  );

  test('allows scripts, styles, images and requests of its own origin alone, and no frame around it', async () => {
    const { headers } = await ask('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/unsafe|data:|blob:|https?:|\*/);
    for (const own of ['script', 'style', 'img', 'font', 'connect'])
      expect(policy).toContain(`${own}-src 'self'`);
    for (const none of ['base-uri', 'form-action', 'frame-ancestors'])
      expect(policy).toContain(`${none} 'none'`);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
  });

  test('is sent again only if it has changed', async () => {
    const etag = String((await ask('/')).headers.etag);
    const again = await ask('/', { 'if-none-match': `"other", W/${etag}` });
    expect({ status: again.statusCode, body: again.body, etag: again.headers.etag }).toEqual({
      status: 304,
      body: '',
      etag,
    });
    expect((await ask('/', { 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  test('shows itself to a link of another site, which gets no data', async () => {
    const visit = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await ask('/runs', { ...BROWSER, ...visit })).statusCode).toBe(200);
    for (const url of ['/v1/runs', '/%761/runs', '/v%31/links'])
      expect((await ask(url, { ...BROWSER, ...visit })).statusCode).toBe(403);
    expect((await ask('/', { ...visit, 'sec-fetch-dest': 'iframe' })).statusCode).toBe(403);
    expect((await ask('/assets/a-1.js', { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
  });
});

describe('a file of the page', () => {
  test('is kept for ever, because its name changes with it', async () => {
    const { headers, body } = await ask('/assets/a-1.js');
    expect(body).toBe(SCRIPT);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });

  test.each([
    ['br', brotliCompressSync(SCRIPT)],
    ['gzip', gzipSync(SCRIPT)],
  ])('is sent as the build has compressed it: %s', async (encoding, bytes) => {
    const { headers, rawPayload } = await ask('/assets/a-1.js', { 'accept-encoding': encoding });
    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding' });
    expect(rawPayload.equals(bytes)).toBe(true);
    expect(headers.etag).not.toBe((await ask('/assets/a-1.js')).headers.etag);
  });

  test('has a HEAD without its body', async () => {
    const { headers, body, statusCode } = await ask('/assets/a-1.js', {}, 'HEAD');
    expect({ statusCode, body, length: headers['content-length'] }).toEqual({
      statusCode: 200,
      body: '',
      length: String(SCRIPT.length),
    });
  });
});

describe('nothing but the page', () => {
  test.each([
    '/assets/none.js',
    '/assets/notes.txt',
    '/assets/',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/a-1.js%00',
    '/assets//a-1.js',
    '/v1/nothing',
    '/health/nothing',
  ])('is found at %s, even by a browser', async (url) => {
    const { statusCode, body } = await ask(url, BROWSER);
    expect({ statusCode, code: JSON.parse(body).code }).toEqual({ statusCode: 404, code: 'ROUTE_UNKNOWN' });
  });

  test.each([
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/..\\..\\secret.txt',
    '//secret.txt',
  ])('leaves the folder of the page by %s', async (path) => {
    expect(await askAsWritten(path)).not.toContain('of nobody');
  });

  test.each(['/runs', '/index.html', '/nothing'])('is answered to a program at %s', async (url) => {
    const { statusCode, body } = await ask(url, { accept: '*/*' });
    expect({ statusCode, code: JSON.parse(body).code }).toEqual({ statusCode: 404, code: 'ROUTE_UNKNOWN' });
  });

  test('is known to the API, whose answers about methods stay as they were', async () => {
    const post = await ask('/runs', { 'content-type': 'application/json' }, 'POST');
    expect({ status: post.statusCode, code: post.json().code }).toEqual({
      status: 404,
      code: 'ROUTE_UNKNOWN',
    });
    const get = await ask('/v1/runs/batch', BROWSER);
    expect(get.json().code).not.toBe('ROUTE_UNKNOWN');
    const cancel = await ask('/v1/runs/r-1/cancel', BROWSER);
    expect({ status: cancel.statusCode, allow: cancel.headers.allow }).toEqual({
      status: 405,
      allow: 'POST',
    });
  });
});

test('a page that is not built says how to build it, until it is', async () => {
  const dist = join(folder.path, 'dist');
  await rm(dist, { recursive: true });
  const before = await ask('/');
  expect(before.statusCode).toBe(404);
  expect(before.json()).toMatchObject({
    code: 'DASHBOARD_NOT_BUILT',
    detail: expect.stringContaining('npm run build -w services/dashboard'),
  });
  await build('<p>just built</p>');
  expect((await ask('/')).body).toBe('<p>just built</p>');
});

test('a page that was read stays as it was, whatever becomes of its folder', async () => {
  await ask('/');
  await rm(join(folder.path, 'dist'), { recursive: true });
  expect((await ask('/assets/a-1.js')).body).toBe(SCRIPT);
});
