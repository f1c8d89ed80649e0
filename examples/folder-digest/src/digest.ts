import { z } from 'zod';
import { BrokenLink, TermCount, UnreadFile } from './page.ts';

/** The sums of a whole folder. The lists may be cut, and `notes` says so; the totals never are. */
export const Digest = z.object({
  totals: z.object({
    pages: z.int(),
    words: z.int(),
    readingTimeSeconds: z.int(),
    headings: z.int(),
    links: z.int(),
    externalLinks: z.int(),
    relativeLinks: z.int(),
    brokenLinks: z.int(),
    unreadFiles: z.int(),
  }),
  topTerms: z.array(TermCount),
  brokenLinks: z.array(BrokenLink.extend({ page: z.string() })),
  longestPages: z.array(z.object({ path: z.string(), title: z.string(), words: z.int() })),
  unread: z.array(UnreadFile),
  notes: z.array(z.string()),
});
export type Digest = z.infer<typeof Digest>;
