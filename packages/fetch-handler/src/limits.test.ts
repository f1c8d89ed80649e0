import { describe, expect, test } from '@jest/globals';
import { createHandler } from './create-handler.ts';
import { BASE, expectProblem } from './testing/shop-caller.ts';
import { shopOptions } from './testing/shop-fleet.ts';
import { useShop } from './testing/use-shop.ts';

const shop = useShop();
const { post, start } = shop;

describe('a request is refused', () => {
  test('while as many runs of its tenant are open as its limit says', async () => {
    const runId = await start('refund', {}, 'small');
    const refused = await post('/runs', { workflow: 'refund' }, 'small');
    expect(refused.headers.get('retry-after')).toBe('5');
    await expectProblem(Promise.resolve(refused), 429, 'RUNS_TOO_MANY');
    await post(`/runs/${runId}/cancel`, {}, 'small');
    await start('refund', {}, 'small');
  });

  test('if its limit is that none may be open', async () => {
    const none = shop.createHandler({ authorize: () => ({ tenant: 'ann', limits: { openRuns: 0 } }) });
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ workflow: 'refund' });
    const request = new Request(`http://shop.example${BASE}/runs`, { method: 'POST', headers, body });
    await expectProblem(none(request), 429, 'RUNS_TOO_MANY');
  });

  test.each([-1, 501, 1.5])('with 500 for a limit of open runs that nobody counts (%d)', async (openRuns) => {
    const errors: unknown[] = [];
    const wrong = shop.createHandler({
      authorize: () => ({ tenant: 'ann', limits: { openRuns } }),
      onError: (error) => errors.push(error),
    });
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ workflow: 'refund' });
    const request = new Request(`http://shop.example${BASE}/runs`, { method: 'POST', headers, body });
    await expectProblem(wrong(request), 500, 'INTERNAL');
    expect(errors).toEqual([
      new TypeError(`limits.openRuns of authorize() is 0 to 500, which are counted; got ${openRuns}.`),
    ]);
  });

  test('beyond the rate of its tenant, which authorize may set', async () => {
    const options = { ...shopOptions(shop.fleet, BASE), rate: { perSecond: 0.001, burst: 2 } };
    const authorize: typeof options.authorize = ({ headers }) => ({
      tenant: headers.get('x-account') ?? '',
      ...(headers.get('x-account') === 'big' && { limits: { rate: { perSecond: 0.001, burst: 3 } } }),
    });
    const limited = createHandler({ ...options, authorize });
    const statusOf = async (account: string) =>
      (await limited(new Request(`http://shop.example${BASE}/runs/x`, { headers: { 'x-account': account } })))
        .status;
    expect([await statusOf('ann'), await statusOf('ann'), await statusOf('ann')]).toEqual([404, 404, 429]);
    expect([await statusOf('big'), await statusOf('big'), await statusOf('big')]).toEqual([404, 404, 404]);
  });
});
