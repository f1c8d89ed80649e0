import { expect, test } from '@jest/globals';
import type { FailedEnd } from './load-overview.ts';
import { toFailures, toRunsHref } from './to-failures.ts';

const end = (runId: string, code: string, step?: string): FailedEnd => ({
  run: {
    runId,
    workflow: 'buy',
    version: 'v',
    status: 'failed',
    tenant: 'default',
    priority: 'normal',
    correlationId: 'c',
    traceId: null,
    tags: [],
    createdAt: '2026-01-02T11:00:00Z',
    finishedAt: '2026-01-02T12:00:00Z',
  },
  error: { code, message: `${code} of ${runId}`, ...(step !== undefined && { step }) },
});

test('failed runs are grouped by what went wrong where, with the latest of each', () => {
  const ends = [
    end('r4', 'TIMEOUT'),
    end('r3', 'DECLINED', 'pay'),
    end('r2', 'DECLINED', 'pay'),
    end('r1', 'DECLINED'),
  ];
  expect(
    toFailures(ends).map(({ code, step, count, runId, message }) => [code, step, count, runId, message]),
  ).toEqual([
    ['DECLINED', 'pay', 2, 'r3', 'DECLINED of r3'],
    ['TIMEOUT', undefined, 1, 'r4', 'TIMEOUT of r4'],
    ['DECLINED', undefined, 1, 'r1', 'DECLINED of r1'],
  ]);
});

test('a reason leads to the list of the runs of its workflow that failed for it', () =>
  expect(toRunsHref('CARD_DECLINED', 'buy')).toBe(
    '/runs?status=failed&status=timed_out&workflow=buy&code=CARD_DECLINED',
  ));
