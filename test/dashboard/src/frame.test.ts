import { expect, test } from '@jest/globals';
import { expectAccessible } from './testing/expect-accessible.ts';
import { buy, refund, SHOP } from './testing/orders.ts';
import { SIZES } from './testing/sizes.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard(SHOP);

test('the page opens with its navigation, which leads to other pages without loading anew', async () => {
  const page = await dashboard.open('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate('document.documentElement.setAttribute("data-kept", "")');
  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  expect(await page.locator('html[data-kept]').count()).toBe(1);
  expect(new URL(page.url()).pathname).toBe('/runs');
});

test.each([
  ['/streams', 'Streams'],
  ['/new/experiment', 'Experiments'],
])('on a phone the entry of the page %s is in sight, and marked', async (path, title) => {
  const page = await dashboard.open(path, { size: 'phone' });
  const entry = page.getByRole('navigation').getByRole('link', { name: title });
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await entry.getAttribute('aria-current')).toBe('page');
  // It is scrolled to with the next frame.
  await page.evaluate('new Promise(requestAnimationFrame)');
  const box = await entry.boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  // Widths of texts are fractions of a pixel.
  expect(Math.floor((box?.x ?? 0) + (box?.width ?? 0))).toBeLessThanOrEqual(SIZES.phone.width);
});

test('an address that is no page says so, and leads back', async () => {
  const page = await dashboard.open('/nothing');
  await page.getByRole('heading', { name: 'No such page' }).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'unknown');
  await page.getByRole('link', { name: 'Go to the overview' }).click();
  await page.waitForURL((url) => url.pathname === '/');
});

test('the policy of the page refuses markup from text, inline scripts, and other origins', async () => {
  const page = await dashboard.open('/', {
    allowErrors: [/Content Security Policy|Trusted|TrustedHTML|127\.0\.0\.1:9\b/i],
  });
  const attempt = (script: string) => page.evaluate(`(async () => { ${script} })()`);
  await expect(attempt('document.body.innerHTML = "<img src=x onerror=steal()>"')).rejects.toThrow(
    /TrustedHTML/,
  );
  await expect(attempt('await fetch("http://127.0.0.1:9/")')).rejects.toThrow(/Failed to fetch/);
  await expect(
    attempt('document.createElement("div").setAttribute("onclick", "window.isStolen = true")'),
  ).rejects.toThrow(/TrustedScript/);
  await attempt(
    'const made = document.createElement("style"); made.textContent = "main { display: none }"; document.head.append(made);',
  );
  expect(await page.getByRole('main').isVisible()).toBe(true);
});

test('a run can be started on the fleet that serves the page', async () => {
  const end = await dashboard.fleet.end(buy, { order: 'o-1', card: 'declined' });
  expect(end).toMatchObject({ status: 'failed', error: { code: 'CARD_DECLINED' } });
});

const TEN_FRAMES = `(async () => {
  for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame);
})()`;

test('a page that cannot draw an answer says so, and the rest of the dashboard goes on', async () => {
  const component = { component: 'queues', score: 0, status: 'unhealthy' };
  const json = { status: 'unhealthy', score: 0, at: new Date().toISOString(), components: [component] };
  const page = await dashboard.open('/', {
    onPage: (opening) => void opening.route('**/health', (route) => route.fulfill({ json })),
  });
  const alert = page.getByRole('main').getByRole('alert');
  await alert.getByText(/undefined/).waitFor();
  const shown = await alert.elementHandle();
  await page.evaluate(TEN_FRAMES);
  expect(await shown?.evaluate(({ isConnected }) => isConnected)).toBe(true);
  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('an API that asks for a log-in is told of as such, until it lets requests through', async () => {
  const problem = { code: 'UNAUTHORIZED', status: 401, detail: 'Who are you?' };
  const page = await dashboard.open('/runs', {
    allowErrors: [/status of 401/],
    onPage: (opening) => opening.route('**/v1/**', (route) => route.fulfill({ status: 401, json: problem })),
  });
  const told = page.getByRole('alert').filter({ hasText: 'You are not logged in' });
  await told.waitFor();
  await page.getByRole('banner').getByText('not logged in').waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'not-logged-in');
  const loaded = page.waitForEvent('load');
  await told.getByRole('button', { name: 'Load the page again' }).click();
  await loaded;
  await told.waitFor();
  // Such as after a log-in in another tab: the feed asks again by itself.
  await page.unroute('**/v1/**');
  await told.waitFor({ state: 'detached' });
  await page.getByRole('banner').getByText('live').waitFor();
});

test.each(['/', '/approvals', '/runs', '/runs/RUN'])(
  'a hidden tab holds no connection to the dispatcher, and follows it again when it is shown: %s',
  async (path) => {
    const { runId } = await dashboard.fleet.client.submit(buy, { order: 'o-2', card: 'good' });
    let asked: Promise<unknown> | undefined;
    const page = await dashboard.open(path.replace('RUN', runId), {
      onPage: (opening) => {
        asked = opening.waitForRequest('**/v1/feed*');
      },
    });
    await asked;
    const turn = (state: string) =>
      page.evaluate(
        `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));`,
      );
    const left = page.waitForEvent('requestfailed', (request) => request.url().includes('/v1/feed'));
    await turn('hidden');
    await left;
    const again = page.waitForRequest('**/v1/feed*');
    await turn('visible');
    await again;
  },
);

/** Timers that are longer than a refresh after an event do not fire: nothing is read by the clock alone. */
const WITHOUT_POLLS = `const set = window.setTimeout;
  window.setTimeout = (act, ms, ...more) => (ms > 3_000 ? 0 : set(act, ms, ...more));`;

test.each([
  ['/queues', '**/v1/queues'],
  ['/workers', '**/v1/workers'],
  ['/breakers', '**/v1/breakers'],
  ['/dead-letters', '**/v1/dead-letters*'],
  ['/schedules', '**/v1/schedules*'],
  ['/approvals', '**/v1/approvals*'],
  ['/streams/orders', '**/v1/streams/orders'],
])('%s is read anew when something happens, without waiting for its clock', async (path, route) => {
  const { client } = dashboard.fleet;
  await client.streams.append('orders', [{ type: 'order.made' }]);
  let reads = 0;
  const page = await dashboard.open(path, {
    onPage: async (opening) => {
      await opening.addInitScript(WITHOUT_POLLS);
      await opening.route(route, (request) => {
        reads++;
        return request.continue();
      });
    },
  });
  await page.getByText(/^Live by events, read/).waitFor();
  const before = reads;
  // What happens before the feed has begun is not told of.
  while (reads === before) {
    const run = await client.submit(refund, { order: 'o', amount: 1 });
    await Promise.all([
      client.cancel(run.runId),
      client.streams.append('orders', [{ type: 'order.made', data: run.runId }]),
      dashboard.fleet.end(buy, { order: 'o-4', card: 'good' }),
    ]);
  }
});

test('the tab of a run has the name of its workflow and its id', async () => {
  const { runId } = await dashboard.fleet.client.submit(buy, { order: 'o-3', card: 'good' });
  const page = await dashboard.open(`/runs/${runId}`);
  await page.getByRole('heading', { level: 1, name: 'buy' }).waitFor();
  expect(await page.title()).toBe(`buy ${runId} · AG06`);
});

test('queues are sorted by what their heads say, and stay so after a reload and on the way back', async () => {
  const page = await dashboard.open('/queues');
  const head = page.getByRole('columnheader', { name: 'Agent' });
  const names = () => page.locator('tbody tr td:first-child b').allInnerTexts();
  await head.getByRole('button').click();
  expect(await head.getAttribute('aria-sort')).toBe('ascending');
  const ascending = await names();
  expect(ascending).toEqual(ascending.toSorted());
  expect(ascending.length).toBeGreaterThan(2);
  await head.getByRole('button').click();
  await page.waitForURL('**/queues?sort=-Agent');
  expect(await names()).toEqual(ascending.toReversed());
  await expectAccessible(page);
  await page.reload();
  await page.locator('th[aria-sort=descending]').getByText('Agent').waitFor();
  await page.getByRole('link', { name: 'Workers', exact: true }).click();
  await page.getByRole('button', { name: 'Seen' }).click();
  await page.waitForURL('**/workers?sort=Seen');
  await page.goBack();
  await page.locator('th[aria-sort=descending]').getByText('Agent').waitFor();
  expect(await names()).toEqual(ascending.toReversed());
});

test('a dialog whose action is at work stays until its end is told', async () => {
  const page = await dashboard.open('/queues', { allowErrors: [/status of 409/] });
  let answer = (_: unknown) => {};
  const answered = new Promise((resolve) => {
    answer = resolve;
  });
  const problem = { code: 'PAUSE_REFUSED', status: 409, detail: 'Not now.' };
  await page.route('**/v1/agents/order.check/pause', async (route) => {
    await answered;
    await route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify(problem),
    });
  });
  await page.getByRole('button', { name: 'Pause: order.check' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
  await dialog.getByRole('button', { name: 'Working …' }).waitFor();
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Escape');
  expect(await dialog.getByRole('button', { name: 'Close' }).isDisabled()).toBe(true);
  answer(undefined);
  await dialog.getByText('PAUSE_REFUSED').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});
