import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { agent, NonRetryable } from '@ag06/agent-kit';
import { z } from 'zod';
import { Digest } from './digest.ts';
import { Page } from './page.ts';
import { readErrorCode } from './read-error-code.ts';
import { renderDigest, summarise } from './render-digest.ts';

export const textReport = agent({
  name: 'text.report',
  description: 'Writes digest.md and digest.json into a folder.',
  input: z.strictObject({
    dir: z.string(),
    out: z.string().min(1),
    digest: Digest,
    pages: z.array(Page).default([]),
  }),
  output: z.object({ markdown: z.string(), json: z.string(), summary: z.string() }),
  handler: async ({ dir, out, digest, pages }, { runId, attempt }) => {
    const folder = resolve(out);
    await makeFolder(folder);
    const draft = `${runId}-${attempt}.draft`;
    const markdown = await replaceFile(folder, 'digest.md', draft, renderDigest(dir, digest, pages));
    const text = `${JSON.stringify({ dir, ...digest, pages }, null, 2)}\n`;
    const json = await replaceFile(folder, 'digest.json', draft, text);
    return { markdown, json, summary: summarise(digest) };
  },
});

const BEYOND_RETRY: ReadonlySet<string | undefined> = new Set([
  'EEXIST',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'EROFS',
]);

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const code = readErrorCode(error);
    if (!BEYOND_RETRY.has(code)) throw error;
    throw new NonRetryable(`The folder ${folder} cannot be made; name another \`out\`.`, {
      code: 'FOLDER_UNWRITABLE',
      cause: error,
    });
  }
}

/** All or nothing: who reads meanwhile sees the old file or the new one, also if the worker dies half-way. */
async function replaceFile(folder: string, name: string, draft: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(`${path}.${draft}`, text);
  await rename(`${path}.${draft}`, path);
  return path;
}
