import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

export const countWords = agent({
  name: 'words.count',
  input: z.object({ text: z.string() }),
  output: z.object({ words: z.number(), longest: z.string() }),
  handler: ({ text }) => {
    const words = text.split(/\s+/).filter((word) => word !== '');
    return { words: words.length, longest: words.toSorted((a, b) => b.length - a.length)[0] ?? '' };
  },
});

export const praise = agent({
  name: 'words.praise',
  input: z.object({ word: z.string() }),
  output: z.object({ praise: z.string() }),
  handler: ({ word }) => ({ praise: `What a word: ${word}!` }),
});
