import { compareSettings } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { Environment, readConfig } from './config.ts';

const read = (env: Readonly<Record<string, string>>) => readConfig({ AG06_BROKER_URL: 'redis://x', ...env });

describe('where the API listens', () => {
  it.each(['127.0.0.1', '127.0.0.2', 'localhost', '::1'])(
    '%s lets nobody else in and needs no more',
    (host) => expect(read({ AG06_HTTP_HOST: host })).toMatchObject({ ok: true, config: { host } }),
  );

  it.each(['0.0.0.0', '::', '10.0.0.7', 'ag06.example.com', 'fe80::1'])(
    '%s is refused until an operator says that the API may be open',
    (host) => {
      const refused = read({ AG06_HTTP_HOST: host });
      expect(refused).toEqual({ ok: false, problems: [expect.stringContaining('AG06_HTTP_OPEN=yes')] });
      expect(read({ AG06_HTTP_HOST: host, AG06_HTTP_OPEN: 'yes' })).toMatchObject({ ok: true });
      expect(read({ AG06_HTTP_HOST: host, AG06_HTTP_OPEN: 'true' })).toMatchObject({ ok: false });
    },
  );

  it.each(['ag06.example.com', 'AG06.example.com, dispatcher', '*.example.com'])('is called %s', (names) =>
    expect(read({ AG06_HTTP_HOSTS: names })).toMatchObject({
      config: { hostNames: names.toLowerCase().split(', ') },
    }),
  );

  it.each(['http://ag06', 'ag06:80', '*', 'a.*.b', 'a b'])('cannot be called %s', (names) =>
    expect(read({ AG06_HTTP_HOSTS: names })).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('AG06_HTTP_HOSTS')],
    }),
  );
});

describe('links to traces and logs', () => {
  it.each(['http://jaeger:16686/trace/{traceId}', 'https://logs.example/?q={runId}&from={from}&to={to}'])(
    'may be %s',
    (url) => {
      expect(read({ AG06_TRACE_URL: url })).toMatchObject({ config: { links: { trace: url } } });
      expect(read({ AG06_LOGS_URL: url })).toMatchObject({ config: { links: { logs: url } } });
    },
  );

  it('may have places of an attempt if they lead to logs, and not if they lead to a trace', () => {
    const url = 'https://logs.example/?q={runId}+{step}+{attempt}+{worker}';
    expect(read({ AG06_LOGS_URL: url })).toMatchObject({ config: { links: { logs: url } } });
    expect(read({ AG06_TRACE_URL: url })).toMatchObject({ ok: false });
  });

  it('are none without such settings', () => expect(read({})).toMatchObject({ config: { links: {} } }));

  it.each([
    'jaeger/{traceId}',
    'http://jaeger/',
    'http://x/{span}',
    'javascript:{runId}',
    'http://me:pw@x/{runId}',
  ])('cannot be %s', (url) =>
    expect(read({ AG06_TRACE_URL: url })).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('AG06_TRACE_URL')],
    }),
  );
});

describe('dedupe keys of a dispatcher', () => {
  const DAY_MS = 24 * 3600 * 1000;

  it('are remembered for 7 days, or for as long as AG06_DEDUPE_TTL says', () => {
    expect(read({})).toMatchObject({ config: { dedupeTtlMs: 7 * DAY_MS } });
    expect(read({ AG06_DEDUPE_TTL: '30d' })).toMatchObject({ config: { dedupeTtlMs: 30 * DAY_MS } });
  });

  it.each(['0', '999', 'soon', '-1s', '36501d'])('are not remembered for %s', (ttl) =>
    expect(read({ AG06_DEDUPE_TTL: ttl })).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^AG06_DEDUPE_TTL: expected a duration/)],
    }),
  );
});

it('readConfig allows 2,000 readers of the feed, or as many as AG06_FEED_READERS says', () => {
  expect(read({})).toMatchObject({ config: { feed: { readersMax: 2_000 } } });
  expect(read({ AG06_FEED_READERS: '5000' })).toMatchObject({ config: { feed: { readersMax: 5_000 } } });
  expect(read({ AG06_FEED_READERS: 'many' })).toMatchObject({ ok: false });
});

it.each([
  ['1073741824', 2 ** 30],
  ['2GiB', 2 ** 31],
  ['1.5gb', 1.5 * 2 ** 30],
  ['512 MiB', 2 ** 29],
  ['64kb', 2 ** 16],
])('AG06_STORE_MEMORY may be %s', (text, storeBytes) => {
  expect(read({ AG06_STORE_MEMORY: text })).toMatchObject({ config: { storeBytes } });
});

it.each(['0', '-1', 'much', '1e9', '2 GiB or so', '80%'])('AG06_STORE_MEMORY is refused as %s', (text) => {
  const problems = [expect.stringMatching(/^AG06_STORE_MEMORY: expected a number of bytes/)];
  expect(read({ AG06_STORE_MEMORY: text })).toEqual({ ok: false, problems });
});

it('readConfig says from when on a group of a stream is late: 15 minutes, or as AG06_STREAM_LATE says', () => {
  expect(read({})).toMatchObject({ config: { streamLateMs: 900_000 } });
  expect(read({ AG06_STREAM_LATE: '1m' })).toMatchObject({ config: { streamLateMs: 60_000 } });
  expect(read({ AG06_STREAM_LATE: '10ms' })).toMatchObject({ ok: false });
});

it('docs/reference/configuration.md tells every setting with its default', () => {
  expect(compareSettings('Dispatchers', Environment.shape)).toEqual([]);
});
