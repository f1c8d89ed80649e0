import { createHash } from 'node:crypto';
import { agent, DependencyFailure } from '@ag06/agent-kit';
import { z } from 'zod';

const input = z.object({ url: z.string(), n: z.number() });

/** They call a shop that may be down. Each test has one of its own, and so a breaker of its own. */
export const calls = ['shop.call-1', 'shop.call-2', 'shop.call-3', 'shop.call-4'].map((name) =>
  agent({
    name,
    input,
    breaker: { openFor: '1s', probes: 1 },
    timeout: '20s',
    handler: async ({ url, n }, { signal, attempt }) => {
      const response = await fetch(`${url}?n=${n}&attempt=${attempt}&pid=${process.pid}`, { signal });
      if (!response.ok) throw new DependencyFailure(`The shop answered ${response.status}.`);
      return { n, attempt };
    },
  }),
);

/** A third of all orders, in no order: five in a row happen by chance. */
export const isBad = (n: number): boolean =>
  createHash('sha1').update(String(n)).digest().readUInt32BE() % 3 === 0;

/** The same shop, which answers each third order with a failure though it is well; its breaker is set as by default. */
export const order = agent({
  name: 'shop.order',
  dependency: 'shop',
  input,
  handler: async ({ url, n }, { signal }) => {
    const response = await fetch(`${url}?n=${n}&attempt=1&pid=${process.pid}`, { signal });
    if (!response.ok || isBad(n)) throw new DependencyFailure(`The shop answered ${response.status}.`);
    return n;
  },
});

/** Depends on nothing, and has a bug for some inputs. */
export const parse = agent({
  name: 'text.parse',
  input: z.object({ text: z.string().nullable() }),
  handler: ({ text }) => (text as string).toUpperCase(),
});
