import { z } from 'zod';

/** A file of the folder; `path` is relative to it, with `/` between folders. */
export const ListedFile = z.object({ path: z.string().min(1), bytes: z.int().min(0) });
export type ListedFile = z.infer<typeof ListedFile>;

/** By code units, so that every machine lists a folder in the same order. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
