import type { Client, PauseTarget, PauseView } from '@ag06/client';
import { parseArguments, requireWord } from '../arguments.ts';
import { counted } from '../counted.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { showFields } from '../show-fields.ts';
import { renderTime } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';

const FLAGS = { by: { type: 'string' } } as const;
const VERBS = ['pause', 'resume'] as const;
type PauseVerb = (typeof VERBS)[number];

export const isPauseVerb = (word: string | undefined): word is PauseVerb =>
  VERBS.some((verb) => verb === word);

/** `ag06 agents|workflows pause|resume NAME`. */
export function pauseNamed(
  of: 'agent' | 'workflow',
  verb: PauseVerb,
  args: readonly string[],
  client: Client,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 1);
  const name = requireWord(parsed, 0, `the name of the ${of}`);
  const target = of === 'agent' ? { agent: name } : { workflow: name };
  return setPause(target, verb, parsed.text('by'), client, output);
}

/** `ag06 fleet pause|resume`. */
export async function fleet(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  if (!isPauseVerb(verb))
    throw unknownWord(
      'command',
      `fleet ${verb}`.trim(),
      VERBS.map((known) => `fleet ${known}`),
    );
  const parsed = parseArguments(rest, FLAGS, 0);
  return setPause('fleet', verb, parsed.text('by'), client, output);
}

/** `ag06 pauses list|show`: what is paused, besides runs. */
export async function pauses(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  if (verb === 'list') return listPauses(rest, client, output);
  if (verb === 'show') return showPause(rest, client, output);
  throw unknownWord('command', `pauses ${verb}`, ['pauses list', 'pauses show']);
}

async function showPause(args: readonly string[], client: Client, output: Output): Promise<number> {
  const word = requireWord(parseArguments(args, {}, 1), 0, `what may be paused: ${TARGETS}`);
  const pause = await client.pauses.get(readTarget(word));
  output.json(pause);
  showFields(output, [
    ['target', nameOf(pause)],
    ['paused', pause.paused ? 'yes' : 'no'],
    ['since', pause.since && renderTime(pause.since, Date.now())],
    ['by', pause.by],
    ['blocked', counted(pause.blockedSteps, 'step')],
    ['end it', pause.paused ? `ag06 ${toCommand(pause)}` : undefined],
  ]);
  return EXIT.ok;
}

const TARGETS = 'agent:NAME, workflow:NAME or fleet';

/** Throws `UsageError`. */
function readTarget(word: string): PauseTarget {
  if (word === 'fleet') return word;
  const [, of, name = ''] = /^(agent|workflow):(.+)$/.exec(word) ?? [];
  if (of === undefined) throw new UsageError(`Expected ${TARGETS}, got "${printable(word)}".`);
  return of === 'agent' ? { agent: name } : { workflow: name };
}

async function listPauses(args: readonly string[], client: Client, output: Output): Promise<number> {
  parseArguments(args, {}, 0);
  const page = await client.pauses.list();
  output.json(page);
  if (page.items.length === 0)
    output.text('Nothing is paused, but for single runs: ag06 runs list --status paused');
  else
    output.table(
      ['paused', 'since', 'by', 'blocked steps'],
      page.items.map((item) => [nameOf(item), item.since ?? '', item.by ?? '', item.blockedSteps]),
    );
  return EXIT.ok;
}

async function setPause(
  target: PauseTarget,
  verb: PauseVerb,
  by: string | undefined,
  client: Client,
  output: Output,
): Promise<number> {
  const pause = await client.pauses[verb](target, { by });
  output.json(pause);
  output.text(describe(pause));
  return EXIT.ok;
}

function describe(pause: PauseView): string {
  const name = nameOf(pause);
  const steps = pause.blockedSteps === 1 ? '1 step waits' : `${pause.blockedSteps} steps wait`;
  return pause.paused
    ? `Paused: ${name}. Nothing of it begins until \`ag06 ${toCommand(pause)}\`. ${steps}.`
    : `Resumed: ${name}. What waited (${pause.blockedSteps}) goes on.`;
}

const nameOf = (pause: PauseView): string =>
  pause.of === 'fleet' ? 'the fleet' : `${pause.of} ${pause.name}`;

const toCommand = (pause: PauseView): string =>
  pause.of === 'fleet' ? 'fleet resume' : `${pause.of}s resume ${pause.name}`;
