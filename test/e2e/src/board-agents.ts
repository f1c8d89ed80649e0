import { appendFileSync } from 'node:fs';
import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** What one test does to a queue meets no other test. */
export const BOARD_AGENTS = [
  ...['pause', 'remove', 'empty', 'obliterate', 'clean', 'promote', 'delayed', 'retry', 'edit', 'add'],
].map((name) => `board.${name}`);

/** Each writes one line into a file for each call. The first `fails` attempts fail. */
export const boardAgents = BOARD_AGENTS.map((name) =>
  agent({
    name,
    input: z.object({ file: z.string(), fails: z.int().default(0) }),
    handler: ({ file, fails }, { idempotencyKey, attempt }) => {
      appendFileSync(file, `${idempotencyKey} ${attempt}\n`);
      if (attempt <= fails) throw new Error('as it was asked to');
      return { attempt };
    },
  }),
);
