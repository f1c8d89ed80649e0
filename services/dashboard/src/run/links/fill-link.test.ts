import { expect, test } from '@jest/globals';
import { fillLink } from './fill-link.ts';

const run = {
  runId: 'r0-x',
  traceId: 'a'.repeat(32),
  correlationId: 'o 7/&',
  createdAt: '2026-11-28T09:00:00.000Z',
  finishedAt: '2026-11-28T09:01:00.000Z',
};
const START = Date.parse(run.createdAt);

test('a template is filled with what the run has, as parts of an address', () => {
  expect(fillLink('http://jaeger/trace/{traceId}', run, 0)).toBe(`http://jaeger/trace/${run.traceId}`);
  expect(fillLink('https://logs/?q={correlationId}&run={runId}', run, 0)).toBe(
    'https://logs/?q=o%207%2F%26&run=r0-x',
  );
});

test('the times of a template are around the run, and until now while it goes on', () => {
  expect(fillLink('http://l/{from}/{to}', run, 0)).toBe(`http://l/${START - 60_000}/${START + 120_000}`);
  const { finishedAt: _, ...open } = run;
  expect(fillLink('http://l/{to}', open, START + 5_000)).toBe(`http://l/${START + 65_000}`);
});

test('there is no link to what the run has not, nor to an address that would act', () => {
  expect(fillLink('http://jaeger/trace/{traceId}', { ...run, traceId: null }, 0)).toBeUndefined();
  expect(fillLink('http://x/{other}', run, 0)).toBeUndefined();
  expect(fillLink('javascript:alert("{runId}")', run, 0)).toBeUndefined();
});

test('an attempt has its step, its number, its worker and the times around it, which are empty for the run', () => {
  const template = 'http://l/?run={runId}&step={step}&attempt={attempt}&worker={worker}';
  const attempt = {
    step: 'pay',
    attempt: 2,
    worker: 'w 1/&',
    startedAt: '2026-11-28T09:00:10.000Z',
    endedAt: '2026-11-28T09:00:12.000Z',
  };
  expect(fillLink(template, run, 0, attempt)).toBe(
    'http://l/?run=r0-x&step=pay&attempt=2&worker=w%201%2F%26',
  );
  expect(fillLink(template, run, 0)).toBe('http://l/?run=r0-x&step=&attempt=&worker=');
  expect(fillLink('http://l/{from}/{to}', run, 0, attempt)).toBe(
    `http://l/${START - 50_000}/${START + 72_000}`,
  );
});

test('an attempt that goes on is searched for until now, and one that was lost until the end of its run', () => {
  const attempt = { step: 'pay', attempt: 1, startedAt: run.createdAt };
  const { finishedAt: _, ...open } = run;
  expect(fillLink('http://l/{to}', open, START + 5_000, attempt)).toBe(`http://l/${START + 65_000}`);
  expect(fillLink('http://l/{to}', run, START + 9e9, attempt)).toBe(`http://l/${START + 120_000}`);
});
