/**
 * A message from one run to another run, or to the schedule that it belongs to. The commit that decides it writes it in
 * the partition of the sender, with a wake-up after `ENTRY_WAKE_MS`. The committing process delivers it at once; a
 * process that takes the wake-up delivers it again. It is cleared after all of its consequences, so it arrives at least
 * once.
 *
 * - `start`: the child `to` is to be submitted as `body` says. It is written only in a run whose units may begin: in
 * any
 *   other, the unit that asks for the child is not parked, and asks again later;
 * - `stop`: the child `to` is to end, because its parent has;
 * - `tell`: the parent of this run, as its `meta` names it, is to be told how the run ended. The store writes it by
 * itself,
 *   in the commit that ends a run with a parent. A parent is a run's unit, or a schedule.
 */
export type Entry =
  | { readonly does: 'start'; readonly to: string; readonly body: string }
  | { readonly does: 'stop'; readonly to: string }
  | { readonly does: 'tell' };

type EntryKind = Entry['does'];

/** An entry's name among those of its sender: two that are the same are one. */
export type EntryId = `start:${string}` | `stop:${string}` | 'tell';

export const toEntryId = (entry: Entry): EntryId =>
  entry.does === 'tell' ? 'tell' : `${entry.does}:${entry.to}`;

/** Reads the kind and the addressee of an entry's id. A `tell` addresses the parent that the sender's meta names. */
export const readEntryId = (id: EntryId): { readonly does: EntryKind; readonly to: string } => {
  const at = id.indexOf(':');
  return at < 0
    ? { does: 'tell', to: '' }
    : { does: id.startsWith('start') ? 'start' : 'stop', to: id.slice(at + 1) };
};

export const isEntryId = (text: string): text is EntryId => /^(?:(?:start|stop):.+|tell)$/.test(text);

/** When an entry that nobody has cleared is delivered again. */
export const ENTRY_WAKE_MS = 5_000;

/** The kinds of entries: the commit that writes each, and the effect of its delivery. */
export const ENTRIES: Readonly<Record<EntryKind, { readonly written: string; readonly does: string }>> = {
  start: {
    written: 'the commit that parks a unit for a child',
    does: 'submits the child; if it exists, this changes nothing; if it has ended, reports its end to the parent',
  },
  stop: {
    written: 'the end of the parent by force; the time-out of its unit',
    does: 'cancels the child; one that is not there yet is created cancelled, so that a late `start` finds it over',
  },
  tell: {
    written: 'the commit that ends a run that has a parent',
    does: 'gives the unit that is parked for the child its outcome, or frees the schedule; to a parent that is gone, nothing',
  },
};
