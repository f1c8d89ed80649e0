import { randomBytes } from 'node:crypto';
import type { ObjectStore } from '@ag06/objects';
import type { SharedStore } from '@ag06/store';
import { z } from 'zod';
import { ArchiveError } from '../segment/archive-error.ts';
import { SEGMENTS } from '../segment/segment-key.ts';
import { changeTotals, NO_SEGMENTS, type SegmentTotals } from './segment-totals.ts';

const KIND = 'archive';
const NAME = 'ledger';
const MARK = 'archive.json';
/** How many of the last changes readers can follow without listing all segments. */
const CHANGES_MAX = 100;
/** How long segments that were given up or dropped are deleted again and again. */
export const ABANDONED_MS = 3600_000;
/** For how long, and how many, of those are known that were never written: the machine of a writer may have been suspended. */
const SUSPENDED_MS = 30 * 24 * 3600_000;
const SUSPENDED_MAX = 100;

/**
 * A segment on its way. `writing`: it may exist or not. `clearing`: it is in the archive, and what it replaces is removed:
 * other segments, or runs of the hot store.
 */
const Intent = z.object({
  key: z.string(),
  stage: z.enum(['writing', 'clearing']),
  replaces: z.array(z.string()),
  /** The segment whose clearing led to this one: if this one is given up, that one is cleared again. */
  after: z.string().exactOptional(),
});
export type Intent = z.output<typeof Intent>;

const Change = z.object({ add: z.array(z.string()), drop: z.array(z.string()) });

/** The shared document of the archive: its identity, the segment on its way, and the last changes. */
const Document = z.object({
  archive: z.string(),
  /** How often the set of segments changed. */
  changes: z.number(),
  /** The last of these changes, the newest last. */
  recent: z.array(Change),
  intent: Intent.optional(),
  /**
   * Segments that were given up, and may still be written by a process that was taken for dead. `written`: it was part of the
   * archive, so nobody writes it any more.
   */
  /** Of all segments; absent until a writer of this release has counted them. */
  totals: z.object({ segments: z.number(), runs: z.number(), ids: z.string() }).exactOptional(),
  abandoned: z.array(z.object({ key: z.string(), at: z.number(), written: z.literal(true).exactOptional() })),
});
type Document = z.output<typeof Document>;

export interface LedgerState extends Document {
  /** The version of the shared document; 0 if there is none yet. */
  readonly version: number;
}

interface ArchiveIdentities {
  readonly ofFleet: string | undefined;
  readonly here: string | undefined;
}

/** Reads and writes the shared document of the archive. Only the process that archives writes it, step by step. */
export class Ledger {
  readonly #shared: Pick<SharedStore, 'load' | 'swap'>;
  readonly #objects: ObjectStore;
  #archive: string | undefined;

  constructor(shared: Pick<SharedStore, 'load' | 'swap'>, objects: ObjectStore) {
    this.#shared = shared;
    this.#objects = objects;
  }

  /**
   * Loads the state. Throws ARCHIVE_DIFFERS if this process has another archive than the fleet: a folder of its own
   * machine, perhaps.
   */
  async load(): Promise<LedgerState> {
    const document = await this.#shared.load(KIND, NAME);
    if (document === undefined) {
      const archive = await this.#needMark();
      return { archive, changes: 0, recent: [], abandoned: [], version: 0 };
    }
    const state = Document.parse(JSON.parse(document.text));
    if (state.archive !== this.#archive && state.archive !== (await this.#readMark())) throw this.#differs();
    this.#archive = state.archive;
    return { ...state, version: document.version };
  }

  /**
   * Makes this archive that of the fleet if it has none yet. Returns false if another process wrote the ledger meanwhile.
   * Throws ARCHIVE_DIFFERS if the fleet has another.
   */
  async claim(): Promise<boolean> {
    const state = await this.load();
    return state.version > 0 || (await this.#write(state, state)) !== undefined;
  }

  /** The identities of the fleet's archive and of the one here; undefined where there is none yet. */
  async compare(): Promise<ArchiveIdentities> {
    const [document, here] = await Promise.all([this.#shared.load(KIND, NAME), this.#readMark()]);
    const ofFleet = document && Document.parse(JSON.parse(document.text)).archive;
    return { ofFleet, here };
  }

  /**
   * Makes the archive here that of the fleet in place of another, which is given up. Nothing is taken over, and nothing is
   * deleted there. A segment on its way to it is given up too: runs that did not leave the store go to this one. Returns
   * false if the fleet's archive is not, or no longer, the one to be given up.
   */
  async adopt(givenUp: string): Promise<boolean> {
    const document = await this.#shared.load(KIND, NAME);
    if (document === undefined) return false;
    const state = { ...Document.parse(JSON.parse(document.text)), version: document.version };
    if (state.archive !== givenUp) return false;
    const archive = await this.#needMark();
    // Nobody can follow from the changes of the other one.
    const next = { archive, changes: state.changes + 1, recent: [], abandoned: [] };
    return (await this.#write(state, next)) !== undefined;
  }

  /** Announces a segment before it is written. Returns undefined if another process wrote the ledger meanwhile. */
  begin(state: LedgerState, key: string, replaces: readonly string[]): Promise<LedgerState | undefined> {
    const after = state.intent?.key;
    const intent: Intent = {
      key,
      stage: 'writing',
      replaces: [...replaces],
      ...(after !== undefined && { after }),
    };
    return this.#write(state, { ...state, intent });
  }

  /** Makes the segment of the intent part of the archive, in place of those that it replaces. */
  record(state: LedgerState, intent: Intent): Promise<LedgerState | undefined> {
    const change = { add: [intent.key], drop: intent.replaces };
    return this.#write(state, {
      ...withChange(state, change.add, change.drop),
      changes: state.changes + 1,
      recent: [...state.recent, change].slice(-CHANGES_MAX),
      intent: { ...intent, stage: 'clearing' },
    });
  }

  /** Takes segments out of the archive. Their objects are deleted afterwards, as those given up. */
  drop(state: LedgerState, keys: readonly string[], now: number): Promise<LedgerState | undefined> {
    const { intent: _, ...rest } = state;
    return this.#write(state, {
      ...withChange(rest, [], keys),
      changes: state.changes + 1,
      recent: [...state.recent, { add: [], drop: [...keys] }].slice(-CHANGES_MAX),
      abandoned: [...state.abandoned, ...keys.map((key) => ({ key, at: now, written: true as const }))],
    });
  }

  /** Ends the intent: its segment is in the archive, and nothing is left of what it replaces. */
  end(state: LedgerState): Promise<LedgerState | undefined> {
    const { intent: _, ...rest } = state;
    return this.#write(state, rest);
  }

  /** Gives up the segment of the intent, which was not written. */
  abandon(state: LedgerState, now: number): Promise<LedgerState | undefined> {
    const { intent, ...rest } = state;
    if (intent === undefined) return Promise.resolve(state);
    const back = intent.after;
    return this.#write(state, {
      ...rest,
      abandoned: [...state.abandoned, { key: intent.key, at: now }],
      ...(back !== undefined && { intent: { key: back, stage: 'clearing', replaces: [] } }),
    });
  }

  /** Counts the segments that are there, by a listing. Those that were given up, or are about to be deleted, do not count. */
  async count(state: LedgerState): Promise<SegmentTotals> {
    const dead = deadKeys(state);
    const keys: string[] = [];
    for await (const { key } of this.#objects.list(SEGMENTS)) if (!dead.has(key)) keys.push(key);
    return changeTotals(NO_SEGMENTS, keys);
  }

  /** The state with totals. A segment on its way is counted with it later. */
  async withTotals(state: LedgerState): Promise<LedgerState> {
    if (state.totals !== undefined || state.intent !== undefined) return state;
    return { ...state, totals: await this.count(state) };
  }

  /** Forgets segments that were given up long ago. */
  async forget(state: LedgerState, now: number): Promise<LedgerState | undefined> {
    const recent = state.abandoned.filter(({ at }) => now - at < ABANDONED_MS);
    const older = state.abandoned.filter(
      ({ at, written = false }) => !written && now - at >= ABANDONED_MS && now - at < SUSPENDED_MS,
    );
    const abandoned = [...older.slice(-SUSPENDED_MAX), ...recent];
    return abandoned.length === state.abandoned.length ? state : this.#write(state, { ...state, abandoned });
  }

  /**
   * Reads the mark again: a folder can be unmounted while this process runs, and what is put then is lost. Throws
   * ARCHIVE_DIFFERS if the archive is not there any more.
   */
  async confirm({ archive }: LedgerState): Promise<void> {
    if ((await this.#readMark()) !== archive) throw this.#differs();
  }

  async #write(state: LedgerState, next: Document): Promise<LedgerState | undefined> {
    const { archive, changes, recent, intent, abandoned, totals } = next;
    const document: Document = {
      archive,
      changes,
      recent,
      abandoned,
      ...(totals && { totals }),
      ...(intent && { intent }),
    };
    // The text of each version differs, so that of two writers over one version one is told no.
    const text = JSON.stringify({ ...document, by: randomBytes(6).toString('hex') });
    const isWritten = await this.#shared.swap(KIND, NAME, state.version, text);
    return isWritten ? { ...document, version: state.version + 1 } : undefined;
  }

  async #readMark(): Promise<string | undefined> {
    const known = await this.#objects.read(MARK);
    return known && parseMark(known);
  }

  /** The identity of a new archive, which it is given once. */
  async #needMark(): Promise<string> {
    const known = await this.#readMark();
    if (known !== undefined) return known;
    const archive = randomBytes(8).toString('hex');
    try {
      await this.#objects.put(MARK, Buffer.from(JSON.stringify({ archive })));
      return archive;
    } catch (error) {
      // Another process was first.
      const first = await this.#readMark();
      if (first === undefined) throw error;
      return first;
    }
  }

  #differs(): ArchiveError {
    return new ArchiveError(
      'ARCHIVE_DIFFERS',
      `The archive at ${this.#objects.place} is not the one that this fleet writes to. Give all dispatchers the same AG06_ARCHIVE_URL: a folder that all of them share (is it mounted?), or s3://… If the other one is given up for good: \`ag06 archive adopt\`.`,
    );
  }
}

const withChange = <T extends Document>(
  document: T,
  added: readonly string[],
  dropped: readonly string[],
): T =>
  document.totals === undefined
    ? document
    : { ...document, totals: changeTotals(document.totals, added, dropped) };

const Mark = z.object({ archive: z.string() });
const parseMark = (bytes: Buffer): string => Mark.parse(JSON.parse(bytes.toString())).archive;

/** Keys of objects that are no part of the archive: given up, not recorded yet, or replaced and about to be deleted. */
export function deadKeys({ abandoned, intent }: LedgerState): ReadonlySet<string> {
  const dead = new Set(abandoned.map(({ key }) => key));
  if (intent?.stage === 'writing') dead.add(intent.key);
  if (intent?.stage === 'clearing') for (const key of intent.replaces) dead.add(key);
  return dead;
}
