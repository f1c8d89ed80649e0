import type { AgentListView, Client, WindowFigures } from '@ag06/client';
import { parseArguments, readChoice, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { showFields } from '../show-fields.ts';
import { renderDuration, renderTime } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';
import { isPauseVerb, pauseNamed } from './pauses.ts';

const VERBS = ['agents list', 'agents show', 'agents pause', 'agents resume'];
const FLAGS = { window: { type: 'string' } } as const;
const DEFAULT_SPAN = '10m';
/** Of a window: cells of `toCells`. */
const FIGURES = ['attempts', 'success', 'per s', 'mean', 'p50', 'p95', 'p99', 'wait p95'];
const COLUMNS = ['name', 'workers', 'version', 'running', ...FIGURES];

const SPARE = ['version', 'p99', 'mean', 'workers', 'p50', 'attempts', 'wait p95'];

/** `ag06 agents list [--window 1m|10m|60m]` prints statistics of each agent's attempts. Also `ag06 agents show|pause|resume NAME`. */
export async function agents(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  if (isPauseVerb(verb)) return pauseNamed('agent', verb, rest, client, output);
  if (verb === 'show') return show(rest, client, output);
  if (verb !== 'list') throw unknownWord('command', `agents ${verb}`, VERBS);
  const parsed = parseArguments(rest, FLAGS, 0);
  const span = readChoice(parsed, 'window', ['1m', '10m', '60m']) ?? DEFAULT_SPAN;
  const page = await client.fleet.agents();
  output.json(page);
  output.table(
    COLUMNS,
    page.items.map((item) => toRow(item, Number.parseInt(span, 10))),
    SPARE,
  );
  output.text(describeAge(page.figures, span));
  return EXIT.ok;
}

async function show(args: readonly string[], client: Client, output: Output): Promise<number> {
  const agent = await client.fleet.agent(requireWord(parseArguments(args, {}, 1), 0, 'the name of an agent'));
  output.json(agent);
  const { name, workers, configVersion, figures, told } = agent;
  showFields(output, [
    ['agent', name],
    ['workers', workers],
    ['settings', configVersion === null ? 'those of its workers' : `version ${configVersion}`],
    ['running', figures === null ? undefined : `${figures.inflight} of ${figures.limit}`],
    ['last attempt', figures?.lastAttemptAt ? renderTime(figures.lastAttemptAt, Date.now()) : undefined],
  ]);
  if (figures !== null)
    output.table(
      ['minutes', ...FIGURES],
      figures.windows.map((window) => [window.minutes, ...toCells(window)]),
    );
  output.text(describeAge(told));
  output.text(`Its queue: ag06 queues show ${name}. Its tuning: ag06 tuning show ${name}`);
  return EXIT.ok;
}

export function describeAge(figures: AgentListView['figures'], span?: string): string {
  if (figures === null) return 'No optimizer has counted anything yet. Start one: ag06 optimizer';
  const { leader, ageMs, isStale } = figures;
  if (isStale)
    return `No optimizer leads: these figures are as ${leader} told them ${renderDuration(ageMs)} ago. Start one: ag06 optimizer`;
  const about = span === undefined ? 'Figures' : `Figures of the last ${span},`;
  return `${about} told by ${leader} ${(ageMs / 1_000).toFixed(1)} s ago.`;
}

function toRow({ name, workers, configVersion, figures }: AgentListView['items'][number], minutes: number) {
  const window = figures?.windows.find((one) => one.minutes === minutes);
  return [name, workers, configVersion ?? '-', figures?.inflight ?? '-', ...toCells(window)];
}

function toCells(window: WindowFigures | undefined): readonly unknown[] {
  if (window === undefined) return Array.from({ length: 8 }, () => '-');
  const { attempts, successRate, perSecond, duration, wait } = window;
  return [
    attempts,
    successRate === null ? '-' : `${(100 * successRate).toFixed(1)} %`,
    perSecond.toFixed(2),
    toTime(duration.meanMs),
    toTime(duration.p50Ms),
    toTime(duration.p95Ms),
    toTime(duration.p99Ms),
    toTime(wait.p95Ms),
  ];
}

function toTime(ms: number | null): string {
  if (ms === null) return '-';
  return ms < 1_000 ? `${ms.toPrecision(3)} ms` : `${(ms / 1_000).toPrecision(3)} s`;
}
