import { type Json, parseRfc3339 } from '@ag06/contracts';
import { CATCH_UPS, OVERLAPS, type ScheduleSettings } from '@ag06/schedule';
import {
  needObject,
  readChoice,
  refuseUnknownFields,
  type ViolationList,
} from '../compile/definition-fields.ts';
import { readOwn } from '../json-value.ts';
import { readTimes } from './read-times.ts';

const TEXTS = ['cron', 'zone'] as const;
const TIMES = ['from', 'until'] as const;
const FIELDS = [...TEXTS, 'every', 'jitter', ...TIMES, 'overlap', 'catchUp', 'input'];
const LONGEST = 200;

/** What a definition says of the schedule of its workflow. */
export type WorkflowSchedule = Omit<ScheduleSettings, 'workflow' | 'version'>;

/** Reads `schedule` of a definition: undefined if there is none, or with violations. */
export function readSchedule(
  value: Json | undefined,
  violations: ViolationList,
): WorkflowSchedule | undefined {
  if (value === undefined) return undefined;
  const path = ['schedule'];
  const object = needObject(value, path, violations);
  if (object === undefined) return undefined;
  const before = violations.errorCount;
  refuseUnknownFields(object, FIELDS, path, violations);
  const text = (name: string, isRight: (found: string) => boolean, expected: string): string | undefined => {
    const found = readOwn(object, name);
    if (found === undefined || (typeof found === 'string' && isRight(found))) return found;
    violations.add([...path, name], expected, found);
    return undefined;
  };
  const short = (name: string) =>
    text(name, ({ length }) => length <= LONGEST, `a text of at most ${LONGEST}`);
  const isTime = (found: string) => parseRfc3339(found) !== undefined;
  const time = (name: string) => text(name, isTime, 'a time such as 2026-11-28T09:00:00Z');
  const fields = { cron: short('cron'), zone: short('zone'), from: time('from'), until: time('until') };
  const overlap =
    readChoice(readOwn(object, 'overlap'), OVERLAPS, [...path, 'overlap'], violations) ?? 'skip';
  const catchUp =
    readChoice(readOwn(object, 'catchUp'), CATCH_UPS, [...path, 'catchUp'], violations) ?? 'last';
  if (violations.errorCount > before) return undefined;
  const [every, jitter] = [readOwn(object, 'every'), readOwn(object, 'jitter')];
  const read = readTimes({ ...fields, every: every as never, jitter: jitter as never });
  if ('fault' in read) {
    const { path: field, expected, got } = read.fault;
    violations.addText([...path, field], expected, got);
    return undefined;
  }
  const { timing, jitterMs } = read;
  return { input: readOwn(object, 'input') ?? null, timing, jitterMs, overlap, catchUp };
}
