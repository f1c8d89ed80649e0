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
  await needs.getByRole('link', { name: 'Show the failed runs' }).click();
  await page.getByText('Filters, in use').click();
  await page.getByRole('button', { name: /^Remove: ended from / }).waitFor();
  await page.getByText('1 run matches: 1 failed.').waitFor();
  await page.goBack();
  await page
    .getByRole('region', { name: 'Why runs failed' })
    .getByRole('link', { name: 'CARD_DECLINED' })
    .click();
  await page.locator('tr.row', { hasText: 'CARD_DECLINED' }).waitFor();
  await page.goBack();
  await needs.getByRole('link', { name: 'Answer' }).click();
  await page.getByRole('heading', { name: 'Approvals' }).waitFor();
});

const TOLD = { dropped: 0, unreadable: 0, leader: 'o-1', fence: 1 };
const OUTCOMES = { ok: 0, error: 0, timeout: 0, '429': 0, cancelled: 0, oom: 0 };
const SPREAD = { meanMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: 1 };

/** What an optimizer would have told of an hour with an incident in it, and a minute that nobody counted. */
function createMinutes(now: number): object {
  const items = Array.from({ length: 50 }, (_, i) => {
    const [ago, isBad] = [60 - i - (i < 20 ? 0 : 3), i > 30 && i < 38];
    const attempts = 300 + 40 * (i % 5) - (isBad ? 200 : 0);
    const failed = isBad ? attempts / 2 : i % 9;
    return {
      at: new Date((Math.floor(now / 60_000) - ago) * 60_000).toISOString(),
      attempts,
      outcomes: { ...OUTCOMES, ok: attempts - failed, error: failed },
      duration: { ...SPREAD, p95Ms: 120 },
      wait: { ...SPREAD, p95Ms: isBad ? 4_000 + 100 * i : 200 + 10 * (i % 7) },
    };
  });
  return { at: new Date(now).toISOString(), leader: 'o-1', items };
}

test('the overview draws throughput and wait of the last hour, with a table that says the same', async () => {
  const now = Date.now();
  const page = await dashboard.open('/', {
    onPage: (opening) =>
      opening.route('**/v1/figures', (route) => route.fulfill({ json: createMinutes(now) })),
  });
  const figures = page.getByRole('region', { name: 'Throughput and wait' });
  await figures
    .getByRole('img', {
      name: /^Attempts a minute, last hour: 1\d\d to 4\d\d attempts a minute, the most at/,
    })
    .waitFor();
  await figures.getByRole('img', { name: /^Wait \(p95\), last hour: 200 ms to 7\.7 s until/ }).waitFor();
  await figures.getByText(/^The charts have whole minutes up to \d\d:\d\d UTC\./).waitFor();
  await figures.getByText('The hour as a table').click();
  // The hour may have moved on by a minute since the answer was made.
  expect([50, 51]).toContain(await figures.getByRole('row').count());
  await figures.getByText(/^1[01] minutes of the hour have none/).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'overview-hour');
});

test('figures of an optimizer that leads no more are told as old, not as of now', async () => {
  const at = new Date(Date.now() - 900_000).toISOString();
  const old = { ...TOLD, at, ageMs: 900_000, isStale: true };
  const page = await dashboard.open('/', {
    onPage: async (opening) => {
      for (const path of ['agents', 'tuning'])
        await opening.route(`**/v1/${path}`, async (route) => {
          const response = await route.fetch();
          const json = JSON.parse(await response.text());
          const leader = { leader: 'o-1', fence: 1, since: at };
          await route.fulfill({
            response,
            json: { ...json, figures: old, ...(path === 'tuning' && { leader }) },
          });
        });
    },
  });
  const figures = page.getByRole('region', { name: 'Throughput and wait' });
  await figures
    .getByText(/^No optimizer leads, so nothing is known of now: o-1 told figures last 15 min/)
    .waitFor();
  expect(await figures.getByText('Running now').count()).toBe(0);
  await page.getByRole('navigation').getByRole('link', { name: 'Optimizer' }).click();
  await page.getByText(/^No optimizer leads: nothing is counted or changed\./).waitFor();
  await page.getByText(/^o-1 led until 15 min/).waitFor();
  await expectAccessible(page);
});

test('the overview tells what it can when a part of the fleet cannot be looked at', async () => {
  const page = await dashboard.open('/', {
    allowErrors: [/status of 500 .*\/v1\/breakers\)$/],
    onPage: (opening) =>
      opening.route('**/v1/breakers', (route) =>
        route.fulfill({
          status: 500,
          contentType: 'application/problem+json',
          json: { type: 'about:blank', title: 'x', status: 500, code: 'INTERNAL_ERROR', detail: 'Broken.' },
        }),
      ),
  });
  const notice = page.getByRole('alert');
  await notice.getByText('breakers: INTERNAL_ERROR Broken.').waitFor();
  await page.getByRole('region', { name: 'What needs a person now' }).waitFor();
  await page.getByRole('heading', { name: /^Health: \d+ of 100$/ }).waitFor();
  await expectAccessible(page);
  await page.unroute('**/v1/breakers');
  await notice.getByRole('button', { name: 'Try again' }).click();
  await notice.waitFor({ state: 'detached' });
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
