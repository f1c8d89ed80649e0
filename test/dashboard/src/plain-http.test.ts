import { expect, test } from '@jest/globals';
import { refund, SHOP } from './testing/orders.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard({ ...SHOP, hostName: 'fleet' });

test('a page that came by plain HTTP from another machine acts: an approval is answered there', async () => {
  const { fleet } = dashboard;
  const run = await fleet.client.submit(refund, { order: 'o-1', amount: 12 });
  // Chromium says that one of the page's headers means nothing there.
  const page = await dashboard.open('/approvals', {
    allowErrors: [/Cross-Origin-Opener-Policy header has been ignored/],
  });
  expect(await page.evaluate('isSecureContext')).toBe(false);
  await page.getByRole('button', { name: 'keep: Pay back 12 for o-1?' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Answer keep' }).click();
  expect(await fleet.client.wait(run)).toMatchObject({ status: 'completed', output: { choice: 'keep' } });
});
