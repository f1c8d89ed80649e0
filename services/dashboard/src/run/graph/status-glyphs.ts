/** What a status looks like besides its colour: a sign, and how the border of its box is drawn. */
export interface Look {
  readonly sign: string;
  readonly tone: 'good' | 'bad' | 'warn' | 'accent' | 'faint';
  /** Such as a step that did not happen. */
  readonly isDashed: boolean;
}

const LOOKS = new Map<string, Look>([
  ['pending', { sign: '·', tone: 'faint', isDashed: true }],
  ['ready', { sign: '○', tone: 'faint', isDashed: false }],
  ['scheduled', { sign: '○', tone: 'accent', isDashed: false }],
  ['running', { sign: '▶', tone: 'accent', isDashed: false }],
  ['retrying', { sign: '↻', tone: 'warn', isDashed: false }],
  ['blocked', { sign: '■', tone: 'warn', isDashed: false }],
  ['waiting', { sign: '…', tone: 'warn', isDashed: false }],
  ['completed', { sign: '✓', tone: 'good', isDashed: false }],
  ['failed', { sign: '✕', tone: 'bad', isDashed: false }],
  ['timed_out', { sign: '✕', tone: 'bad', isDashed: false }],
  ['skipped', { sign: '→', tone: 'faint', isDashed: true }],
  ['cancelled', { sign: '–', tone: 'faint', isDashed: true }],
]);
const UNKNOWN: Look = { sign: '?', tone: 'faint', isDashed: true };

/** A status of a later release is shown too. */
export const lookOf = (status: string): Look => LOOKS.get(status) ?? UNKNOWN;

/** A status as a word. */
export const wordOf = (status: string): string => status.replaceAll('_', ' ');
