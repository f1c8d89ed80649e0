import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** Appends a note for each text, awaits only the last one, and fails the first attempt after that. */
export const note = agent({
  name: 'stream.note',
  input: z.object({ texts: z.array(z.string()), fails: z.boolean().default(false) }),
  handler: async ({ texts, fails }, { stream, attempt }) => {
    const notes = stream('notes');
    const appended = texts.map((text) => notes.append('noted', { text }));
    const last = await appended.at(-1);
    if (fails && attempt === 1) throw new Error('once');
    return last?.position ?? 0;
  },
});

/** Appends what is too large, without waiting for it. */
export const oversized = agent({
  name: 'stream.oversized',
  input: z.unknown(),
  handler: async (_, { stream }) => {
    try {
      await stream('notes').append('noted', 'x'.repeat(2_000_000));
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : 'other';
    }
    return 'appended';
  },
});
