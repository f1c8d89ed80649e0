import type { Client, ScheduleView } from '@ag06/client';
import { parseArguments, readChoice, readWhole, requireWord } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { readDuration } from '../read-duration.ts';
import { readJson } from '../read-json.ts';
import { showRows } from '../show-rows.ts';
import { unknownWord } from '../unknown-word.ts';

type Command = (args: readonly string[], client: Client, output: Output) => Promise<number>;

const VERBS: Readonly<Record<string, Command>> = {
  list,
  show,
  set,
  next,
  runs,
  trigger,
  backfill,
  pause: (args, client, output) => steer(args, output, (name) => client.schedules.pause(name)),
  resume: (args, client, output) => steer(args, output, (name) => client.schedules.resume(name)),
  delete: remove,
};

/** `ag06 schedules [VERB …]`; without one it lists. */
export async function schedules(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = 'list', ...rest] = args;
  if (verb.startsWith('-')) return list(args, client, output);
  const command = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (command === undefined) {
    throw unknownWord(
      'command',
      `schedules ${verb}`,
      Object.keys(VERBS).map((known) => `schedules ${known}`),
    );
  }
  return command(rest, client, output);
}

async function list(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, { limit: { type: 'string' }, cursor: { type: 'string' } }, 0);
  const [limit, cursor] = [readWhole(parsed, 'limit'), parsed.text('cursor')];
  const page = await client.schedules.list({
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
  });
  output.json(page);
  showRows(output, {
    headings: ['schedule', 'workflow', 'times', 'next', 'running', 'queued'],
    rows: page.items.map((item) => [
      item.name,
      item.workflow,
      timesOf(item),
      item.paused ? 'paused' : (item.next ?? 'never'),
      item.running?.runId ?? '',
      item.queued.length === 0 ? '' : String(item.queued.length),
    ]),
    empty: "There is no schedule. Make one: ag06 schedules set NAME --workflow WORKFLOW --cron '0 3 * * *'",
  });
  if (page.next !== undefined) output.text(`More: --cursor ${page.next}`);
  return EXIT.ok;
}

const timesOf = ({ cron, zone, every }: Pick<ScheduleView, 'cron' | 'zone' | 'every'>): string =>
  every === undefined ? `${cron} ${zone}` : `every ${every}`;

async function show(args: readonly string[], client: Client, output: Output): Promise<number> {
  const schedule = await client.schedules.get(nameOf(args));
  output.json(schedule);
  output.text(describe(schedule));
  return EXIT.ok;
}

function describe(schedule: ScheduleView): string {
  const { name, workflow, version, overlap, catchUp, jitter, managed, paused, running, queued } = schedule;
  return [
    `${name}: ${workflow}${version === undefined ? '' : ` ${version}`}, ${timesOf(schedule)}${paused ? ', paused' : ''}`,
    `overlap ${overlap}, catch-up ${catchUp}${jitter === undefined ? '' : `, jitter ${jitter}`}${managed ? `, made by the definition of ${workflow}` : ''}`,
    ...(running === null ? [] : [`running: ${running.runId} of ${running.slot}`]),
    ...(queued.length === 0 ? [] : [`queued: ${queued.join(', ')}`]),
    ...schedule.upcoming.map((slot) => `next: ${slot}`),
  ].join('\n');
}

const SET_FLAGS = {
  ...Object.fromEntries(
    [
      'workflow',
      'version',
      'input',
      'cron',
      'every',
      'zone',
      'overlap',
      'catch-up',
      'jitter',
      'from',
      'until',
    ].map((flag) => [flag, { type: 'string' } as const]),
  ),
  paused: { type: 'boolean' },
  create: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const;

const OVERLAPS = ['skip', 'queue', 'cancel'] as const satisfies readonly ScheduleView['overlap'][];
const CATCH_UPS = ['none', 'last', 'all'] as const satisfies readonly ScheduleView['catchUp'][];

const DRY_RUN = 'This was a dry run: nothing is saved. Without --dry-run it is.';

async function set(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, SET_FLAGS, 1);
  const name = requireWord(parsed, 0, 'the name of the schedule');
  const input = parsed.text('input');
  const texts = ['version', 'cron', 'zone', 'from', 'until'] as const;
  const [every, jitter] = [readDuration(parsed, 'every'), readDuration(parsed, 'jitter')];
  const overlap = readChoice(parsed, 'overlap', OVERLAPS);
  const catchUp = readChoice(parsed, 'catch-up', CATCH_UPS);
  const body = {
    workflow: parsed.text('workflow') ?? name,
    ...(input !== undefined && { input: readJson('--input', input) }),
    ...Object.fromEntries(
      texts.flatMap((flag) => (parsed.text(flag) === undefined ? [] : [[flag, parsed.text(flag)]])),
    ),
    ...(every !== undefined && { every }),
    ...(jitter !== undefined && { jitter }),
    ...(overlap !== undefined && { overlap }),
    ...(catchUp !== undefined && { catchUp }),
    ...(parsed.flag('paused') && { paused: true }),
    ...(parsed.flag('create') && { create: true }),
    ...(parsed.flag('dry-run') && { dryRun: true }),
  };
  // The dispatcher checks the words and names the wrong ones.
  const schedule = await client.schedules.put(name, body as Parameters<Client['schedules']['put']>[1]);
  output.json(schedule);
  output.text(describe(schedule));
  output.text(parsed.flag('dry-run') ? DRY_RUN : `Saved. Start a run now: ag06 schedules trigger ${name}`);
  return EXIT.ok;
}

async function next(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, { count: { type: 'string' } }, 1);
  const page = await client.schedules.next(requireName(parsed.positionals), {
    count: readWhole(parsed, 'count'),
  });
  output.json(page);
  showRows(output, {
    headings: ['slot', 'starts at'],
    rows: page.items.map(({ slot, startsAt }) => [slot, startsAt]),
    empty: 'It has no slot any more, or is paused.',
  });
  return EXIT.ok;
}

async function runs(args: readonly string[], client: Client, output: Output): Promise<number> {
  const name = nameOf(args);
  const page = await client.schedules.runs(name);
  output.json(page);
  showRows(output, {
    headings: ['slot', 'outcome', 'run', 'status', 'why'],
    rows: page.items.map(({ slot, outcome, runId, status, why }) => [
      slot,
      outcome,
      runId ?? '',
      status ?? '',
      why ?? '',
    ]),
    empty: `No slot has come yet. Start a run now: ag06 schedules trigger ${name}`,
  });
  return EXIT.ok;
}

async function trigger(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, { key: { type: 'string' } }, 1);
  const key = parsed.text('key');
  const name = requireName(parsed.positionals);
  const triggered = await client.schedules.trigger(name, key === undefined ? {} : { key });
  output.json(triggered);
  output.text(`${triggered.runId} ${triggered.outcome}`);
  return EXIT.ok;
}

async function backfill(args: readonly string[], client: Client, output: Output): Promise<number> {
  const flags = { from: { type: 'string' }, to: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;
  const parsed = parseArguments(args, flags, 1);
  const [from, to] = [parsed.text('from'), parsed.text('to')];
  if (from === undefined || to === undefined)
    throw new UsageError(
      `Expected --from TIME and --to TIME, got ${from === undefined ? 'no --from' : 'no --to'}.`,
    );
  const name = requireName(parsed.positionals);
  const result = await client.schedules.backfill(name, { from, to, dryRun: parsed.flag('dry-run') });
  output.json(result);
  showRows(output, {
    headings: ['slot', 'outcome', 'run', 'why'],
    rows: result.items.map(({ slot, outcome, runId, why }) => [slot, outcome, runId, why ?? '']),
    empty: 'No slot lies in that time.',
  });
  return result.items.some(({ outcome }) => outcome === 'refused') ? EXIT.failed : EXIT.ok;
}

async function steer(
  args: readonly string[],
  output: Output,
  act: (name: string) => Promise<ScheduleView>,
): Promise<number> {
  const schedule = await act(nameOf(args));
  output.json(schedule);
  output.text(describe(schedule));
  return EXIT.ok;
}

async function remove(args: readonly string[], client: Client, output: Output): Promise<number> {
  const name = nameOf(args);
  await client.schedules.delete(name);
  output.json({ name });
  output.text(`The schedule ${name} is deleted; runs that it has started go on.`);
  return EXIT.ok;
}

const nameOf = (args: readonly string[]): string => requireName(parseArguments(args, {}, 1).positionals);

function requireName([name]: readonly string[]): string {
  if (name === undefined) throw new UsageError('Missing: expected the name of the schedule, got nothing.');
  return name;
}
