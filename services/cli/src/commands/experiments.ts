import type { Client, ExperimentPlan, ExperimentView, TuningSettings } from '@ag06/client';
import {
  ARMS,
  type Arm,
  ASSIGNMENTS,
  METRICS,
  RUN_SETTINGS,
  TuningSettings as SettingsSchema,
} from '@ag06/contracts/tuning';
import { type Arguments, parseArguments, readChoice, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { readSeconds } from '../read-duration.ts';
import { readJson } from '../read-json.ts';
import { printable } from '../render.ts';
import { showRows } from '../show-rows.ts';
import { unknownWord } from '../unknown-word.ts';
import { describeSettings } from './describe-settings.ts';
import { readChange } from './tuning.ts';

type Command = (args: readonly string[], client: Client, output: Output) => Promise<number>;

const text = { type: 'string' } as const;
const REASON = { reason: text } as const;
const PLAN = {
  a: text,
  b: text,
  assignment: text,
  metric: text,
  alpha: text,
  block: text,
  auto: { type: 'boolean' },
  ...REASON,
} as const;

const VERBS: ReadonlyMap<string, Command> = new Map([
  ['create', create],
  ['list', list],
  ['show', show],
  ['record', record],
  ['decide', decide],
  ['promote', promote],
  ['stop', stop],
]);

/** `ag06 experiments [VERB …]`; without one it lists. */
export async function experiments(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = 'list', ...rest] = args;
  if (verb.startsWith('-')) return list(args, client, output);
  const command = VERBS.get(verb);
  if (command !== undefined) return command(rest, client, output);
  const known = [...VERBS.keys()].map((one) => `experiments ${one}`);
  throw unknownWord('command', `experiments ${verb}`, known);
}

/** `ag06 experiments create AGENT [--a SETTINGS] --b SETTINGS …`. */
async function create(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, PLAN, 1);
  const agent = requireWord(parsed, 0, 'the agent');
  const begun = await client.experiments.start(readPlan(agent, parsed));
  tell(begun, output);
  output.text(`Look at it at any time: ag06 experiments show ${begun.id}`);
  return EXIT.ok;
}

/** `ag06 experiments list [--agent A]`. */
async function list(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, { agent: text }, 0);
  const found = await client.experiments.list(parsed.text('agent'));
  output.json(found);
  showRows(output, {
    headings: ['experiment', 'agent', 'status', 'a', 'b', 'metric', 'p'],
    rows: found.items.map(toRow),
    empty: 'There is no experiment. Begin one: ag06 experiments create AGENT --b timeoutMs=2000',
  });
  return EXIT.ok;
}

/** `ag06 experiments show ID`. */
async function show(args: readonly string[], client: Client, output: Output): Promise<number> {
  tell(await client.experiments.show(idOf(parseArguments(args, {}, 1))), output);
  return EXIT.ok;
}

/** `ag06 experiments record ID RUN=VALUE...`. */
async function record(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, {}, 1_001);
  const answer = await client.experiments.record(idOf(parsed), { results: readResults(parsed) });
  output.json(answer);
  output.table(
    ['run', 'arm'],
    answer.arms.map(({ runId, arm }) => [runId, arm.toUpperCase()]),
  );
  output.text(`${answer.recorded} recorded, ${answer.known} known already.`);
  return EXIT.ok;
}

/** `ag06 experiments decide ID a|b [--promote]`. */
async function decide(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, { ...REASON, promote: { type: 'boolean' } }, 2);
  const winner = readArm(requireWord(parsed, 1, 'the winner, a or b'));
  const decision = { winner, promote: parsed.flag('promote'), ...readReason(parsed) };
  tell(await client.experiments.decide(idOf(parsed), decision), output);
  return EXIT.ok;
}

/** `ag06 experiments promote ID`. */
async function promote(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, REASON, 1);
  tell(await client.experiments.promote(idOf(parsed), parsed.text('reason')), output);
  return EXIT.ok;
}

/** `ag06 experiments stop ID`. */
async function stop(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, REASON, 1);
  tell(await client.experiments.stop(idOf(parsed), readReason(parsed)), output);
  return EXIT.ok;
}

const idOf = (args: Arguments): string => requireWord(args, 0, 'the experiment');

function readReason(args: Arguments): { readonly reason?: string } {
  const reason = args.text('reason');
  return reason === undefined ? {} : { reason };
}

/** Throws `UsageError`. */
function readPlan(agent: string, args: Arguments): ExperimentPlan {
  const [a, b] = [readSettings('a', args.text('a') ?? ''), readSettings('b', args.text('b') ?? '')];
  if (args.text('b') === undefined)
    throw new UsageError('Missing: --b, the settings that may be better, such as --b "timeoutMs=2000".');
  const metric = readChoice(args, 'metric', METRICS);
  const alpha = args.text('alpha');
  if (alpha !== undefined && !/^0?\.\d{1,6}$/.test(alpha))
    throw new UsageError(`--alpha takes a share such as 0.02, got "${alpha}".`);
  const blockSeconds = readSeconds(args, 'block');
  return {
    agent,
    arms: [a, b],
    assignment: readChoice(args, 'assignment', ASSIGNMENTS) ?? assignmentFor(a, b),
    ...(metric !== undefined && { metric }),
    ...(alpha !== undefined && { alpha: Number(alpha) }),
    ...(blockSeconds !== undefined && { blockSeconds }),
    ...(args.flag('auto') && { promote: 'auto' }),
    ...readReason(args),
  };
}

/** By run where all settings allow it: it needs fewer results, and no blocks. */
function assignmentFor(a: TuningSettings, b: TuningSettings): 'run' | 'switchback' {
  const names = Object.keys({ ...a, ...b });
  return names.every((name) => RUN_SETTINGS.some((known) => known === name)) ? 'run' : 'switchback';
}

/** Reads `timeoutMs=2000 hedgeAfterMs=off`, or JSON. Throws `UsageError`. */
export function readSettings(flag: 'a' | 'b', words: string): TuningSettings {
  if (/^[{@-]/.test(words)) {
    const parsed = SettingsSchema.safeParse(readJson(`--${flag}`, words));
    if (parsed.success) return JSON.parse(JSON.stringify(parsed.data));
    const [issue] = parsed.error.issues;
    throw new UsageError(`--${flag} takes settings: ${issue?.path.join('.')}: ${issue?.message}.`);
  }
  const { settings, unset } = readChange(words.split(/[\s,]+/).filter((word) => word !== ''));
  if (unset.length === 0) return settings;
  throw new UsageError(`--${flag} leaves out a setting that is as published: remove ${unset.join(', ')}.`);
}

/** Reads `RUN=0.8`. Throws `UsageError`. */
export function readResults({ positionals }: Pick<Arguments, 'positionals'>) {
  const words = positionals.slice(1);
  if (words.length === 0) throw new UsageError('Missing: results, such as RUN=0.8.');
  return words.map((word) => {
    const [, runId = '', value = ''] = /^([^=]+)=(-?\d+(?:\.\d+)?(?:e-?\d+)?)$/.exec(word) ?? [];
    if (runId === '') throw new UsageError(`A result is RUN=NUMBER, got "${word}".`);
    return { runId, value: Number(value) };
  });
}

function readArm(word: string): Arm {
  const arm = ARMS.find((one) => one === word.toLowerCase());
  if (arm === undefined) throw unknownWord('arm', word, ARMS);
  return arm;
}

function toRow({ id, agent, status, paused, arms: [a = {}, b = {}], metric, result }: ExperimentView) {
  const now = status === 'running' && paused !== null ? 'paused' : status;
  const p = result === null ? '' : figure(result.p);
  return [id, agent, now, tellArm(a), tellArm(b), metric, p];
}

function tell(view: ExperimentView, output: Output): void {
  output.json(view);
  const { id, agent, arms, assignment, metric, status, paused, ended, promoted, result } = view;
  const [a = {}, b = {}] = arms;
  output.text(`${id} on ${agent}: ${status}. By ${assignment}, ${metric} is compared.`);
  output.table(
    ['arm', 'settings', 'mean', 'results', 'steps', 'failed'],
    [toArmRow('A', a, result?.a), toArmRow('B', b, result?.b)],
  );
  if (paused !== null) output.text(`Paused: ${printable(paused)}`);
  if (result === null) output.text('No optimizer has told any result yet.');
  else output.text(printable(result.sentence));
  if (ended !== null && ended.sentence !== result?.sentence)
    output.text(`Ended by ${ended.by} at ${ended.at}: ${printable(ended.sentence)}`);
  if (promoted !== null)
    output.text(
      `${promoted.arm.toUpperCase()} was published by ${promoted.by} as version ${promoted.version}.`,
    );
  else if ((ended?.winner ?? null) !== null)
    output.text(`Publish the winner: ag06 experiments promote ${id}`);
}

function toArmRow(
  name: string,
  settings: TuningSettings,
  told: NonNullable<ExperimentView['result']>['a'] | undefined,
) {
  const mean = told?.mean ?? null;
  const counts = [told?.results ?? 0, told?.steps ?? 0, told?.failed ?? 0];
  return [name, tellArm(settings), mean === null ? '' : figure(mean), ...counts];
}

/** An arm without settings has what is published. */
const tellArm = (settings: TuningSettings): string =>
  Object.keys(settings).length === 0 ? 'as published' : describeSettings(settings);
const figure = (value: number): string => String(Number(value.toPrecision(3)));
