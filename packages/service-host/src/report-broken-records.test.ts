import { StoreError, skipBroken } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { reportBrokenRecords } from './report-broken-records.ts';

it('a broken record that is passed over is counted each time, and logged once', () => {
  const logged: string[] = [];
  const book = createMetricBook();
  const stop = reportBrokenRecords({ error: (_: object, message: string) => logged.push(message) }, book);
  const pass = (of: string) =>
    skipBroken(() => {
      throw new StoreError('STORE_RECORD_INVALID', `The stored meta of ${of} is broken.`);
    });
  const count = () => [...book.brokenRecords.cells()].map(({ value }) => value);
  for (const name of ['run a', 'run b', 'run a']) expect(pass(name)).toBeUndefined();
  expect(logged).toEqual([
    'A stored record is passed over. The stored meta of run a is broken.',
    'A stored record is passed over. The stored meta of run b is broken.',
  ]);
  expect(count()).toEqual([3]);
  stop();
  pass('run c');
  expect(logged).toHaveLength(2);
  expect(count()).toEqual([3]);
});
