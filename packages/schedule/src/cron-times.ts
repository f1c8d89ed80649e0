import { Cron } from 'croner';
import { LocalTime } from './local-time.ts';
import type { Timetable } from './timing.ts';

const NICKNAMES = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@hourly'];
/** No expression that is written by hand is longer; a parser's work grows with it. */
const CHARACTERS_MAX = 200;

/**
 * The slots of a cron expression in a time zone. The library reads the expression and walks the calendar as if there were
 * no zones; what a local time is as an instant is decided here, because libraries differ in that, and from one pattern to
 * the next. A day matches by its number *or* by its weekday where the expression names both, as in every cron.
 *
 * Throws `CronInvalid`, and `RangeError` for a zone that is not known.
 */
export function createCronTimes(expression: string, zone: string): Timetable {
  const calendar = readExpression(expression);
  const local = new LocalTime(zone);
  return {
    after(instant) {
      // A later local time is never an earlier instant. In an hour that comes again, the first ones are over.
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
      // In an hour that comes twice, its later times were shown before as well.
      let time = now + (Math.floor(instant / 1000) * 1000 - local.toInstant(now));
      for (;;) {
        // The library answers what lies before the second that it is given.
        const [last] = calendar.previousRuns(1, new Date(time + 1_000));
        if (last === undefined || last.getTime() > time) return undefined;
        const slot = local.toInstant(last.getTime());
        if (slot <= instant) return slot;
        time = last.getTime() - 1_000;
      }
    },
  };
}

/** What is wrong with an expression, in the words of the library that reads it. */
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
    const { message } = error as Error;
    throw new CronInvalid(message.replace(/^CronPattern: /, ''), { cause: error });
  }
}
