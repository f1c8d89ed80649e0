import type { Client, SimulationOrder, SimulationView } from '@ag06/client';
import { toDurationMs } from '@ag06/engine';
import { type Arguments, parseArguments, readWhole } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../render.ts';
import { renderDuration } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';
import { describeSettings } from './describe-settings.ts';

const FLAGS = {
  agent: { type: 'string' },
  set: { type: 'string', multiple: true },
  now: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  runs: { type: 'string' },
} as const;

const SETTINGS = [
  'concurrency',
  'replicas',
  'timeoutMs',
  'maxAttempts',
  'backoffMs',
  'hedgeAfterMs',
  'ageingMs',
  'ratePerSec',
] as const;
const IN_FORCE = ['concurrency', 'replicas'] as const;

/** What each measure is called, and how its values are shown. */
const ROWS: ReadonlyMap<string, readonly [name: string, tell: (value: number) => string]> = new Map([
  ['waitMeanMs', ['wait, mean', tellMs]],
  ['waitP50Ms', ['wait, p50', tellMs]],
  ['waitP95Ms', ['wait, p95', tellMs]],
  ['waitP99Ms', ['wait, p99', tellMs]],
  ['attemptMeanMs', ['attempt takes, mean', tellMs]],
  ['stepP95Ms', ['step, p95', tellMs]],
  ['runningMean', ['run at a time', tellNumber]],
  ['lateShare', ['late', tellShare]],
  ['failedShare', ['failed', tellShare]],
  ['openShare', ['left at the end', tellShare]],
  ['vainPerStep', ['vain attempts a step', tellNumber]],
  ['replicaSeconds', ['replica seconds', tellNumber]],
  ['netValuePerSec', ['net value a second', tellNumber]],
]);

/** `ag06 simulate --agent A --set concurrency=40 --from 24h`: what other settings would bring. */
export async function simulate(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const agent = parsed.text('agent');
  if (agent === undefined) throw new UsageError('Missing: --agent, whose settings are meant.');
  const view = await client.tuning.simulate(agent, readOrder(parsed, Date.now()));
  output.json(view);
  tell(view, output);
  return EXIT.ok;
}

/** Throws `UsageError`. */
export function readOrder(args: Arguments, now: number): SimulationOrder {
  const from = readMoment(args, 'from', now);
  const to = readMoment(args, 'to', now);
  const runs = readWhole(args, 'runs');
  return {
    settings: readSettings(args.texts('set'), SETTINGS),
    now: readSettings(args.texts('now'), IN_FORCE),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(runs !== undefined && { runs }),
  };
}

/** The settings that can be switched off. */
const NULLABLE: readonly string[] = ['hedgeAfterMs', 'ageingMs', 'ratePerSec'];

function readSettings(words: readonly string[], known: readonly string[]): Record<string, number | null> {
  const settings = words.map((word): [string, number | null] => {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(word) ?? [word, word];
    if (!known.includes(name)) throw unknownWord('setting', name, known);
    if (value === 'off' && NULLABLE.includes(name)) return [name, null];
    if (/^\d+(\.\d+)?$/.test(value)) return [name, Number(value)];
    const what = NULLABLE.includes(name) ? 'a number or off' : 'a number';
    throw new UsageError(`${name} takes ${what}; got "${value}".`);
  });
  return Object.fromEntries(settings);
}

/** Reads how long ago, or a moment. */
function readMoment(args: Arguments, flag: string, now: number): string | undefined {
  const text = args.text(flag);
  const agoMs = text === undefined ? undefined : toDurationMs(text);
  return agoMs === undefined ? text : new Date(now - agoMs).toISOString();
}

function tell(view: SimulationView, output: Output): void {
  const { agent, from, to, now, proposed, basis, measures, caveats, sentence } = view;
  output.text(
    `${agent}: ${describeSettings(now)} -> ${describeSettings(proposed)}; ${basis.steps} steps of ${basis.runs} runs, ${from} to ${to}`,
  );
  output.table(['', 'recorded', 'replayed', 'proposed', '90 %', 'difference', '90 %'], measures.map(toRow));
  for (const caveat of caveats) output.text(printable(caveat.sentence));
  output.text(printable(sentence));
}

function toRow({ measure, recorded, now, proposed, difference }: SimulationView['measures'][number]) {
  const [name, show] = ROWS.get(measure) ?? [measure, tellNumber];
  const signed = (value: number) => (value < 0 ? `-${show(-value)}` : `+${show(value)}`);
  return [
    name,
    show(recorded),
    show(now.value),
    show(proposed.value),
    `${show(proposed.low)} to ${show(proposed.high)}`,
    signed(difference.value),
    `${signed(difference.low)} to ${signed(difference.high)}`,
  ];
}

function tellMs(ms: number): string {
  return renderDuration(ms);
}

function tellShare(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function tellNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
