import type { Client, ScaleView } from '@ag06/client';
import { parseArguments, readWhole } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { readSeconds } from '../read-duration.ts';

const FLAGS = {
  min: { type: 'string' },
  max: { type: 'string' },
  boot: { type: 'string' },
  'cool-down': { type: 'string' },
} as const;
const AGENTS_MAX = 50;
const COLUMNS = [
  'agent',
  'now',
  'wanted',
  'waiting',
  'oldest',
  'running',
  'slots',
  'come/s',
  'end/s',
  'takes',
  'why',
];

const SPARE = ['takes', 'end/s', 'come/s', 'slots', 'running'];

/** `ag06 scale [AGENT...]` prints how many workers each agent should have; for one agent also why, in a sentence. */
export async function scale(args: readonly string[], client: Client, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, AGENTS_MAX);
  const [min, max] = [readWhole(parsed, 'min'), readWhole(parsed, 'max')];
  const [bootSeconds, coolDownSeconds] = [readSeconds(parsed, 'boot'), readSeconds(parsed, 'cool-down')];
  const page = await client.fleet.scale({
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(bootSeconds !== undefined && { bootSeconds }),
    ...(coolDownSeconds !== undefined && { coolDownSeconds }),
    agents: parsed.positionals,
  });
  output.json(page);
  output.table(COLUMNS, page.items.map(toRow), SPARE);
  const [only, ...others] = page.items;
  if (only !== undefined && others.length === 0) output.text(only.reason);
  return EXIT.ok;
}

function toRow(item: ScaleView): readonly unknown[] {
  const { agent, ready, draining, wanted, waiting, oldestMs, running, slots, why } = item;
  return [
    agent,
    draining === 0 ? ready : `${ready} (+${draining} draining)`,
    wanted,
    waiting,
    waiting === 0 ? '-' : toTime(oldestMs),
    running,
    slots,
    toRate(item.arrivalsPerSec),
    toRate(item.completionsPerSec),
    item.serviceMs === null ? '-' : toTime(item.serviceMs),
    why,
  ];
}

const toRate = (rate: number | null): string => (rate === null ? '-' : rate.toFixed(2));
const toTime = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);
