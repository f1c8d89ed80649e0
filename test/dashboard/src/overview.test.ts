import { expect, test } from '@jest/globals';
import { expectAccessible } from './testing/expect-accessible.ts';
import { buy, refund, SHOP } from './testing/orders.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard(SHOP);

test('the overview tells what needs a person as it happens, and leads to where it is mended', async () => {
  const { fleet } = dashboard;
  const page = await dashboard.open('/', { size: 'phone' });
  const needs = page.getByRole('region', { name: 'What needs a person now' });
  await needs.waitFor();
  await fleet.end(buy, { order: 'o-1', card: 'declined' });
  await needs.getByText('1 run failed within a day.').waitFor();
  await page.getByRole('region', { name: 'Why runs failed' }).getByText('CARD_DECLINED').waitFor();
  await fleet.client.submit(refund, { order: '<img src=x onerror="document.title=\'stolen\'">', amount: 7 });
  await needs.getByText('1 question waits for the answer of a person.').waitFor();
  await needs.getByText('Pay back 7 for <img src=x').waitFor();
  expect(await page.title()).toBe('Overview · AG06');
  await expectAccessible(page);
  await takeScreenshots(page, 'overview');
  await needs.getByRole('link', { name: 'Answer' }).click();
  await page.getByRole('heading', { name: 'Approvals' }).waitFor();
});

test('the header shows how the fleet is, and finds a run by its id and runs by a correlation id', async () => {
  const { fleet } = dashboard;
  const { runId } = await fleet.client.submit(
    buy,
    { order: 'o-2', card: 'good' },
    { correlationId: 'order-2' },
  );
  const page = await dashboard.open('/');
  await page.getByRole('link', { name: /^Fleet: \w+, \d+ of 100$/ }).waitFor();
  const search = page.getByRole('combobox', { name: /^Find anything/ });
  await search.fill(runId);
  await search.press('Enter');
  await page.waitForURL(`**/runs/${runId}`);
  await search.fill('order-2');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.waitForURL('**/runs?correlationId=order-2');
});

test('the search suggests what the fleet has as one types, and is used by the keyboard alone', async () => {
  const { client } = dashboard.fleet;
  await client.submit(buy, { order: 'o-3', card: 'good' }, { tags: ['refunded'] });
  let asked = 0;
  const page = await dashboard.open('/archive', {
    allowErrors: [/409/],
    onPage: (opening) =>
      opening.route('**/v1/runs?*', (request) => {
        asked++;
        return request.continue();
      }),
  });
  await page.getByRole('heading', { name: 'Archive', level: 1 }).waitFor();
  await page.keyboard.press('/');
  // Each at once: a machine that is busy would make pauses between letters, which the search asks in.
  await page.keyboard.insertText('refund');
  const options = page.getByRole('option');
  await options.getByText('workflow').waitFor();
  // No run has it as its correlation id or its tag: only the workflow is left.
  await options.getByText('correlation id').waitFor({ state: 'detached' });
  await options.getByText('tag').waitFor({ state: 'detached' });
  expect(await options.count()).toBe(1);
  await expectAccessible(page);
  await takeScreenshots(page, 'search');
  await page.keyboard.insertText('ed');
  await page.getByRole('option', { selected: true }).getByText('tag').waitFor();
  // One request for each mark at each rest of the typing.
  expect(asked).toBeLessThanOrEqual(4);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/runs?tag=refunded');
  await page.keyboard.press('/');
  await page.keyboard.type('order');
  await options.getByText('order.charge').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/tuning/order.check');
  await page.keyboard.press('/');
  await page.keyboard.type('customer=c-7');
  await page.getByRole('option', { name: 'attribute customer = c-7' }).click();
  await page.waitForURL('**/runs?attr.customer=c-7');
});

test('a page whose dispatcher is gone says that it reconnects, and goes on when it is back', async () => {
  const page = await dashboard.open('/', { allowErrors: [/ERR_INTERNET_DISCONNECTED/] });
  const sign = page.getByRole('banner').getByRole('status');
  await sign.getByText('live').waitFor();
  // The first answer of any request makes it live; what is told as old later has to be there.
  await page.getByRole('link', { name: /^Fleet: \w+, \d+ of 100$/ }).waitFor();
  await page.getByText(/^Live by events, read/).waitFor();
  await page.context().setOffline(true);
  await sign.getByText('reconnecting').waitFor();
  await page.getByRole('link', { name: /^Fleet: was \w+, \d+ of 100, / }).waitFor();
  await page.getByText(/^Not live: read/).waitFor();
  await page.context().setOffline(false);
  await sign.getByText('live').waitFor();
});
