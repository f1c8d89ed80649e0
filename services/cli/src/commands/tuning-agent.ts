import { writeFile } from 'node:fs/promises';
import type {
  AgentTuningView,
  Client,
  TuningDecisionView,
  TuningPolicyChange,
  TuningPolicyView,
  TuningStageView,
} from '@ag06/client';
import { SETTING_NAMES, type SettingName, TUNING_MODES, TuningModelView } from '@ag06/contracts/tuning';
import { type Arguments, parseArguments, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { readSeconds } from '../read-duration.ts';
import { readJson } from '../read-json.ts';
import { printable } from '../render.ts';
import { showRows } from '../show-rows.ts';
import { unknownWord } from '../unknown-word.ts';
import { describeSettings } from './describe-settings.ts';

const REASON = { reason: { type: 'string' } } as const;
/** Decisions that `explain` tells. */
const EXPLAINED = 5;

type Command = (args: readonly string[], client: Client, output: Output) => Promise<number>;

/** `ag06 tuning show AGENT`, and `status`: what is in force, and what stands against more. */
const status: Command = async (args, client, output) => {
  const view = await client.tuning.show(agentOf(parseArguments(args, {}, 1)));
  output.json(view);
  tellStatus(view, output);
  return EXIT.ok;
};

/** `ag06 tuning explain AGENT`: the same, and the sentences of the last decisions. */
const explain: Command = async (args, client, output) => {
  const agent = agentOf(parseArguments(args, {}, 1));
  const [view, { items }] = await Promise.all([client.tuning.show(agent), client.tuning.history(agent)]);
  output.json({ ...view, decisions: items });
  tellStatus(view, output);
  if (items.length === 0) output.text('No decision was made about it so far.');
  for (const { at, number, sentence } of items.slice(0, EXPLAINED))
    output.text(`${at} decision ${number}: ${printable(sentence)}`);
  return EXIT.ok;
};

/** `ag06 tuning history AGENT`. */
const history: Command = async (args, client, output) => {
  const { items, changes = [], stream } = await client.tuning.history(agentOf(parseArguments(args, {}, 1)));
  output.json({ items, changes, stream });
  showRows(output, {
    headings: ['no', 'at', 'mode', 'version', 'reason', 'change', 'before', 'after'],
    rows: items.map(toRow),
    empty: 'No optimizer has decided anything about it so far.',
  });
  for (const { at, by, reason, ...change } of changes)
    output.text(printable(`${at} ${by}: ${JSON.stringify(change)} ${reason}`.trimEnd()));
  if (stream !== null) output.text(`All of them: ag06 streams read ${stream}`);
  return EXIT.ok;
};

/** `ag06 tuning apply AGENT [NUMBER]`. */
const apply: Command = async (args, client, output) => {
  const parsed = parseArguments(args, REASON, 2);
  const agent = agentOf(parsed);
  const published = await client.tuning.apply(agent, { ...readDecision(parsed), ...readReason(parsed) });
  output.json(published);
  output.text(
    `${agent} version ${published.version}: ${describeSettings(published.settings)}. Undo: ag06 tuning unlock ${agent} ${Object.keys(published.settings).join(' ')}`,
  );
  return EXIT.ok;
};

/** `ag06 tuning rollback AGENT [NUMBER | SETTING...]`. */
const rollback: Command = async (args, client, output) => {
  const parsed = parseArguments(args, REASON, 1 + SETTING_NAMES.length);
  const agent = agentOf(parsed);
  const isNumber = /^\d+$/.test(parsed.positionals[1] ?? '');
  const settings = isNumber ? [] : readSettingNames(parsed);
  const published = await client.tuning.rollBack(agent, {
    ...(isNumber && readDecision(parsed)),
    ...(settings.length > 0 && { settings }),
    ...readReason(parsed),
  });
  output.json(published);
  output.text(`${agent} version ${published.version}: ${describeSettings(published.settings)}`);
  output.text(`What was rolled back is locked. Undo: ag06 tuning unlock ${agent} SETTING...`);
  return EXIT.ok;
};

/** `ag06 tuning freeze AGENT` or `--all`, and `unfreeze`. */
const freeze =
  (isFrozen: boolean): Command =>
  async (args, client, output) => {
    const parsed = parseArguments(args, { ...REASON, all: { type: 'boolean' } }, 1);
    if (parsed.flag('all')) return freezeAll(isFrozen, parsed, client, output);
    return change(agentOf(parsed), { isFrozen, ...readReason(parsed) }, client, output);
  };

async function freezeAll(
  isFrozen: boolean,
  args: Arguments,
  client: Client,
  output: Output,
): Promise<number> {
  if (args.positionals.length > 0) throw new UsageError('With --all no agent is named.');
  const frozen = await client.tuning[isFrozen ? 'freeze' : 'unfreeze'](readReason(args));
  output.json(frozen);
  output.text(
    isFrozen
      ? 'The optimizer changes nothing of any agent; settings stay as they are. Undo: ag06 tuning unfreeze --all'
      : 'The optimizer goes on. Agents that are frozen by themselves stay so.',
  );
  return EXIT.ok;
}

/** `ag06 tuning lock AGENT SETTING... [--for DURATION]`. */
const lock: Command = async (args, client, output) => {
  const parsed = parseArguments(args, { ...REASON, for: { type: 'string' } }, 1 + SETTING_NAMES.length);
  const lockSeconds = readSeconds(parsed, 'for');
  const names = requireSettingNames(parsed);
  const more = { ...(lockSeconds !== undefined && { lockSeconds }), ...readReason(parsed) };
  return change(agentOf(parsed), { lock: names, ...more }, client, output);
};

/** `ag06 tuning unlock AGENT SETTING...`. */
const unlock: Command = async (args, client, output) => {
  const parsed = parseArguments(args, REASON, 1 + SETTING_NAMES.length);
  const names = requireSettingNames(parsed);
  return change(agentOf(parsed), { unlock: names, ...readReason(parsed) }, client, output);
};

/** `ag06 tuning mode AGENT off|shadow|canary|live|default`. */
const mode: Command = async (args, client, output) => {
  const parsed = parseArguments(args, REASON, 2);
  const word = requireWord(parsed, 1, 'the mode');
  const found = TUNING_MODES.find((one) => one === word);
  if (found === undefined && word !== 'default')
    throw unknownWord('mode', word, [...TUNING_MODES, 'default']);
  return change(agentOf(parsed), { mode: found ?? null, ...readReason(parsed) }, client, output);
};

/** `ag06 tuning export AGENT [FILE]`. */
const exportModel: Command = async (args, client, output) => {
  const parsed = parseArguments(args, {}, 2);
  const model = await client.tuning.exportModel(agentOf(parsed));
  const [, file] = parsed.positionals;
  if (file === undefined) {
    output.json(model);
    output.text(JSON.stringify(model));
    return EXIT.ok;
  }
  await writeFile(file, `${JSON.stringify(model)}\n`);
  output.json({ file, keptAt: model.keptAt });
  output.text(`Written to ${file}, as it was kept at ${model.keptAt}.`);
  return EXIT.ok;
};

/** `ag06 tuning import AGENT FILE`. */
const importModel: Command = async (args, client, output) => {
  const parsed = parseArguments(args, {}, 2);
  const agent = agentOf(parsed);
  const file = requireWord(parsed, 1, 'the file');
  const view = await client.tuning.importModel(agent, readModel(file));
  output.json(view);
  output.text(`The leading optimizer goes on with it within seconds: ag06 tuning status ${agent}`);
  return EXIT.ok;
};

/** The commands about one agent, by their words. */
export const TUNING_AGENT_COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['show', status],
  ['status', status],
  ['explain', explain],
  ['history', history],
  ['apply', apply],
  ['rollback', rollback],
  ['freeze', freeze(true)],
  ['unfreeze', freeze(false)],
  ['lock', lock],
  ['unlock', unlock],
  ['mode', mode],
  ['export', exportModel],
  ['import', importModel],
]);

const agentOf = (args: Arguments): string => requireWord(args, 0, 'the agent');

function readReason(args: Arguments): { readonly reason?: string } {
  const reason = args.text('reason');
  return reason === undefined ? {} : { reason };
}

function readDecision(args: Arguments): { readonly decision?: number } {
  const [, word] = args.positionals;
  if (word === undefined) return {};
  if (!/^\d{1,9}$/.test(word)) throw new UsageError(`A decision is a number, got "${word}".`);
  return { decision: Number(word) };
}

function readSettingNames({ positionals }: Arguments): SettingName[] {
  return positionals.slice(1).map((word) => {
    const name = SETTING_NAMES.find((one) => one === word);
    if (name === undefined) throw unknownWord('setting', word, SETTING_NAMES);
    return name;
  });
}

function requireSettingNames(args: Arguments): SettingName[] {
  requireWord(args, 1, 'a setting');
  return readSettingNames(args);
}

/** Throws `UsageError`. */
export function readModel(file: string): TuningModelView {
  const parsed = TuningModelView.safeParse(readJson('FILE', `@${file}`));
  if (parsed.success) return parsed.data;
  throw new UsageError(`${file} is nothing that "ag06 tuning export" has written.`);
}

async function change(
  agent: string,
  asked: TuningPolicyChange,
  client: Client,
  output: Output,
): Promise<number> {
  const policy = await client.tuning.setPolicy(agent, asked);
  output.json(policy);
  const lines = describePolicy(policy);
  for (const line of lines.length === 0 ? ['Nothing is decided by people about it.'] : lines)
    output.text(`${agent}: ${line}`);
  return EXIT.ok;
}

function tellStatus({ agent, published, state, policy }: AgentTuningView, output: Output): void {
  const settings = published === null ? 'nothing is published' : describeSettings(published.settings);
  output.text(`${agent}: ${settings}`);
  for (const line of describePolicy(policy)) output.text(line);
  if (state === null) {
    output.text('No optimizer has said anything about it. Start one: ag06 optimizer');
    return;
  }
  output.text(`Mode ${state.mode}, told by ${state.leader} at ${state.at}.`);
  if (state.valuePerSec !== null) {
    const predicted = state.predictedPerSec === null ? '' : `, predicted ${round(state.predictedPerSec)}/s`;
    output.text(`Value ${round(state.valuePerSec)}/s over the last minute${predicted}.`);
  }
  if (state.stage !== null) tellStage(state.stage, output);
  for (const { setting, sentence } of state.standing)
    output.text(setting === null ? printable(sentence) : `${setting}: ${printable(sentence)}`);
}

/** What some workers try, and what it brings beside the rest. */
function tellStage(
  { settings, workers, since, sentence, canary, rest, isGood }: TuningStageView,
  output: Output,
): void {
  const shown = workers.slice(0, WORKERS_SHOWN).join(', ');
  const more = workers.length > WORKERS_SHOWN ? ` and ${workers.length - WORKERS_SHOWN} more` : '';
  output.text(`${settings.join(', ')} tried since ${since} by ${shown}${more}: ${printable(sentence)}.`);
  output.text(`  They: ${tellSide(canary)}. The rest: ${tellSide(rest)}.`);
  if (isGood) output.text('  As good as the rest in a window of 30 s.');
}

const WORKERS_SHOWN = 5;

const tellSide = ({ attempts, failures, p99Ms }: TuningStageView['canary']): string =>
  `${attempts} attempts, ${round(100 * failures)} % failed, p99 ${round(p99Ms)} ms`;

/** A line for each thing that people have decided. */
function describePolicy({ mode: set, objective, bounds, locks, frozen }: TuningPolicyView): string[] {
  return [
    ...(frozen === null ? [] : [`Frozen by ${frozen.by} at ${frozen.at}${tellReason(frozen.reason)}`]),
    ...(set === null ? [] : [`Mode ${set} by a person`]),
    ...(objective === null ? [] : [`Objective ${JSON.stringify(objective)}`]),
    ...(bounds === null ? [] : [`Bounds ${JSON.stringify(bounds)}`]),
    ...locks.map(
      ({ setting, by, reason, until }) =>
        `${setting} locked by ${by}${until === null ? '' : ` until ${until}`}${tellReason(reason)}`,
    ),
  ];
}

const tellReason = (reason: string): string => (reason === '' ? '' : `: ${printable(reason)}`);

function toRow({ number, at, mode: by, version, reason, from, to, before, after }: TuningDecisionView) {
  const changes = Object.keys(to).map((name) => `${name} ${tell(from[name])} -> ${tell(to[name])}`);
  return [number, at, by, version ?? 'none', reason, changes.join(', '), tellValue(before), tellValue(after)];
}

function tell(value: unknown): string {
  if (value === undefined) return 'static';
  if (value === null) return 'off';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const tellValue = (value: number | null): string => (value === null ? '' : `${round(value)}/s`);
const round = (value: number): string => String(Number(value.toPrecision(3)));
