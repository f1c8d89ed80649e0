import { type Json, type RunEvent, toRfc3339 } from '@ag06/contracts';
import { type Change, type Park, parseApprovalCard } from '@ag06/protocol';
import { canonicalJson } from '../canonical-json.ts';
import { type Difference, differs, nameOf, say, sayChange, tellOf } from './difference.ts';
import { codeOf, toJson } from './event-fields.ts';

/** Judges whether a decision about a held step, or lane, leads to the event that the log has. */
export function judgeOpening(event: RunEvent, change: Change): Difference | undefined {
  const does = event.type.slice(5);
  switch (change.to) {
    case 'open':
      if (change.opening.mode === 'park')
        return does === 'waiting' ? judgePark(event, change.opening.park) : other(event, change);
      return isBeginning(does) && event.items === undefined ? undefined : other(event, change);
    case 'expanded':
      return does === 'started' && event.items === change.list.total ? undefined : other(event, change);
    case 'completed':
      return does === 'completed' ? judgeOutput(event, change.output) : other(event, change);
    case 'failed':
    case 'timed_out':
      return does === change.to ? judgeError(event, change.error) : other(event, change);
    default:
      return does === change.to ? undefined : other(event, change);
  }
}

const isBeginning = (does: string): boolean => does === 'scheduled' || does === 'started';

export const other = (event: RunEvent, change: Change): Difference =>
  differs(event, tellItems(event), sayChange(event, change));

const tellItems = (event: RunEvent): string =>
  typeof event.items === 'number' && event.type === 'step.started'
    ? `${tellOf(event)} with ${event.items} items`
    : tellOf(event);

/** @param output JSON text */
export function judgeOutput(event: RunEvent, output: string): Difference | undefined {
  const recorded = toJson(event.output);
  const now: Json = JSON.parse(output);
  if (canonicalJson(recorded) === canonicalJson(now)) return undefined;
  return differs(
    event,
    `${nameOf(event)} completed with ${say(recorded)}`,
    `it would complete with ${say(now)}`,
  );
}

/** @param error JSON text. Messages may change between releases; codes are stable. */
export function judgeError(event: RunEvent, error: string): Difference | undefined {
  const { code, message } = JSON.parse(error);
  const recorded = codeOf(event);
  if (recorded === code) return undefined;
  return differs(event, `${nameOf(event)} failed: ${recorded}`, `it would fail: ${code}: ${message}`);
}

function judgePark(event: RunEvent, park: Park): Difference | undefined {
  const reason = typeof event.reason === 'string' ? event.reason : '';
  // The id of a child follows from its place.
  const isSame = park.reason.startsWith('child:') ? reason.startsWith('child:') : reason === park.reason;
  if (!isSame)
    return differs(event, `${nameOf(event)} waited for ${reason}`, `it would wait for ${park.reason}`);
  return judgeDue(event, park) ?? judgeCard(event, park);
}

function judgeDue(event: RunEvent, { until }: Park): Difference | undefined {
  const recorded = typeof event.dueAt === 'number' ? event.dueAt : undefined;
  const now = until && ('at' in until ? until.at : event.at + until.afterMs);
  // The store reads its clock once for the event and the wait, but rounds a time that is over.
  if (recorded === now || (recorded !== undefined && now !== undefined && Math.abs(recorded - now) <= 1))
    return undefined;
  return differs(event, `${nameOf(event)} waited ${sayUntil(recorded)}`, `it would wait ${sayUntil(now)}`);
}

const sayUntil = (at: number | undefined): string =>
  at === undefined ? 'without a limit' : `until ${toRfc3339(at)}`;

function judgeCard(event: RunEvent, { card }: Park): Difference | undefined {
  if (card === undefined) return undefined;
  const { ask, choices } = parseApprovalCard(card);
  const recorded = canonicalJson([toJson(event.ask), toJson(event.choices)]);
  const now = canonicalJson([ask, [...choices]]);
  if (recorded === now) return undefined;
  return differs(event, `${nameOf(event)} asked ${recorded}`, `it would ask ${now}`);
}
