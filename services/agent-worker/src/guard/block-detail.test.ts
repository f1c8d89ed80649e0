import { expect, it } from '@jest/globals';
import { toBlockDetail } from './block-detail.ts';

const LAST = { at: 0, code: 'SHOP_CLOSED', message: 'Closed.', run: 'r0-1', step: 's', attempt: 2 };

it('the detail of a block tells what failed last as the API does', () => {
  const { lastError } = JSON.parse(toBlockDetail({ ...LAST, item: 3 }) ?? '');
  expect(lastError).toEqual({ ...LAST, item: 3, at: '1970-01-01T00:00:00.000Z' });
  expect(toBlockDetail(undefined)).toBeUndefined();
});

it('the detail of a block is small and well formed whatever somebody wrote into the document', () => {
  const text = toBlockDetail({
    ...LAST,
    code: 'C'.repeat(9_999),
    message: `${'x'.repeat(299)}😀${'y'.repeat(9_999)}`,
  });
  expect(text?.length).toBeLessThan(1_500);
  expect(text).not.toContain('\\ud83d');
});
