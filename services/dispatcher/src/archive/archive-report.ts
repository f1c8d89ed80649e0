import type { RunStore, SharedStore } from '@ag06/store';
import { z } from 'zod';
import { ArchiveFailure, toArchiveFailure } from './archive-failure.ts';

const KIND = 'archive';
const NAME = 'report';
/** A report that says nothing new is written again after so long, and counts for longer than that. */
const AGAIN_AFTER_MS = 120_000;
const COUNTS_FOR_MS = 600_000;
const EXAMPLES = 20;

const Report = z.object({
  /** Why the last turn failed. `since`: of the first turn that failed so, by the store's clock. */
  failure: ArchiveFailure.extend({ since: z.number() }).exactOptional(),
  /** Finished runs that the store cannot read, and some of them. */
  unreadable: z.object({ runs: z.number(), examples: z.array(z.string()) }),
});
export type ArchiveReport = z.output<typeof Report>;

interface Unreadable {
  readonly size: number;
  some(limit: number): readonly string[];
}

interface ReporterParts {
  readonly shared: Pick<SharedStore, 'load' | 'swap'>;
  readonly runs: Pick<RunStore, 'now'>;
  readonly unreadable: Unreadable;
}

/** What the dispatcher that archives found, in a shared document: the health of every dispatcher tells it. */
export class ArchiveReporter {
  readonly #parts: ReporterParts;

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  /** Does a turn of the process that archives, and reports how it went. */
  async around<T>(turn: () => Promise<T>): Promise<T> {
    let result: T;
    try {
      result = await turn();
    } catch (error) {
      const failure = toArchiveFailure(error);
      // The turn's own error is the one to be told.
      if (failure !== undefined) await this.#report(failure).catch(() => {});
      throw error;
    }
    await this.#report(undefined);
    return result;
  }

  /** The last report; undefined if there is none, or it is too old. */
  async read(): Promise<ArchiveReport | undefined> {
    const [document, now] = await Promise.all([this.#parts.shared.load(KIND, NAME), this.#parts.runs.now()]);
    if (document === undefined || now - document.changedAt > COUNTS_FOR_MS) return undefined;
    return parse(document.text);
  }

  async #report(failure: ArchiveFailure | undefined): Promise<void> {
    const { shared, runs, unreadable } = this.#parts;
    const [document, now] = await Promise.all([shared.load(KIND, NAME), runs.now()]);
    const before = document && parse(document.text)?.failure;
    const since = before !== undefined && before.code === failure?.code ? before.since : now;
    const report: ArchiveReport = {
      ...(failure !== undefined && { failure: { ...failure, since } }),
      unreadable: { runs: unreadable.size, examples: [...unreadable.some(EXAMPLES)] },
    };
    const isSaid = document !== undefined && JSON.stringify(parse(document.text)) === JSON.stringify(report);
    if (isSaid && now - document.changedAt < AGAIN_AFTER_MS) return;
    // Another one that is written at the same moment is as true.
    await shared.swap(KIND, NAME, document?.version ?? 0, JSON.stringify({ ...report, at: now }));
  }
}

/** Returns undefined for the report of another release, if this one cannot read it. */
function parse(text: string): ArchiveReport | undefined {
  const read = Report.safeParse(JSON.parse(text));
  return read.success ? read.data : undefined;
}
