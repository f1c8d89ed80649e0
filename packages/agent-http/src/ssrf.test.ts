import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Resolve } from './guarded-lookup.ts';
import { type Caller, createCaller } from './testing/call.ts';
import { malformedUrls, NAMES, otherPorts, specialUrls } from './testing/forbidden-urls.ts';
import { type LocalServer, startListener, startServer } from './testing/local-server.ts';

/** Knows `NAMES` and nothing else: no test asks a real resolver. */
const resolve: Resolve = async (host) => {
  const addresses = NAMES[host];
  if (addresses === undefined) throw Object.assign(new Error(`unknown ${host}`), { code: 'ENOTFOUND' });
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};

/** What nobody may reach. */
let victim: LocalServer;
/** Listed by its port; sends its callers to where its path says. */
let redirecting: LocalServer;
let caller: Caller;
beforeAll(async () => {
  victim = await startListener((socket) => socket.destroy());
  redirecting = await startServer((request, response) => {
    const location = decodeURIComponent(request.url?.slice(1) ?? '');
    response.writeHead(307, { location: location.replace(/[^ -~]/gu, encodeURIComponent) }).end();
  });
  caller = createCaller([`127.0.0.1:${redirecting.port}`], resolve);
});
afterAll(async () => {
  await caller.close();
  await victim[Symbol.asyncDispose]();
  await redirecting[Symbol.asyncDispose]();
  expect(caller.strays).toEqual([]);
});

async function codesOf(urls: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const outcomes = await Promise.all(urls.map((url) => caller.call({ url })));
  return Object.fromEntries(
    urls.map((url, index) => {
      const outcome = outcomes[index];
      return [url, outcome?.status === 'failed' && !outcome.retryable ? outcome.failure.code : 'REACHED'];
    }),
  );
}

const all = (urls: readonly string[], code: string): Readonly<Record<string, string>> =>
  Object.fromEntries(urls.map((url) => [url, code]));

const redirects = (urls: readonly string[]): readonly string[] =>
  urls.map((url) => `${redirecting.url}/${encodeURIComponent(url)}`);

describe('of more than 90 URLs', () => {
  it('none that leads to a special address is connected to', async () => {
    const urls = specialUrls(victim.port);
    expect(urls.length).toBeGreaterThanOrEqual(90);
    expect(await codesOf(urls)).toEqual(all(urls, 'HTTP_TARGET_FORBIDDEN'));
    expect(victim.connections.made).toBe(0);
  });

  it('none is connected to after a redirect', async () => {
    const urls = redirects(specialUrls(victim.port));
    expect(await codesOf(urls)).toEqual(all(urls, 'HTTP_TARGET_FORBIDDEN'));
    expect(redirecting.seen).toHaveLength(urls.length);
    expect(victim.connections.made).toBe(0);
  });

  it('none of another scheme, with credentials or a broken host is called', async () => {
    const urls = malformedUrls(victim.port);
    expect(await codesOf(urls)).toEqual(all(urls, 'INPUT_INVALID'));
    const redirected = redirects(urls);
    expect(await codesOf(redirected)).toEqual(all(redirected, 'HTTP_REDIRECT_INVALID'));
    expect(victim.connections.made).toBe(0);
  });

  it('none reaches another port of a public host', async () => {
    expect(await codesOf(otherPorts)).toEqual(all(otherPorts, 'HTTP_TARGET_FORBIDDEN'));
  });
});

it('a listed port opens that port only', async () => {
  await using other = createCaller([`127.0.0.1:${redirecting.port}`]);
  expect(await other.call({ url: `http://127.0.0.1:${victim.port}/` })).toMatchObject({
    failure: { code: 'HTTP_TARGET_FORBIDDEN' },
  });
  expect(victim.connections.made).toBe(0);
});

it('proxies of the environment see nothing', async () => {
  await using server = await startServer((_, response) => response.end('direct'));
  await using direct = createCaller([server.url.slice('http://'.length)]);
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'all_proxy'];
  const before = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = `http://127.0.0.1:${victim.port}`;
  try {
    expect(await direct.call({ url: server.url })).toMatchObject({ output: { body: 'direct' } });
    expect(victim.connections.made).toBe(0);
  } finally {
    for (const [index, name] of names.entries()) {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    }
  }
});
