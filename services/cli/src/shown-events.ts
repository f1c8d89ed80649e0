import { UsageError } from './exit-codes.ts';
import { findWarning, renderLogLine } from './log-lines.ts';
import type { ProcessEvents } from './managed-process.ts';
import { printable } from './printable.ts';
import { RecentLines } from './recent-lines.ts';
import { readTerminal } from './terminal.ts';

const INFO = 30;
const WARN = 40;

/** The events of a fleet in the foreground that are printed. */
interface ShownEvents extends ProcessEvents {
  /** Called when the fleet is up. */
  onUp(): void;
}

/**
 * Returns `json` with `--json`, else AG06_LOG_FORMAT, else `text` for a terminal and `json` for pipes. Throws
 * `UsageError`.
 */
export function readLogFormat(isJson: boolean): 'text' | 'json' {
  const asked = process.env.AG06_LOG_FORMAT || undefined;
  if (asked !== undefined && asked !== 'text' && asked !== 'json')
    throw new UsageError(`AG06_LOG_FORMAT takes text or json, got "${asked}".`);
  if (isJson) return 'json';
  return asked ?? (process.stdout.isTTY === true ? 'text' : 'json');
}

/** Prints log lines unchanged, and turns any other text into one. */
export function jsonEvents(): ShownEvents {
  const write = (line: string) => process.stdout.write(`${line}\n`);
  const say = (level: number, service: string, msg: string) =>
    write(JSON.stringify({ level, time: Date.now(), service, msg }));
  return {
    onLine: (name, line) => (isJson(line) ? write(line) : say(WARN, name, line)),
    onNote: (note) => say(INFO, 'ag06', note),
    onUp: () => {},
  };
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

/** Prints one line for each notable event, and at first what to try. */
export function peopleEvents(): ShownEvents {
  const { isColoured } = readTerminal(process.env, process.stdout);
  const recent = new RecentLines();
  const write = (line: string | undefined) => {
    if (line !== undefined) process.stdout.write(`${line}\n`);
  };
  return {
    onLine: (name, line) => {
      // All services of a fleet say the same of a server that is away.
      const warning = findWarning(line);
      if (warning === undefined || !recent.has(warning)) write(renderLogLine(name, line, isColoured));
    },
    onNote: (note) => write(printable(note)),
    onUp: () => write(TRY),
  };
}

const TRY = `In another terminal:
  ag06 health                    how the fleet is
  ag06 feed                      what happens, as it happens
  ag06 run ./FILE.yaml --follow  a run of a workflow
  ag06 --help                    all the rest
Inside a clone of the repository: npm run ag06 -- health, and so on.`;
