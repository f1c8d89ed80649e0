import { Cron } from 'croner';
import { LocalTime } from './local-time.ts';
import type { Timetable } from './timing.ts';

const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@hourly'];
/** Longer than any expression that a person writes; it bounds the parser's work. */
const CHARACTERS_MAX = 200;

/**
 * Returns the slots of a cron expression in a time zone. The library `croner` parses the expression and walks the
 * calendar without zones. This function converts local times to instants, because libraries differ in that: a local
 * time that is skipped becomes the next that exists, and one that comes twice is taken once. If an expression names
 * both a day of the month and a weekday, a day matches by either, as in Vixie cron.
 *
 * Throws `CronInvalid`, and `RangeError` for an unknown zone.
 */
export function createCronTimes(expression: string, zone: string): Timetable {
  const calendar = readExpression(expression);
  const local = new LocalTime(zone);
  return {
    after(instant) {
      // A later local time is never an earlier instant. In an hour that comes twice, its first pass is over.
      let time = local.read(instant);
      for (;;) {
        const next = calendar.nextRun(new Date(time));
        if (next === null) return undefined;
        time = next.getTime();
        const slot = local.toInstant(time);
        if (slot > instant) return slot;
      }
    },
    before(instant) {
      const now = local.read(instant);
      // In an hour that comes twice, the clock has shown the later times of the hour once before.
      let time = now + (Math.floor(instant / 1000) * 1000 - local.toInstant(now));
      for (;;) {
        // The library returns times before the given second, excluding it.
        const [last] = calendar.previousRuns(1, new Date(time + 1_000));
        if (last === undefined || last.getTime() > time) return undefined;
        const slot = local.toInstant(last.getTime());
        if (slot <= instant) return slot;
        time = last.getTime() - 1_000;
      }
    },
  };
}

/** Thrown for a cron expression that cannot be parsed. The message is the library's. */
export class CronInvalid extends Error {
  override readonly name = 'CronInvalid';
}

function readExpression(expression: string): Cron {
  const fields = expression.trim().split(/\s+/);
  const isNickname = NICKNAMES.includes(expression.trim().toLowerCase());
  if (expression.length > CHARACTERS_MAX || (!isNickname && fields.length !== 5 && fields.length !== 6)) {
    throw new CronInvalid(`it has ${fields.length} field${fields.length === 1 ? '' : 's'}`);
  }
  try {
    return new Cron(fields.join(' '), { timezone: 'UTC', paused: true, mode: '5-or-6-parts' });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CronInvalid(message.replace(/^CronPattern: /, ''), { cause: error });
  }
}
