import type { Client, TuningSettings, TuningView } from '@ag06/client';
import { KNOBS, type Knob } from '@ag06/contracts/tuning';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../render.ts';
import { showRows } from '../show-rows.ts';
import { unknownWord } from '../unknown-word.ts';
import { describeAge } from './agents.ts';
import { describeSettings } from './describe-settings.ts';
import { TUNING_AGENT_COMMANDS } from './tuning-agent.ts';

const FLAGS = { reason: { type: 'string' } } as const;
const VERBS = ['list', 'set', 'off', 'on', ...TUNING_AGENT_COMMANDS.keys()].map((word) => `tuning ${word}`);

/** `ag06 tuning list|set AGENT KNOB=VALUE...|off|on|status AGENT|...`. */
export async function tuning(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  const ofAgent = TUNING_AGENT_COMMANDS.get(verb);
  if (ofAgent !== undefined) return ofAgent(rest, client, output);
  switch (verb) {
    case 'list':
      return list(rest, client, output);
    case 'set':
      return set(rest, client, output);
    case 'off':
      return turn(true, rest, client, output);
    case 'on':
      return turn(false, rest, client, output);
    default:
      throw unknownWord('command', `tuning ${verb}`, VERBS);
  }
}

async function list(args: readonly string[], client: Client, output: Output): Promise<number> {
  parseArguments(args, {}, 0);
  const list = await client.tuning.get();
  output.json(list);
  showRows(output, {
    headings: ['agent', 'version', 'settings', 'in force', 'by', 'reason'],
    rows: list.items.map(toRow),
    empty:
      'Nothing is published: every agent has the settings of its workers. One of them: ag06 tuning status AGENT',
  });
  for (const { agent, version, problem } of list.invalid)
    output.text(`Invalid and left alone: ${agent} version ${version}: ${printable(problem)}`);
  if (list.isStatic) output.text('Switched off: every worker does what it does by itself. ag06 tuning on');
  if (list.frozen !== null) {
    const { by, at, reason } = list.frozen;
    const why = reason === '' ? '' : `: ${printable(reason)}`;
    output.text(`Frozen by ${by} at ${at}${why}. The optimizer changes nothing. ag06 tuning unfreeze --all`);
  }
  output.text(describeAge(list.figures));
  return EXIT.ok;
}

function toRow({ agent, version, settings, workers, by, reason }: TuningView) {
  const inForce = workers.filter(({ configVersion }) => configVersion === version).length;
  return [agent, version, describeSettings(settings), `${inForce} of ${workers.length}`, by, reason];
}

async function set(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 1 + KNOBS.length);
  const agent = requireWord(parsed, 0, 'the agent');
  const words = parsed.positionals.slice(1);
  const change = readChange(words);
  const published = await client.tuning.set(agent, {
    ...change,
    merge: words.length > 0,
    reason: parsed.text('reason') ?? '',
  });
  output.json(published);
  output.text(`${agent} version ${published.version}: ${describeSettings(published.settings)}`);
  return EXIT.ok;
}

const isKnob = (word: string): word is Knob => KNOBS.some((known) => known === word);

const NULLABLE = ['hedgeAfterMs', 'breakerThreshold', 'ageingMs', 'ratePerSec'] as const;
type Nullable = (typeof NULLABLE)[number];
const isNullable = (knob: Knob): knob is Nullable => NULLABLE.some((known) => known === knob);

/** Reads `concurrency=4 timeoutMs=static hedgeAfterMs=off`. Without any words, all settings go back to static. */
export function readChange(words: readonly string[]): { settings: TuningSettings; unset: Knob[] } {
  const settings: TuningSettings = {};
  const unset: Knob[] = [];
  for (const word of words) {
    const [, knob = '', value = ''] = /^([^=]*)=(.*)$/.exec(word) ?? [word, word];
    if (!isKnob(knob)) throw unknownWord('setting', knob === '' ? word : knob, KNOBS);
    if (value === 'static') unset.push(knob);
    else if (value === 'off' && isNullable(knob)) settings[knob] = null;
    else if (/^\d+(\.\d+)?$/.test(value)) settings[knob] = Number(value);
    else
      throw new UsageError(
        `${knob} takes a number, ${isNullable(knob) ? 'off, ' : ''}or static; got "${value}".`,
      );
  }
  return { settings, unset };
}

async function turn(
  isStatic: boolean,
  args: readonly string[],
  client: Client,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const switched = await client.tuning.switch({ isStatic, reason: parsed.text('reason') ?? '' });
  output.json(switched);
  output.text(
    isStatic ? 'Every worker does what it does by itself.' : 'Published settings are in force again.',
  );
  return EXIT.ok;
}
