import { type Json, parseRfc3339 } from '@ag06/contracts';
import type { Park } from '@ag06/protocol';
import type { ViolationList } from '../../compile/definition-fields.ts';
import { DURATION_EXPECTED, toDurationMs } from '../../duration.ts';
import { readOwn } from '../../json-value.ts';
import { compileTemplate, isOneExpression } from '../../template/compile-template.ts';
import type { StepSource } from '../step-source.ts';
import type { WaitStep } from './wait-step.ts';

const EXPECTED = `${DURATION_EXPECTED}, or a string that is one \${…} expression giving that or an RFC 3339 time`;

/** Until when a step waits: for a duration, or until the moment that an expression gives. Undefined if it is neither. */
export function readWait(
  { body, path, names }: StepSource,
  violations: ViolationList,
): Pick<WaitStep, 'opens' | 'park' | 'time'> | undefined {
  const written = readOwn(body, 'wait');
  if (written === undefined) return undefined;
  if (typeof written === 'string' && isOneExpression(written)) {
    const time = compileTemplate(written, [...path, 'wait'], { names, violations });
    return { opens: 'evaluate', park: undefined, time };
  }
  const afterMs = toDurationMs(written);
  if (afterMs !== undefined) return { opens: 'park', park: toTimer({ afterMs }), time: undefined };
  violations.add([...path, 'wait'], EXPECTED, written);
  return undefined;
}

/** The moment that an expression gave: a duration from now on, or an RFC 3339 time. Undefined for anything else. */
export function toTimerOf(value: Json): Park | undefined {
  const afterMs = toDurationMs(value);
  if (afterMs !== undefined) return toTimer({ afterMs });
  const at = typeof value === 'string' ? parseRfc3339(value) : undefined;
  // Stores keep 0 for no moment, and any time in the past completes at once.
  return at === undefined ? undefined : toTimer({ at: Math.max(at, 1) });
}

const toTimer = (until: NonNullable<Park['until']>): Park => ({ reason: 'timer', until });
