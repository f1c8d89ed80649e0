import { resolve } from 'node:path';
import { agent } from '@ag06/agent-kit';
import { z } from 'zod';
import { explainFolderError } from './explain-folder-error.ts';
import { ListedFile } from './listed-file.ts';
import { takeWithin } from './take-within.ts';
import { walkFolder } from './walk-folder.ts';

const FILES_MAX = 2_000;
const OUTPUT_BYTES_MAX = 220 * 1024;

/** Lists the text files of a folder. What does not fit a step's output is counted in `omitted`. */
export const fsList = agent({
  name: 'fs.list',
  description: 'Lists the Markdown and text files below a folder.',
  input: z.strictObject({
    dir: z.string().min(1),
    extensions: z.array(z.string().regex(/^\.[a-z0-9]+$/)).default(['.md', '.markdown', '.txt']),
  }),
  output: z.object({
    dir: z.string(),
    files: z.array(ListedFile),
    omitted: z.int(),
    unreadFolders: z.int(),
  }),
  handler: async ({ dir, extensions }, { signal, log }) => {
    const root = resolve(dir);
    const walk = await walkOrExplain(root, extensions, signal);
    const files = takeWithin(walk.files, FILES_MAX, OUTPUT_BYTES_MAX);
    const omitted = walk.files.length - files.length;
    if (omitted > 0) log.warn('The folder has more files than one run takes.', { omitted });
    return { dir: root, files, omitted, unreadFolders: walk.unreadFolders.length };
  },
});

async function walkOrExplain(root: string, extensions: readonly string[], signal: AbortSignal) {
  try {
    return await walkFolder(root, extensions, signal);
  } catch (error) {
    throw explainFolderError(error, root);
  }
}
