import type { Json, RunEvent } from '@ag06/contracts';

/** A log is JSON, so that everything in it is. */
const isJson = (value: unknown): value is Json => value !== undefined;

/** A property of an event; null if it is absent. */
export const toJson = (value: unknown): Json => (isJson(value) ? value : null);

/** Whether the output of an event is too large for a log, which only refers to it. */
export const isLarge = ({ large }: RunEvent): boolean => large !== undefined;

/** A part of the error of an event, if it is a text. */
function partOf({ error }: RunEvent, name: 'code' | 'message' | 'step'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value = new Map(Object.entries(error)).get(name);
  return typeof value === 'string' ? value : undefined;
}

export const codeOf = (event: RunEvent): string => partOf(event, 'code') ?? '';

/** The step with which a run failed. */
export const failedStepOf = (event: RunEvent): string | undefined => partOf(event, 'step');

export const failureOf = (event: RunEvent): { readonly code: string; readonly message: string } => ({
  code: codeOf(event),
  message: partOf(event, 'message') ?? '',
});
