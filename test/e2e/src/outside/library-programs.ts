import { findPublished, PUBLIC_PACKAGES } from '@ag06/npm-packages';
import { ROOT } from './clone.ts';

/** The Node of each program, and what it read, as its last line. */
const SAY = "console.log(output + ' on ' + process.version);";
const IMPORTS = `import { startTestFleet } from '@ag06/test-fleet';
import { loud, shout } from './my-agents.ts';`;

/**
 * Programs of users, one for each library that runs a part of a fleet. Each prints `USED on v…` once a run ended by way of the library,
 * and then ends by itself. `REDIS` says where a server is.
 */
export const LIBRARY_PROGRAMS = {
  'use-test-fleet.mjs': `${IMPORTS}
const fleet = await startTestFleet({ agents: [shout], workflows: [loud] });
const output = await fleet.run(loud, { text: 'used' });
await fleet.stop();
${SAY}
`,

  'use-worker.mjs': `${IMPORTS}
import { startWorker } from '@ag06/worker';
const brokerUrl = process.env.REDIS;
const fleet = await startTestFleet({ brokerUrl, workflows: [loud] });
const worker = await startWorker({ brokerUrl, agents: [shout], settings: { LOG_LEVEL: 'warn' } });
const output = await fleet.run(loud, { text: 'used' });
await worker.stop();
await fleet.stop();
${SAY}
`,

  // A processor that became an agent, below a job that goes to a worker of BullMQ.
  'use-bullmq.mjs': `import { bullmqAgent, fromProcessor } from '@ag06/bullmq';
import { fromFlow } from '@ag06/bullmq/flow';
import { startTestFleet } from '@ag06/test-fleet';
import { Worker } from 'bullmq';
const connection = { url: process.env.REDIS };
const shout = fromProcessor(async (job) => job.data.text.toUpperCase(), { name: 'text.shout' });
const jobs = bullmqAgent({ connection: process.env.REDIS });
const other = new Worker('closing', async (job) => Object.values(job.data.children)[0], { connection });
const flow = { name: 'close', queueName: 'closing', children: [{ name: 'loud', queueName: 'texts', data: { text: 'used' } }] };
const { definition } = fromFlow(flow, { name: 'flow', agents: { texts: 'text.shout' }, childrenField: 'children' });
const fleet = await startTestFleet({ agents: [shout, jobs] });
await fleet.client.workflows.push(definition);
const output = await fleet.run('flow', null);
await fleet.stop();
await Promise.all([jobs.close(), other.close()]);
${SAY}
`,

  'use-fetch.mjs': `import { createServer } from 'node:http';
import { createHandler } from '@ag06/fetch';
import { toNodeHandler } from '@ag06/fetch/node';
${IMPORTS}
const fleet = await startTestFleet({ agents: [shout], workflows: [loud] });
const handler = createHandler({ url: fleet.url, basePath: '/fleet', workflows: { loud: {} }, authorize: () => ({ tenant: 'me' }) });
const server = createServer(toNodeHandler(handler));
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const runs = 'http://127.0.0.1:' + server.address().port + '/fleet/runs';
const headers = { 'content-type': 'application/json', 'idempotency-key': 'one' };
const body = JSON.stringify({ workflow: 'loud', input: { text: 'used' } });
const { runId } = await (await fetch(runs, { method: 'POST', headers, body })).json();
const events = await (await fetch(runs + '/' + runId + '/events')).text();
if (!events.includes('event: end')) throw new Error(events);
const { output } = await (await fetch(runs + '/' + runId)).json();
server.closeAllConnections();
await new Promise((closed) => server.close(closed));
await fleet.stop();
${SAY}
`,

  // Without a compiler, decorators are functions that are called.
  'use-nestjs.mjs': `import 'reflect-metadata';
import { Client } from '@ag06/client';
import { Ag06Module, Agent } from '@ag06/nestjs';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
${IMPORTS.replace('loud, shout', 'loud')}
class Texts {
  shout({ text }) {
    return { text: text.toUpperCase() };
  }
}
const { prototype } = Texts;
Agent({ name: 'text.shout', input: z.object({ text: z.string() }) })(prototype, 'shout', Object.getOwnPropertyDescriptor(prototype, 'shout'));
class App {}
const brokerUrl = process.env.REDIS;
const fleet = await startTestFleet({ brokerUrl });
const imports = [Ag06Module.forRoot({ url: fleet.url, brokerUrl, workflows: [loud] })];
const app = await NestFactory.createApplicationContext({ module: App, imports, providers: [Texts] }, { logger: ['warn', 'error'] });
const client = app.get(Client);
const output = await client.waitForOutput(await client.submit(loud, { text: 'used' }));
await app.close();
await fleet.stop();
${SAY}
`,
};

/** What users import, by the package.json files of the repository. */
export function findEntryPoints(): readonly string[] {
  return findPublished(ROOT)
    .filter(({ manifest }) => PUBLIC_PACKAGES.includes(manifest.name))
    .flatMap(({ manifest: { name, exports = {} } }) =>
      Object.keys(exports).map((path) => `${name}${path.slice(1)}`),
    );
}

/** CommonJS that takes each entry point by \`require()\` and by \`import()\`: one module, with what it exports. */
export const toEntriesProgram = (entries: readonly string[]): string => `async function main() {
  for (const name of ${JSON.stringify(entries)}) {
    const required = require(name);
    const imported = await import(name);
    const names = Object.keys(imported);
    if (names.length === 0 || names.some((each) => imported[each] !== required[each])) throw new Error(name);
    console.log(name);
  }
}
main();
`;
