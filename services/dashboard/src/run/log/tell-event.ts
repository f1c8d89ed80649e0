import type { EventView } from '@ag06/client';

/** Tells an event in one line, for people. It has no time, no number and no names that the columns beside it have. */
export function tellEvent(event: EventView): string {
  const [, verb = event.type] = event.type.split('.');
  const facts = [
    numberText('attempt', event.attempt),
    numberText('iteration', event.iteration),
    text(event, 'name', ''),
    text(event, 'reason', 'waits for '),
    text(event, 'ask', ''),
    answerText(event.payload),
    errorText(event.error),
    dueText(event.dueAt),
    text(event, 'by', 'by '),
  ];
  const told = facts.filter((fact) => fact !== '').join(', ');
  return told === '' ? verb : `${verb}: ${told}`;
}

/** Where it happened: a step, an item of it, or the run. */
export function tellPlace({ step, item }: Pick<EventView, 'step' | 'item'>): string {
  if (step === undefined) return 'run';
  return item === undefined ? step : `${step}[${item}]`;
}

/** Whether an event has all words, in its type, its place, its worker or its line. Case does not matter. */
export function matchesEvent(event: EventView, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { seq, type, worker = '' } = event;
  const all = `${seq} ${type} ${tellPlace(event)} ${worker} ${tellEvent(event)}`.toLowerCase();
  return words.every((word) => all.includes(word));
}

/** The words of a filter, in lower case. */
export const toWords = (filter: string): readonly string[] =>
  filter.toLowerCase().split(/\s+/).filter(Boolean);

const numberText = (word: string, value: number | undefined): string =>
  value === undefined || (word === 'attempt' && value === 1) ? '' : `${word} ${value}`;

function text(event: EventView, field: string, before: string): string {
  const value = event[field];
  return typeof value === 'string' && value !== '' ? `${before}${value}` : '';
}

function errorText(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  return `${code} ${message}`.trim();
}

/** What an answer to an approval says. Any other payload is not told: it may be anything. */
function answerText(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) return '';
  if (!('choice' in payload) || typeof payload.choice !== 'string') return '';
  const comment = 'comment' in payload && typeof payload.comment === 'string' ? payload.comment.trim() : '';
  return `answered ${payload.choice}${comment === '' ? '' : ` (${comment})`}`;
}

const dueText = (dueAt: unknown): string =>
  typeof dueAt === 'number' && Number.isFinite(dueAt) ? `due at ${new Date(dueAt).toISOString()}` : '';
