import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@ag06/client';
import { z } from 'zod';
import { parseArguments } from '../arguments.ts';
import { createFleet } from '../create-fleet.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Fleet } from '../fleet.ts';
import { followRun } from '../follow-run.ts';
import type { Output } from '../output.ts';
import { readBrokerUrl } from '../read-broker-url.ts';
import { printable } from '../render.ts';
import { pushFile } from './workflows.ts';

/** Only the repository has it. */
const EXAMPLE = fileURLToPath(new URL('../../../../examples/folder-digest/', import.meta.url));

/** The output of the workflow. */
const Digest = z.object({ markdown: z.string(), json: z.string(), summary: z.string() });

/** `ag06 demo FOLDER` runs the folder digest on a temporary fleet. */
export async function demo(args: readonly string[], output: Output): Promise<number> {
  if (!existsSync(EXAMPLE)) {
    const instead = 'Here, start with `ag06 up --agents my-agents.ts`.';
    throw new UsageError(`The demo is part of AG06's repository, not of the installed package. ${instead}`);
  }
  const dir = readFolder(
    parseArguments(args, {}, 1).positionals[0] ?? fileURLToPath(new URL('../../../../', import.meta.url)),
  );
  const out = resolve('.ag06/demo', basename(dir) || 'root');
  mkdirSync(out, { recursive: true });
  const fleet = await createFleet({
    workers: undefined,
    agents: [join(EXAMPLE, 'src/agents.ts')],
    brokerUrl: readBrokerUrl() ?? 'embedded::memory:',
    host: '127.0.0.1',
    port: 0,
    events: { onLine: () => {}, onNote: (note) => output.text(note) },
  });
  const kill = () => fleet.kill();
  process.once('SIGINT', kill);
  process.once('SIGTERM', kill);
  try {
    return await digest(fleet, dir, out, output);
  } finally {
    await fleet.stop();
    process.off('SIGINT', kill);
    process.off('SIGTERM', kill);
  }
}

async function digest(fleet: Fleet, dir: string, out: string, output: Output): Promise<number> {
  output.text(`Starting a fleet: ${fleet.description} …`);
  const url = await fleet.start();
  output.text(`The API is at ${url}. Reading ${printable(dir)}:`);
  const client = new Client({ url, retryForMs: 0 });
  const { name } = await pushFile(client, join(EXAMPLE, 'folder-digest.workflow.yaml'));
  const { runId } = await client.submit(name, { dir, out });
  const result = await followRun(client, runId, output, new AbortController().signal, 0);
  output.json(result);
  if (result.status !== 'completed') {
    output.text(`${result.status}: ${printable(result.error.code)} ${printable(result.error.message)}`);
    return EXIT.failed;
  }
  const { summary, markdown, json } = Digest.parse(result.output);
  output.text(`\n${summary}\n\n${markdown}\n${json}`);
  return EXIT.ok;
}

function readFolder(word: string): string {
  const dir = resolve(word);
  if (existsSync(dir) && statSync(dir).isDirectory()) return dir;
  throw new UsageError(`There is no folder ${printable(dir)}. Name one: npm run demo -- <folder>`);
}
