import { migrateBackend } from '@ag06/backend';
import { parseArguments } from './arguments.ts';
import type { Output } from './output.ts';
import { readPrefix } from './read-prefix.ts';

/** `ag06 migrate`: brings the tables of the PostgreSQL server that `AG06_BROKER_URL` names up to date. */
export async function migrate(args: readonly string[], brokerUrl: string, output: Output): Promise<number> {
  parseArguments(args, {}, 0);
  output.progress?.('bringing the tables up to date');
  const done = await migrateBackend(
    brokerUrl,
    (error) => output.text(`waiting: ${error.message}`),
    readPrefix(),
  );
  output.text(done);
  output.json({ done });
  return 0;
}
