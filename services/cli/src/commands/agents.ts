import type { AgentListView, Client, WindowFigures } from '@ag06/client';
import { parseArguments, readChoice } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { renderDuration } from '../times.ts';
import { unknownWord } from '../unknown-word.ts';
import { isPauseVerb, pauseNamed } from './pauses.ts';

const VERBS = ['agents list', 'agents pause', 'agents resume'];
const FLAGS = { window: { type: 'string' } } as const;
const DEFAULT_WINDOW = '10';
const COLUMNS = [
  'name',
  'workers',
  'version',
  'running',
  'attempts',
  'success',
  'per s',
  'mean',
  'p50',
  'p95',
  'p99',
  'wait p95',
];

const SPARE = ['version', 'p99', 'mean', 'workers', 'p50', 'attempts', 'wait p95'];

/** `ag06 agents list [--window MINUTES]` prints statistics of each agent's attempts. Also `ag06 agents pause|resume NAME`. */
export async function agents(args: readonly string[], client: Client, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  if (isPauseVerb(verb)) return pauseNamed('agent', verb, rest, client, output);
  if (verb !== 'list') throw unknownWord('command', `agents ${verb}`, VERBS);
  const parsed = parseArguments(rest, FLAGS, 0);
  const minutes = readChoice(parsed, 'window', ['1', '10', '60']) ?? DEFAULT_WINDOW;
  const page = await client.fleet.agents();
  output.json(page);
  output.table(
    COLUMNS,
    page.items.map((item) => toRow(item, Number(minutes))),
    SPARE,
  );
  output.text(describeAge(page.figures, minutes));
  return EXIT.ok;
}

export function describeAge(figures: AgentListView['figures'], minutes?: string): string {
  if (figures === null) return 'No optimizer has counted anything yet. Start one: ag06 optimizer';
  const { leader, ageMs, isStale } = figures;
  if (isStale)
    return `No optimizer leads: these figures are as ${leader} told them ${renderDuration(ageMs)} ago. Start one: ag06 optimizer`;
  const about = minutes === undefined ? 'Figures' : `Figures of the last ${minutes} min,`;
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
