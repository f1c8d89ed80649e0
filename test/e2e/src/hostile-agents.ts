import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** Agents whose names objects of JavaScript answer to by themselves. */
export const hostile = ['constructor', 'prototype', 'then', '0'].map((name) =>
  agent({ name, input: z.unknown(), handler: (input) => ({ [name]: input }) }),
);
