/** What users write: agents, and programs that call them. */

export const AGENTS = `import { agent, workflow } from '@ag06/agent-kit';
import { z } from 'zod';

export const shout = agent({
  name: 'text.shout',
  input: z.object({ text: z.string() }),
  output: z.object({ text: z.string() }),
  handler: ({ text }) => ({ text: text.toUpperCase() }),
});
export const loud = workflow({
  name: 'loud',
  input: z.object({ text: z.string() }),
  steps: (flow) => flow.step('shout', shout, ({ input }) => ({ with: { text: input.text } })),
  output: ({ steps }) => steps.shout.output.text,
});
`;

const call = (client: string) => `async function main() {
  const { Client } = ${client};
  const client = new Client({ url: process.env.FLEET });
  const run = await client.submit('loud', { text: 'called from ' + process.version });
  console.log(await client.waitForOutput(run, { signal: AbortSignal.timeout(60_000) }));
}
main();
`;

/** Callers as an ES module, and as CommonJS by `import()` and by `require`. */
export const CALLERS = {
  'caller.mjs': `import * as library from '@ag06/client';\n${call('library')}`,
  'caller.cjs': call("await import('@ag06/client')"),
  'require.cjs': call("require('@ag06/client')"),
};

/** Uses the types of agents from another module: \`error\` marks what the compiler has to refuse. */
export const TYPED_ESM = (imports: string) => `${imports}
import { testAgent } from '@ag06/agent-kit';
import { Client } from '@ag06/client';
import { loud, shout } from './my-agents.js';

export const trial = testAgent(shout, { text: 'a' });
const client = new Client({ url: 'http://127.0.0.1:1' });
export async function call(): Promise<string> {
  // @ts-expect-error: the input of the workflow is known here.
  await client.submit(loud, { text: 1 });
  return client.waitForOutput(await client.submit(loud, { text: 'a' }));
}
`;

export const TYPED_CJS = `export async function call(): Promise<string> {
  const { Client } = await import('@ag06/client');
  const { loud } = await import('./my-agents.js');
  const client = new Client({ url: 'http://127.0.0.1:1' });
  // @ts-expect-error: the input of the workflow is known here.
  await client.submit(loud, { text: 1 });
  return client.waitForOutput(await client.submit(loud, { text: 'a' }));
}
`;
