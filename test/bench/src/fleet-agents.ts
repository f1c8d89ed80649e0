import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

const step = (name: string) =>
  agent({ name, input: z.object({ n: z.number() }), handler: ({ n }) => ({ n: n + 1 }) });

/** The same three steps as the baseline's. */
export const a = step('bench.a');
export const b = step('bench.b');
export const c = step('bench.c');
