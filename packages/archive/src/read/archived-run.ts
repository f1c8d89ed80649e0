import { createHash } from 'node:crypto';
import type { RunEvent } from '@ag06/contracts';
import type { ItemCounts, LargeValue, RunField } from '@ag06/protocol';
import {
  type ItemRecord,
  inRunRecord,
  LOG_PAGE,
  type LogPage,
  type RunRecord,
  readCount,
  readJson,
  StoreError,
  type UnitRecord,
  unreadable,
} from '@ag06/store';
import type { Directory, DirectoryRun, LinePlace } from '../segment/directory.ts';
import { type ReadBlock, readLines } from '../segment/read-lines.ts';
import {
  KIND_ORDER,
  kindOf,
  parseLine,
  type RunEndLine,
  readCounts,
  readEnd,
  readEventLine,
  readFieldLine,
  readItemLine,
  readPiece,
  readUnit,
  readValues,
} from '../segment/run-lines.ts';

/** Reads one run of a segment. Each method reads only the blocks that it needs. */
export class ArchivedRun {
  readonly head: DirectoryRun;
  readonly #directory: Directory;
  readonly #readBlock: ReadBlock;

  constructor(head: DirectoryRun, directory: Directory, readBlock: ReadBlock) {
    this.head = head;
    this.#directory = directory;
    this.#readBlock = readBlock;
  }

  async loadEnd(): Promise<RunEndLine> {
    for await (const values of this.#linesOf('h')) return readEnd(values);
    throw unreadable('run', 'a line about its end', this.head.runId);
  }

  async loadUnits(): Promise<ReadonlyMap<string, UnitRecord>> {
    const units = new Map<string, UnitRecord>();
    for await (const values of this.#linesOf('u')) units.set(...readUnit(values));
    return units;
  }

  async loadCounts(): Promise<ReadonlyMap<string, ItemCounts>> {
    const counts = new Map<string, ItemCounts>();
    for await (const values of this.#linesOf('c')) counts.set(...readCounts(values));
    return counts;
  }

  /** @param wanted the units that are wanted; all by default */
  async loadRecord(wanted?: readonly string[]): Promise<RunRecord> {
    const { runId, meta, status, createdAt, finishedAt, endedBy } = this.head;
    const [end, units, items, fields] = await Promise.all([
      this.loadEnd(),
      this.loadUnits(),
      this.loadCounts(),
      this.loadFields(['in']),
    ]);
    const input = inRunRecord(runId, 'in', () => readJson('input', fields.get('in')));
    return {
      runId,
      meta,
      status,
      createdAt,
      finishedAt,
      endedBy,
      ...end,
      units: pick(units, wanted),
      items: pick(items, wanted),
      input,
      archived: true,
    };
  }

  /** The status of a unit is a field too, made of its line. A large output is a reference. */
  async loadFields(wanted: readonly RunField[]): Promise<Map<RunField, string>> {
    const found = new Map<RunField, string>();
    const units = wanted.some((field) => field.startsWith('s:'))
      ? await this.loadUnits()
      : new Map<string, UnitRecord>();
    for (const field of wanted) {
      const unit = field.startsWith('s:') ? units.get(field.slice(2)) : undefined;
      if (unit !== undefined) found.set(field, unit.status);
    }
    const left = new Set(wanted.filter((field) => !field.startsWith('s:')));
    for await (const values of this.#linesOf('f')) {
      if (left.size === 0) break;
      const [field, text] = readFieldLine(values);
      if (left.delete(field)) found.set(field, text);
    }
    return found;
  }

  /** As `RunStore.loadLogPage`. */
  async loadLogPage(after: number, limit: number, maxBytes: number = LOG_PAGE.bytes): Promise<LogPage> {
    const events: RunEvent[] = [];
    const { events: all } = this.head;
    let bytes = 0;
    if (limit <= 0 || after >= all) return { events, bytes, more: after < all };
    for await (const { values, size } of this.#measuredLinesOf('e', ['e', '', after + 1])) {
      if (readCount('seq', values[0]) <= after) continue;
      const event = readEventLine(this.head.runId, values);
      if (events.length > 0 && bytes + size > maxBytes) break;
      events.push(event);
      bytes += size;
      if (events.length >= limit) break;
    }
    return { events, bytes, more: (events.at(-1)?.seq ?? all) < all };
  }

  async loadItems(step: string, from: number, limit: number): Promise<readonly ItemRecord[]> {
    const items: ItemRecord[] = [];
    for await (const values of this.#linesOf('i', ['i', step, from])) {
      const [of, item] = readItemLine(this.head.runId, values);
      if (of === step && item.item >= from && item.item < from + limit) items.push(item);
      if (of === step && item.item >= from + limit - 1) break;
    }
    return items;
  }

  async loadItemValue(step: string, item: number): Promise<string | undefined> {
    for await (const values of this.#linesOf('v', ['v', step, item])) {
      const piece = readValues(values);
      if (piece.step === step && item < piece.first + piece.values.length)
        return piece.values[item - piece.first];
    }
    return undefined;
  }

  /** As `BlobStore.read`. */
  async *readBlob({ bytes, sha256 }: LargeValue): AsyncIterable<Uint8Array> {
    const hash = createHash('sha256');
    let sent = 0;
    for await (const values of this.#linesOf('b', ['b', sha256, 0])) {
      const piece = readPiece(values);
      if (piece.sha256 !== sha256 && sent > 0) break;
      if (piece.sha256 !== sha256) continue;
      const content = Buffer.from(piece.text);
      hash.update(content);
      sent += content.byteLength;
      yield content;
    }
    if (sent === bytes && hash.digest('hex') === sha256) return;
    const code = sent === 0 ? 'BLOB_UNKNOWN' : 'BLOB_BROKEN';
    const message = `The archive has ${sent} of ${bytes} bytes of the large value ${sha256.slice(0, 12)} of run ${this.head.runId}, because the store had lost it.`;
    throw new StoreError(code, message);
  }

  async *#linesOf(kind: string, place?: LinePlace): AsyncIterable<readonly unknown[]> {
    for await (const { values } of this.#measuredLinesOf(kind, place)) yield values;
  }

  /**
   * The values of the lines of a kind, with their characters; those before the block of `place` are passed over if there are
   * several.
   */
  async *#measuredLinesOf(
    kind: string,
    place?: LinePlace,
  ): AsyncIterable<{ readonly values: readonly unknown[]; readonly size: number }> {
    const { from, length } = this.head;
    const start = this.#startOf(kind, place) ?? from;
    const order = KIND_ORDER.indexOf(kind);
    for await (const line of readLines(this.#directory, this.#readBlock, start, from + length)) {
      const values = parseLine(line, kind);
      if (values !== undefined) yield { values, size: line.length };
      else if (KIND_ORDER.indexOf(kindOf(line)) > order) return;
    }
  }

  /** The last mark that is surely before what is wanted: of an earlier kind, or of its step and not after its number. */
  #startOf(kind: string, place: LinePlace = [kind, '', 0]): number | undefined {
    const [, step, number] = place;
    const order = KIND_ORDER.indexOf(kind);
    return this.head.marks?.findLast(
      ({ place: [markKind, markStep, markNumber] }) =>
        KIND_ORDER.indexOf(markKind) < order ||
        (markKind === kind && markStep === step && markNumber <= number),
    )?.from;
  }
}

function pick<V>(all: ReadonlyMap<string, V>, wanted: readonly string[] | undefined): ReadonlyMap<string, V> {
  if (wanted === undefined) return all;
  const names = new Set(wanted);
  return new Map([...all].filter(([name]) => names.has(name)));
}
