import { z } from 'zod';

export const Heading = z.object({ level: z.int().min(1).max(6), text: z.string() });
export type Heading = z.infer<typeof Heading>;

export const TermCount = z.object({ term: z.string(), count: z.int() });
export type TermCount = z.infer<typeof TermCount>;

export const BrokenLink = z.object({
  target: z.string(),
  reason: z.enum(['missing file', 'missing anchor']),
});
export type BrokenLink = z.infer<typeof BrokenLink>;

/** The analysis of one file. The lists may be cut; the counts never are. */
export const Page = z.object({
  path: z.string(),
  title: z.string(),
  words: z.int(),
  /** At 200 words a minute. */
  readingTimeSeconds: z.int(),
  headingCount: z.int(),
  headings: z.array(Heading),
  /** Images count as links. `relative` includes links to anchors of the same page. */
  links: z.object({ total: z.int(), external: z.int(), relative: z.int(), broken: z.int() }),
  brokenLinks: z.array(BrokenLink),
  topTerms: z.array(TermCount),
});
export type Page = z.infer<typeof Page>;

/** The sums of the pages that did not fit a step's output. */
export const RestOfPages = z.object({
  pages: z.int(),
  words: z.int(),
  headings: z.int(),
  links: z.object({ total: z.int(), external: z.int(), relative: z.int(), broken: z.int() }),
});
export type RestOfPages = z.infer<typeof RestOfPages>;

/** A listed file that was not analysed. */
export const UnreadFile = z.object({ path: z.string(), reason: z.string() });
export type UnreadFile = z.infer<typeof UnreadFile>;
