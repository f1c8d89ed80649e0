import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testAgent } from '@ag06/agent-kit';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fsList, textAggregate, textAnalyse, textReport } from './agents.ts';

let folder: TempDir;
let dir: string;

beforeAll(async () => {
  folder = await tempDir('digest');
  dir = join(folder.path, 'notes');
  await mkdir(join(dir, 'node_modules'), { recursive: true });
  await writeFile(
    join(dir, 'a.md'),
    '# Title\n\n[two](b.md#second) [gone](gone.md) [web](https://example.org)\n\n```\n# not a heading [x](y.md)\n```\n',
  );
  await writeFile(join(dir, 'b.md'), '# First\n\n## Second\n\napples apples pears\n');
  await writeFile(join(dir, 'odd name [1].txt'), 'plain text\n');
  await writeFile(join(dir, 'node_modules', 'no.md'), '# no');
  await writeFile(join(folder.path, 'outside.md'), '# outside');
  await symlink(folder.path, join(dir, 'out'));
});
afterAll(() => folder.remove());

async function run(tried: Parameters<typeof testAgent>[0], input: unknown): Promise<Record<string, unknown>> {
  const { outcome } = await testAgent(tried, input as never);
  if (outcome.status === 'failed') throw new Error(JSON.stringify(outcome.failure));
  return outcome.output as Record<string, unknown>;
}

it('the agents digest a folder step by step, as the workflow does', async () => {
  const discovered = await run(fsList, { dir });
  expect((discovered.files as { path: string }[]).map((file) => file.path)).toEqual([
    'a.md',
    'b.md',
    'odd name [1].txt',
  ]);
  const analysed = await run(textAnalyse, { dir, files: discovered.files });
  const [page] = analysed.pages as Record<string, unknown>[];
  expect(page).toMatchObject({ path: 'a.md', title: 'Title' });
  expect(JSON.stringify(page?.brokenLinks)).toContain('gone.md');
  expect(JSON.stringify(page?.brokenLinks)).not.toContain('b.md');
  const { pages, rest, terms, unread, unreadCount } = analysed;
  const digest = await run(textAggregate, {
    pages,
    rest,
    terms,
    unread,
    unreadCount,
    omitted: discovered.omitted,
  });
  const out = join(folder.path, 'out put');
  const report = await run(textReport, { dir, out, digest, pages });
  expect(report.summary).toContain('3 pages');
  expect(await readFile(String(report.markdown), 'utf8')).toContain('gone.md');
  expect(JSON.parse(await readFile(String(report.json), 'utf8'))).toMatchObject({ dir });
});

it('the folder digest fails for a folder that is not there', async () => {
  const { outcome } = await testAgent(fsList, { dir: join(dir, 'nowhere') });
  expect(outcome).toMatchObject({ status: 'failed', retryable: false });
});
