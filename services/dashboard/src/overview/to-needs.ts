import type { HealthComponentView } from '@ag06/client';
import { formatDistance, formatNoun } from '../parts/format.ts';
import { LATELY_MS } from './lately-failed.ts';
import type { Overview } from './load-overview.ts';

/** Something that a person has to look at. */
export interface Need {
  /** Unique in a list. */
  readonly key: string;
  readonly tone: 'bad' | 'warn';
  /** What it is, in one sentence. */
  readonly text: string;
  /** What was found, and what to do. */
  readonly detail?: string | undefined;
  /** Where it is mended; absent if no page mends it. */
  readonly link?: { readonly href: string; readonly text: string };
}

/** Returns what needs a person now, the gravest first. */
export function toNeeds(overview: Overview): readonly Need[] {
  const needs = [
    ...overview.health.components.filter(({ status }) => status === 'unhealthy').flatMap(toHealthNeeds),
    ...toBreakerNeeds(overview),
    ...toFailedNeed(overview),
    ...toApprovalNeed(overview),
    ...toDeadLetterNeed(overview),
    ...toScheduleNeed(overview),
    ...toPauseNeeds(overview),
    ...toPausedRunNeed(overview),
    ...overview.health.components.filter(({ status }) => status === 'degraded').flatMap(toHealthNeeds),
  ];
  return needs.sort((a, b) => Number(a.tone === 'warn') - Number(b.tone === 'warn'));
}

/** Pages on which parts of a fleet are mended. */
const PAGES: Readonly<Partial<Record<HealthComponentView['component'], Need['link']>>> = {
  queues: { href: '/queues', text: 'Show the queues' },
  workers: { href: '/workers', text: 'Show the workers' },
  optimizer: { href: '/tuning', text: 'Show the optimizer' },
  archive: { href: '/archive', text: 'Show the archive' },
};
/** Told by needs of their own, with more detail. */
const TOLD_ELSEWHERE = ['BREAKER_OPEN', 'WORK_BLOCKED', 'DEAD_LETTERS_GROWING'];

function toHealthNeeds({ component, status, reasons }: HealthComponentView): readonly Need[] {
  const tone = status === 'unhealthy' ? 'bad' : 'warn';
  const link = PAGES[component];
  return reasons
    .filter(({ code }) => !TOLD_ELSEWHERE.includes(code))
    .map(({ code, message }) => {
      const [found = '', ...remedy] = message.split(/(?<=\.) /);
      const need = { key: `health ${component} ${code}`, tone, text: `${component}: ${found}` } as const;
      const detail = remedy.length === 0 ? undefined : remedy.join(' ');
      return { ...need, detail, ...(link !== undefined && { link }) };
    });
}

function toBreakerNeeds({ breakers, at }: Overview): readonly Need[] {
  return breakers.items
    .filter(({ state }) => state === 'open' || state === 'half-open')
    .map(({ dependency, state, blockedSteps, lastError, until }) => ({
      key: `breaker ${dependency}`,
      tone: 'bad',
      text: `The breaker of ${dependency} is ${state}: ${formatNoun(blockedSteps, 'step waits', 'steps wait')}.`,
      detail: [
        lastError && `Last error: ${lastError.message}.`,
        until && `It tries again ${formatDistance(Date.parse(until), at)}.`,
      ]
        .filter(Boolean)
        .join(' '),
      link: { href: '/breakers', text: 'Show the breakers' },
    }));
}

function toFailedNeed({ failed, at }: Overview): readonly Need[] {
  const [latest] = failed.items;
  if (latest === undefined) return [];
  const query = new URLSearchParams([
    ['status', 'failed'],
    ['status', 'timed_out'],
    ['endedFrom', new Date(at - LATELY_MS).toISOString()],
  ]);
  return [
    {
      key: 'failed',
      tone: 'bad',
      text: `${failed.isAll ? '' : 'At least '}${formatNoun(failed.items.length, 'run')} failed within a day.`,
      detail: `The latest is of ${latest.workflow}, ${ago(latest.finishedAt ?? latest.createdAt, at)}.`,
      link: { href: `/runs?${query}`, text: 'Show the failed runs' },
    },
  ];
}

function toApprovalNeed({ approvals, at }: Overview): readonly Need[] {
  const [oldest] = approvals.items;
  if (oldest === undefined) return [];
  return [
    {
      key: 'approvals',
      tone: 'warn',
      text: `${count(approvals, 'question waits', 'questions wait')} for the answer of a person.`,
      detail: `The oldest, ${ago(oldest.since, at)}: ${oldest.ask}`,
      link: { href: '/approvals', text: 'Answer' },
    },
  ];
}

function toDeadLetterNeed({ deadLetters, at }: Overview): readonly Need[] {
  const [latest] = deadLetters.items;
  if (latest === undefined) return [];
  return [
    {
      key: 'dead letters',
      tone: 'warn',
      text: `${count(deadLetters, 'delivery was', 'deliveries were')} set aside.`,
      detail: `The latest, ${ago(latest.at, at)}: ${latest.reason}. ${latest.remedy ?? ''}`.trim(),
      link: { href: '/dead-letters', text: 'Show the dead letters' },
    },
  ];
}

/** A run that failed is told as one; here are those that did not even start. */
function toScheduleNeed({ schedules, at }: Overview): readonly Need[] {
  const refused = schedules.items.flatMap(({ name, paused, last }) =>
    last?.outcome === 'refused' && !paused ? [{ name, last }] : [],
  );
  const latest = refused.sort((a, b) => Date.parse(b.last.decidedAt) - Date.parse(a.last.decidedAt))[0];
  if (latest === undefined) return [];
  const { name, last } = latest;
  const isOne = refused.length === 1;
  return [
    {
      key: 'schedules',
      tone: 'bad',
      text: `${formatNoun(refused.length, 'schedule')} could not start ${isOne ? 'its' : 'their'} last run.`,
      detail: `${name}, ${ago(last.decidedAt, at)}: ${last.why ?? 'There is no run.'}`,
      link: isOne
        ? { href: `/schedules/${encodeURIComponent(name)}`, text: 'Show the schedule' }
        : { href: '/schedules', text: 'Show the schedules' },
    },
  ];
}

function toPauseNeeds({ pauses, at }: Overview): readonly Need[] {
  return pauses.items
    .filter(({ paused }) => paused)
    .map((pause) => {
      const what = pause.of === 'fleet' ? 'The fleet' : `The ${pause.of} ${pause.name}`;
      const who = pause.by === undefined ? '' : ` by ${pause.by}`;
      const when = pause.since === undefined ? '' : `, ${ago(pause.since, at)}`;
      return {
        key: `pause ${what}`,
        tone: pause.blockedSteps > 0 ? 'bad' : 'warn',
        text: `${what} was paused${who}${when}: ${formatNoun(pause.blockedSteps, 'step waits', 'steps wait')}.`,
        link:
          pause.of === 'workflow'
            ? { href: `/workflows/${encodeURIComponent(pause.name)}`, text: 'Show the workflow' }
            : { href: '/queues', text: 'Show the queues' },
      };
    });
}

function toPausedRunNeed({ paused, at }: Overview): readonly Need[] {
  const [latest] = paused.items;
  if (latest === undefined) return [];
  return [
    {
      key: 'paused runs',
      tone: 'warn',
      text: `${count(paused, 'run is', 'runs are')} paused.`,
      detail: `The latest began ${ago(latest.createdAt, at)}.`,
      link: { href: '/runs?status=paused', text: 'Show the paused runs' },
    },
  ];
}

const count = (
  { items, next }: { readonly items: readonly unknown[]; readonly next?: string | undefined },
  noun: string,
  plural?: string,
): string =>
  next === undefined
    ? formatNoun(items.length, noun, plural)
    : `More than ${formatNoun(items.length, noun, plural)}`;

const ago = (time: string, now: number): string => formatDistance(Date.parse(time), now);
