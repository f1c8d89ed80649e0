import { type KnownSegment, nameOfSegment } from '@ag06/archive';
import type { ArchiveFacts } from '@ag06/health';
import type { Store } from '@ag06/store';
import { type ArchiveFailure, toArchiveFailure } from '../archive/archive-failure.ts';
import type { ArchiveReport } from '../archive/archive-report.ts';
import type { OpenArchive } from '../archive/open-archive.ts';
import { lingerMsOf } from '../duties/retention.ts';

/** Runs of the backlog that are counted. */
const COUNTED_MAX = 1_000;

interface ArchiveLookParts {
  readonly store: Pick<Store, 'runs'>;
  readonly archive: Pick<OpenArchive, 'ledger' | 'catalogue' | 'archive' | 'report'> | undefined;
  readonly retentionMs: number;
  /** Whether somebody decided what becomes of finished runs. */
  readonly isArchiveSet: boolean;
}

/** What is in the archive. */
export interface ArchiveSize {
  readonly segments: number;
  readonly runs: number;
  readonly bytes: number;
}

/**
 * Looks whether the archive can be used and keeps up, and remembers it. A look reads one small object and two shared
 * documents. Runs are counted only while some are late, and a few segments that are damaged are read again.
 */
export class ArchiveLook {
  readonly #parts: ArchiveLookParts;
  #lookedAt = performance.now();
  #failure: (ArchiveFailure & { readonly since: number }) | undefined;
  #report: ArchiveReport | undefined;
  #reportedForMs = 0;
  #backlog: ArchiveFacts['backlog'] = { runs: 0, oldestMs: 0 };
  #segments: readonly KnownSegment[] = [];
  #size: ArchiveSize | undefined;

  constructor(parts: ArchiveLookParts) {
    this.#parts = parts;
  }

  async look(): Promise<void> {
    const { archive, store } = this.#parts;
    if (archive === undefined) return;
    const [report, now] = await Promise.all([archive.report.read(), store.runs.now()]);
    this.#report = report;
    this.#reportedForMs = report?.failure === undefined ? 0 : Math.max(0, now - report.failure.since);
    const [failure, backlog] = await Promise.all([this.#tryArchive(archive), this.#countLate(now)]);
    this.#failure = failure && { ...failure, since: this.#failure?.since ?? performance.now() };
    this.#backlog = backlog;
    this.#lookedAt = performance.now();
  }

  read(): ArchiveFacts {
    const { archive, isArchiveSet } = this.#parts;
    const { runs = 0, examples = [] } = this.#report?.unreadable ?? {};
    const failure = this.#readFailure();
    const [example] = examples;
    return {
      ageMs: archive === undefined ? 0 : performance.now() - this.#lookedAt,
      setting: archive !== undefined ? 'on' : isArchiveSet ? 'off' : 'unset',
      ...(failure !== undefined && { failure }),
      backlog: this.#backlog,
      unreadable: { runs, ...(example !== undefined && { example }) },
      damaged: toDamaged(archive),
    };
  }

  /** Undefined without an archive, and before it could be read. */
  readSize(): ArchiveSize | undefined {
    return this.#size;
  }

  /** What this dispatcher sees itself, or else what the one that archives reported. */
  #readFailure(): ArchiveFacts['failure'] {
    if (this.#failure !== undefined) {
      const { code, message, since } = this.#failure;
      return { code, message, forMs: Math.max(performance.now() - since, this.#reportedForMs) };
    }
    const reported = this.#report?.failure;
    return reported && { code: reported.code, message: reported.message, forMs: this.#reportedForMs };
  }

  /** Reads the mark of the archive, which a folder lacks that is not mounted any more. Returns why it cannot be used. */
  async #tryArchive({
    ledger,
    catalogue,
    archive,
  }: Pick<OpenArchive, 'ledger' | 'catalogue' | 'archive'>): Promise<ArchiveFailure | undefined> {
    try {
      await ledger.confirm(await ledger.load());
      this.#measure(await catalogue.look());
      await archive.recheckDamaged();
      return undefined;
    } catch (error) {
      const failure = toArchiveFailure(error);
      if (failure === undefined) throw error;
      return failure;
    }
  }

  #measure(segments: readonly KnownSegment[]): void {
    if (this.#size !== undefined && segments === this.#segments) return;
    this.#segments = segments;
    this.#size = {
      segments: segments.length,
      runs: segments.reduce((sum, { runs }) => sum + runs, 0),
      bytes: segments.reduce((sum, { segment }) => sum + segment.bytes, 0),
    };
  }

  /** Counts runs that have waited for longer than a batch waits to fill, those left out that cannot be read. */
  async #countLate(now: number): Promise<ArchiveFacts['backlog']> {
    const { store, retentionMs } = this.#parts;
    const lateMs = retentionMs + lingerMsOf(retentionMs);
    const { runs: unreadable = 0, examples = [] } = this.#report?.unreadable ?? {};
    const list = (limit: number) => store.runs.listFinished(lateMs, limit, 0);
    // Most looks find nothing, and this says so at the price of one run for each partition.
    if ((await list(1)).length === 0) return { runs: 0, oldestMs: 0 };
    const passedOver = new Set(examples);
    const late = (await list(COUNTED_MAX + unreadable)).filter(({ runId }) => !passedOver.has(runId));
    const oldest = Math.min(...late.map(({ finishedAt }) => finishedAt));
    if (late.length === 0) return { runs: 0, oldestMs: 0 };
    return { runs: Math.min(late.length, COUNTED_MAX), oldestMs: Math.max(0, now - oldest - lateMs) };
  }
}

function toDamaged(archive: ArchiveLookParts['archive']): ArchiveFacts['damaged'] {
  const { damaged } = archive?.archive ?? {};
  const [first] = damaged?.list() ?? [];
  if (damaged === undefined || first === undefined) return { segments: 0 };
  return { segments: damaged.size, example: nameOfSegment(first.about.key) };
}
