import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { Page, TermCount } from './page.ts';
import { runAgent } from './testing/run-agent.ts';
import { makeFolder } from './testing/temp-folder.ts';
import { textAnalyse } from './text-analyse.ts';
import { textCollect } from './text-collect.ts';

const Analysis = z.object({ pages: z.array(Page), terms: z.array(TermCount) }).loose();
const Collected = z.object({ pages: z.array(Page), terms: z.array(TermCount), unreadCount: z.int() }).loose();

it('text.collect returns the same for files analysed one by one as for all together', async () => {
  await using folder = await makeFolder({
    'a.md': '# A\n\n[fine](b.md#second) [gone](b.md#third) [none](c.md) pears\n',
    'b.md': '# B\n\n## Second\n\napples pears\n',
    'binary.md': new Uint8Array([0, 1]),
  });
  const files = ['a.md', 'b.md', 'binary.md'].map((path) => ({ path, bytes: 0 }));
  const analyse = (some: typeof files) => runAgent(textAnalyse, { dir: folder.dir, files: some }, Analysis);
  const analyses = await Promise.all(files.map((file) => analyse([file])));
  const collected = await runAgent(textCollect, { analyses }, Collected);
  const together = await analyse(files);
  expect(collected).toEqual(together);
  expect(collected.pages[0]?.brokenLinks).toEqual([
    { target: 'b.md#third', reason: 'missing anchor' },
    { target: 'c.md', reason: 'missing file' },
  ]);
  expect(collected.unreadCount).toBe(1);
});
