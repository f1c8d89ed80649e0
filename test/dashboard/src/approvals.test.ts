import { expect, test } from '@jest/globals';
import { expectAccessible } from './testing/expect-accessible.ts';
import { refund, SHOP } from './testing/orders.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard(SHOP);

test('a question appears by itself, and its answer with a note and a name ends the wait of its run', async () => {
  const { fleet } = dashboard;
  const page = await dashboard.open('/approvals', { size: 'phone' });
  await page.getByText('Nothing waits for the answer of a person.').waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'approvals-none');
  const run = await fleet.client.submit(refund, { order: 'o-1', amount: 12 });
  await page.getByRole('heading', { name: 'Pay back 12 for o-1?' }).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'approvals');

  await page.getByRole('button', { name: 'pay: Pay back 12 for o-1?' }).click();
  const dialog = page.getByRole('dialog');
  await expectAccessible(page);
  await takeScreenshots(page, 'approvals-answer');
  await dialog.getByLabel(/^Note/).fill('It was broken.');
  await dialog.getByLabel(/^Your name/).fill('Łukasz');
  await dialog.getByRole('button', { name: 'Answer pay' }).click();
  await dialog.waitFor({ state: 'hidden' });

  expect(await fleet.client.wait(run)).toMatchObject({
    status: 'completed',
    output: { choice: 'pay', comment: 'It was broken.', by: 'Łukasz' },
  });
  await page.getByText('Nothing waits for the answer of a person.').waitFor();
});

test('an answer that another person was faster with is refused with its reason, and the question goes', async () => {
  const { fleet } = dashboard;
  await fleet.client.submit(refund, { order: 'o-2', amount: 3 });
  const page = await dashboard.open('/approvals', { allowErrors: [/status of 409/] });
  await page.getByRole('button', { name: 'keep: Pay back 3 for o-2?' }).click();
  for await (const { id } of fleet.client.approvals.list())
    await fleet.client.approvals.answer(id, { choice: 'pay' });
  await page.getByRole('dialog').getByRole('button', { name: 'Answer keep' }).click();
  await page
    .getByRole('alert')
    .getByText(/^APPROVAL_(ANSWERED|CLOSED)$|^RUN_ENDED$/)
    .waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByText('Nothing waits for the answer of a person.').waitFor();
});

test('a question shows what it is about, and those of one workflow are shown alone', async () => {
  const { client } = dashboard.fleet;
  await client.workflows.push({
    name: 'release',
    steps: {
      build: { agent: 'core.echo', with: { archive: '<b>${input.version}</b>.tgz' } },
      decide: { approve: { signal: 'release', ask: 'Release ${input.version}?' }, needs: ['build'] },
    },
  });
  const runs = [
    await client.submit('release', { version: '1.2' }),
    await client.submit(refund, { order: 'o-3', amount: 4 }),
  ];
  const page = await dashboard.open('/approvals');
  const card = page.getByRole('listitem', { name: 'Release 1.2?' });
  const other = page.getByRole('heading', { name: 'Pay back 4 for o-3?' });
  await other.waitFor();
  await card.getByText('What it is about').click();
  await card.getByRole('heading', { name: 'Output of build' }).waitFor();
  await card.getByText('"<b>1.2</b>.tgz"', { exact: true }).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'approvals-about');
  await page.getByLabel('Workflow').selectOption('release');
  await other.waitFor({ state: 'detached' });
  await page.getByText('1 question of release waits for an answer, the oldest first.').waitFor();
  await page.reload();
  await card.waitFor();
  await page.getByLabel('Workflow').selectOption('all');
  await other.waitFor();
  for (const run of runs) await client.cancel(run);
});
