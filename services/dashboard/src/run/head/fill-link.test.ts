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
