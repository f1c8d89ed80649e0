import type { Store } from '@ag06/store';
import { pino } from 'pino';
import { Leadership } from '../leadership.ts';
import { Leading, type LeadingOptions } from '../leading.ts';

interface TermOptions {
  readonly store: Store;
  /** From 1, in the order in which they lead. */
  readonly number: number;
  readonly mode: LeadingOptions['mode'];
  readonly now: () => number;
  readonly readDemand?: LeadingOptions['readDemand'];
}

/** A leader of this number takes over from the one before, which is not told. */
export async function beginTerm({ store, number, mode, now, readDemand }: TermOptions): Promise<Leading> {
  const { fleet, shared } = store;
  const id = `o-${number}`;
  await fleet.acquireLease('optimizer', `o-${number - 1}`, 0);
  const leadership = new Leadership({ id, fleet, shared, now });
  await leadership.seek();
  const { term } = leadership;
  if (term === undefined) throw new Error(`${id} does not lead.`);
  const log = pino({ level: 'silent' });
  const watcher = { decided: () => {}, observe: () => {} };
  return Leading.begin({ id, term, mode, store, log, readDemand, onReport: () => {}, watcher });
}
