import { describe, expect, it } from '@jest/globals';
import { parseWakeupKey, toWakeupKey, WAKEUPS, type Wakeup } from './wake-up.ts';

const ALL: readonly Wakeup[] = [
  { subject: 'run', runId: 'r1-a', kind: 'start' },
  { subject: 'run', runId: 'r1-a', kind: 'deadline' },
  { subject: 'run', runId: 'r1-a', kind: 'watchdog' },
  { subject: 'unit', runId: 'r1-a', unit: 'each.12', park: 7, kind: 'due' },
  { subject: 'schedule', tenant: 'default', name: 'every|night', kind: 'slot' },
  { subject: 'entry', runId: 'r0-1', entry: 'start:r0-2', kind: 'entry' },
  { subject: 'entry', runId: 'r0-1', entry: 'tell', kind: 'entry' },
  { subject: 'step', runId: 'r0-1', unit: 'a', kind: 'unstarted' },
  { subject: 'step', runId: 'r0-1', unit: 'a', kind: 'overdue' },
];

describe('a wake-up as one text', () => {
  it('is read back as it was written, for every kind that there is', () => {
    expect([...new Set(ALL.map(({ kind }) => kind))].sort()).toEqual(Object.keys(WAKEUPS).sort());
    expect(ALL.map((wakeup) => parseWakeupKey(toWakeupKey(wakeup)))).toEqual(ALL);
    for (const { subject, kind } of ALL) expect(WAKEUPS[kind].subject).toBe(subject);
  });

  it('is of the form that older versions wrote, where it is about a run', () => {
    expect(toWakeupKey({ subject: 'run', runId: 'r1-a', kind: 'watchdog' })).toBe('r1-a|watchdog');
  });

  it('is undefined for a kind that this version does not know', () => {
    expect(parseWakeupKey('r1-a|sunrise')).toBeUndefined();
    expect(parseWakeupKey('|sunrise|default|x')).toBeUndefined();
    expect(parseWakeupKey('nonsense')).toBeUndefined();
  });
});
