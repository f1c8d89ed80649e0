import { setTimeout as delay } from 'node:timers/promises';
import type { Client, EventView, RunStateView } from '@ag06/client';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { readTimerMs } from '../read-duration.ts';
import { renderEvent } from '../render.ts';
import { renderRun } from '../render-run.ts';

const FLAGS = {
  at: { type: 'string' },
  watch: { type: 'boolean' },
  every: { type: 'string' },
} as const;
const CLEAR = '\u001b[2J\u001b[H';
const EVERY_MS = 500;

/** `ag06 runs state RUN [--at SEQ|TIME]` prints a run as it was; `--watch` plays it from there, commit by commit. */
export async function showState(
  args: readonly string[],
  checkRunId: (text: string) => string,
  client: Client,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 1);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  const at = parsed.text('at');
  const every = readTimerMs(parsed, 'every') ?? EVERY_MS;
  if (parsed.flag('watch')) return play(runId, at, every, client, output);
  print(await client.history.state(runId, { at }), output);
  return EXIT.ok;
}

function print(state: RunStateView, output: Output): void {
  output.json(state);
  output.text(`after event ${state.seq}, ${state.at}`);
  for (const line of renderRun(state, new Map(), false, output.tables)) output.text(line);
  for (const sentence of state.unknown ?? []) output.note(printable(sentence));
}

/** In a terminal each picture replaces the one before, after a while; elsewhere they follow each other. */
async function play(
  runId: string,
  from: string | undefined,
  everyMs: number,
  client: Client,
  output: Output,
): Promise<number> {
  const first = from === undefined ? 1 : (await client.history.state(runId, { at: from })).seq;
  for await (const commit of commitsOf(client.events(runId, { after: first - 1 }))) {
    const state = await client.history.state(runId, { at: commit.at(-1)?.seq });
    if (output.isStyled) output.text(CLEAR);
    for (const event of commit) output.text(renderEvent(event, output.isStyled));
    print(state, output);
    output.text('');
    if (output.isStyled) await delay(everyMs);
  }
  return EXIT.ok;
}

/** Groups events of one time: those of one commit, at least. */
async function* commitsOf(
  events: AsyncIterable<EventView>,
): AsyncGenerator<readonly EventView[], void, void> {
  let commit: EventView[] = [];
  for await (const event of events) {
    if (commit.length > 0 && commit[0]?.at !== event.at) {
      yield commit;
      commit = [];
    }
    commit.push(event);
  }
  if (commit.length > 0) yield commit;
}
