import { expect, it } from '@jest/globals';
import { RequestLog } from './request-log.ts';

it('RequestLog counts answers, and leaves the time of those that wait out', () => {
  const log = new RequestLog();
  for (let n = 0; n < 98; n++) log.add(202, 5);
  log.add(503, 700);
  log.add(200, undefined);
  expect(log.read()).toEqual({ count: 100, failed: 1, p99Ms: 700 });
});

it('RequestLog remembers the last thousand', () => {
  const log = new RequestLog();
  for (let n = 0; n < 1_500; n++) log.add(n < 600 ? 500 : 200, 1);
  expect(log.read()).toMatchObject({ count: 1_000, failed: 100 });
});

it('RequestLog knows nothing at first', () => {
  expect(new RequestLog().read()).toEqual({ count: 0, failed: 0, p99Ms: 0 });
});
