import type { Failure, Json, RunEvent } from '@ag06/contracts';

/** Readers of the properties of an event, which are anything: undefined if they are not what they should be. */
export function readNumber(event: RunEvent, name: string): number | undefined {
  const value = event[name];
  return typeof value === 'number' ? value : undefined;
}

export function readText(event: RunEvent, name: string): string | undefined {
  const value = event[name];
  return typeof value === 'string' ? value : undefined;
}

export function readTexts(event: RunEvent, name: string): readonly string[] {
  const value = event[name];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** A log is JSON, so that everything in it is. */
const isJson = (value: unknown): value is Json => value !== undefined;

export function readJson(event: RunEvent, name: string): Json | undefined {
  const value = event[name];
  return isJson(value) ? value : undefined;
}

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';

export function readFailure(event: RunEvent): Failure | undefined {
  return isFailure(event.error) ? event.error : undefined;
}
