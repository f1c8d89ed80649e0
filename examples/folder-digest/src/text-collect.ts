import { agent } from '@ag06/agent-kit';
import { z } from 'zod';
import { toTopTerms } from './count-words.ts';
import { fitPages } from './fit-pages.ts';
import { Page, RestOfPages, TermCount, UnreadFile } from './page.ts';
import { takeWithin } from './take-within.ts';
import { PAGES_BYTES_MAX, TERMS_OF_FOLDER, UNREAD_BYTES_MAX, UNREAD_MAX } from './text-analyse.ts';

const Analysis = z.object({
  pages: z.array(Page),
  terms: z.array(TermCount),
  unread: z.array(UnreadFile),
});

/** Puts the analyses of single files together: what does not fit a step's output is added up in `rest`. */
export const textCollect = agent({
  name: 'text.collect',
  description: 'Puts the analyses of the files of a folder together.',
  input: z.strictObject({ analyses: z.array(Analysis) }),
  output: z.object({
    pages: z.array(Page),
    rest: RestOfPages,
    terms: z.array(TermCount),
    unread: z.array(UnreadFile),
    unreadCount: z.int(),
  }),
  handler: ({ analyses }) => {
    const unread = analyses.flatMap((analysis) => analysis.unread);
    return {
      ...fitPages(
        analyses.flatMap(({ pages }) => pages),
        PAGES_BYTES_MAX,
      ),
      terms: toTopTerms(addTerms(analyses), TERMS_OF_FOLDER),
      unread: takeWithin(unread, UNREAD_MAX, UNREAD_BYTES_MAX),
      unreadCount: unread.length,
    };
  },
});

function addTerms(analyses: readonly z.infer<typeof Analysis>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { term, count } of analyses.flatMap(({ terms }) => terms)) {
    sums.set(term, (sums.get(term) ?? 0) + count);
  }
  return sums;
}
