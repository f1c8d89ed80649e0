import type { Client } from '@ag06/client';
import { parseArguments } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { readSeconds } from '../read-duration.ts';
import { readTerminal } from '../terminal.ts';
import { readUrls } from '../urls.ts';

const FLAGS = { every: { type: 'string' }, once: { type: 'boolean' } } as const;
const EVERY_S = 2;
const MOST_S = 60;

/** `ag06 top` shows a fleet as it works. With `--once` or `--json`, and outside of a terminal, it prints it one time. */
export async function top(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const seconds = readSeconds(parsed, 'every') ?? EVERY_S;
  if (seconds < 1 || seconds > MOST_S)
    throw new UsageError(`--every takes a duration from 1s to ${MOST_S}s, got "${seconds}s".`);
  const { stdin, stdout } = process;
  const isLive =
    stdin.isTTY && readTerminal(process.env, stdout).canRedraw && !parsed.flag('once') && !output.isJson;
  if (!isLive) return printTop(client, output);
  const { showTop } = await import('../top/show-top.ts');
  return showTop({
    client,
    url: readUrls(process.env).join(','),
    everyMs: 1_000 * seconds,
    isColoured: output.isStyled,
    input: stdin,
    canvas: stdout,
    takeOver: () => output.takeOver?.(),
  });
}

async function printTop(client: Client, output: Output): Promise<number> {
  const { loadSnapshot } = await import('../top/snapshot.ts');
  const { renderWhole } = await import('../top/render-top.ts');
  const snapshot = await loadSnapshot(client, {});
  output.json(snapshot);
  output.text(renderWhole(snapshot, output.tables));
  return EXIT.ok;
}
