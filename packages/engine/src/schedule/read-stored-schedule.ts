import type { Json } from '@ag06/contracts';
import { ViolationList } from '../compile/definition-fields.ts';
import { isJsonObject, readOwn } from '../json-value.ts';
import { readSchedule, type WorkflowSchedule } from './read-schedule.ts';

/**
 * Reads `schedule` of a definition that was accepted before. Returns undefined if it has none, and `unreadable` if a later
 * release accepted it and this one does not understand it.
 */
export function readStoredSchedule(definition: string): WorkflowSchedule | 'unreadable' | undefined {
  const value: Json = JSON.parse(definition);
  if (!isJsonObject(value)) return 'unreadable';
  const violations = new ViolationList();
  const schedule = readSchedule(readOwn(value, 'schedule'), violations);
  return violations.errorCount > 0 ? 'unreadable' : schedule;
}
