import type { AppendAnswer, AppendedEvent } from '../event-store.ts';
import { brokenRecord } from './broken-record.ts';

const ANSWER = /^(\d+)\|(\d+)\|(.*)$/;
const RUN = /^([nd])(\d+),(\d+),(\d+)$/;

/**
 * Reads an answer as adapters write and keep it: `<incarnation>|<last>|<runs>`, where a run is `n` (new) or `d` (duplicates), its
 * first position, count and time. Throws `STORE_RECORD_INVALID` for any other text.
 */
export function readAppendAnswer(stream: string, text: string): AppendAnswer {
  const [, incarnation, last, runs] = ANSWER.exec(text) ?? [];
  if (runs === undefined) throw brokenRecord(`stream ${stream}`, 'answer', JSON.stringify(text));
  return {
    result: 'appended',
    incarnation: Number(incarnation),
    events: runs.split(';').flatMap((run) => readRun(stream, run)),
    last: Number(last),
  };
}

function readRun(stream: string, text: string): AppendedEvent[] {
  const [, kind, first, count, at] = RUN.exec(text) ?? [];
  if (kind === undefined) throw brokenRecord(`stream ${stream}`, 'answer', JSON.stringify(text));
  return Array.from({ length: Number(count) }, (_, i) => ({
    position: Number(first) + i,
    at: Number(at),
    duplicate: kind === 'd',
  }));
}
