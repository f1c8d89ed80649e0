import { counted } from '../counted.ts';
import { printable } from '../printable.ts';
import { renderDuration } from '../times.ts';
import { countOf } from './fleet-tables.ts';
import type { Snapshot } from './snapshot.ts';
import { type Rates, toStartsPerSec } from './throughput.ts';

/** A line of the picture: a label, and parts that may stand on further lines. */
export interface Line {
  readonly label: string;
  readonly parts: readonly string[];
}

/** Returns the lines above the tables: health with its reasons, throughput, what needs a person, and breakers that are not closed. */
export function describeFleet(snapshot: Snapshot, rates: Rates | undefined): readonly Line[] {
  return [
    healthLine(snapshot),
    ...reasonLines(snapshot),
    throughputLine(snapshot, rates),
    slotLine(snapshot),
    personLine(snapshot),
    ...breakerLines(snapshot),
  ];
}

function healthLine({ health: { status, score, components } }: Snapshot): Line {
  const low = components.filter((one) => one.score < 100);
  const others = low.map((one) => `${one.component} ${one.score}`);
  return {
    label: 'health',
    parts: [`${status} ${score}`, ...(others.length === 0 ? ['every part is well'] : others)],
  };
}

/** One for each reason, the gravest part first. */
function reasonLines({ health }: Snapshot): readonly Line[] {
  return health.components
    .toSorted((a, b) => a.score - b.score)
    .flatMap(({ component, reasons }) =>
      reasons.map(({ message, code }) => ({
        label: '',
        parts: [`${component}: ${printable(message)} (${code})`],
      })),
    );
}

function throughputLine({ newest, running, health }: Snapshot, rates: Rates | undefined): Line {
  const starts =
    newest === undefined
      ? '?'
      : toStartsPerSec(newest.items, newest.next !== undefined, Date.parse(health.at)).toFixed(1);
  const parts = [
    `${starts} runs/s started`,
    ...(rates === undefined
      ? ['steps/s: no optimizer counts']
      : [`${rates.stepsPerSec.toFixed(1)} steps/s`, `${rates.attemptsPerSec.toFixed(1)} attempts/s`]),
    `${countOf(running)} running`,
  ];
  return { label: 'does', parts };
}

function slotLine({ workers, scale }: Snapshot): Line {
  if (workers === undefined) return { label: 'slots', parts: ['unknown'] };
  const used = workers.items.reduce((sum, { slots }) => sum + (slots?.used ?? 0), 0);
  const limit = workers.items.reduce((sum, { slots }) => sum + (slots?.limit ?? 0), 0);
  const draining = workers.items.filter(({ status }) => status === 'draining').length;
  const waiting = scale?.items.reduce((sum, item) => sum + item.waiting, 0);
  const oldestMs = Math.max(0, ...(scale?.items.map((item) => (item.waiting > 0 ? item.oldestMs : 0)) ?? []));
  return {
    label: 'slots',
    parts: [
      `${used}/${limit} in ${counted(workers.items.length, 'worker')}`,
      ...(draining > 0 ? [`${draining} draining`] : []),
      ...(waiting === undefined ? [] : [`${counted(waiting, 'step')} waiting`]),
      ...(oldestMs > 0 ? [`the oldest for ${renderDuration(oldestMs)}`] : []),
    ],
  };
}

function personLine({ approvals, deadLetters, failed, health }: Snapshot): Line {
  const parts: string[] = [];
  const [longest] = approvals?.items ?? [];
  if (longest !== undefined) {
    const since = renderDuration(Math.max(0, Date.parse(health.at) - Date.parse(longest.since)));
    parts.push(`approvals: ${countOf(approvals)}, the oldest for ${since}`);
  }
  if ((deadLetters?.items.length ?? 0) > 0) parts.push(`dead letters: ${countOf(deadLetters)}`);
  if ((failed?.items.length ?? 0) > 0) parts.push(`failed within the hour: ${countOf(failed)}`);
  const isKnown = approvals !== undefined && deadLetters !== undefined && failed !== undefined;
  return { label: 'person', parts: parts.length > 0 ? parts : [isKnown ? 'nothing needs one' : 'unknown'] };
}

function breakerLines({ breakers }: Snapshot): readonly Line[] {
  const open = breakers?.items.filter(({ state }) => state !== 'closed') ?? [];
  if (open.length === 0) return [];
  const parts = open.map(({ dependency, state, blockedSteps, until }) => {
    const again = until === undefined ? '' : `, tried at ${until.slice(11, 19)}`;
    return `${dependency} ${state}: ${counted(blockedSteps, 'step')} blocked${again}`;
  });
  return [{ label: 'breakers', parts }];
}
