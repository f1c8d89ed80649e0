import { z } from 'zod';
import { printable } from './printable.ts';
import { colourStatus } from './table.ts';

const WARN = 40;
const ERROR = 50;
/**
 * Messages of services that have started or stopped. Of all messages below a warning, only these are shown to people.
 */
const MILESTONE = /^(dispatcher|worker|optimizer) (ready|stopped)/;

const LogLine = z.object({
  level: z.number(),
  time: z.number(),
  msg: z.string(),
  runId: z.string().optional(),
  step: z.string().optional(),
  item: z.number().optional(),
  agent: z.string().optional(),
  err: z.object({ message: z.string().optional() }).optional(),
});
type LogLine = z.infer<typeof LogLine>;

/**
 * Returns a line of a service's log for people: the time, the service, and the message; undefined for one that is not
 * notable. Returns text that is not a log line unchanged.
 */
export function renderLogLine(name: string, line: string, isColoured: boolean): string | undefined {
  const parsed = parseLine(line);
  if (parsed === undefined) return `${' '.repeat(10)}${name.padEnd(11)}  ${printable(line)}`;
  const { level, msg, time } = parsed;
  if (level < WARN && !MILESTONE.test(msg)) return undefined;
  const head = `${new Date(time).toTimeString().slice(0, 8)}  ${name.padEnd(11)}`;
  const work = describeWork(parsed);
  // A sentence that goes on with its reason has no end of its own.
  const told = work.startsWith(':') ? msg.replace(/\.$/, '') : msg;
  return `${head}  ${toWeight(level, isColoured)}${printable(told)}${work}`;
}

/** What a service says again and again while a server is away, besides warnings with the error that they are about. */
const WAITING = /^(waiting for|No answer yet)/;

/**
 * Returns the text of a warning that a service repeats while something is away; undefined for any other line. Errors, and warnings
 * that tell what somebody has done, or are about a run, are each news.
 */
export function findWarning(line: string): string | undefined {
  const parsed = parseLine(line);
  if (parsed === undefined || parsed.level < WARN || parsed.level >= ERROR) return undefined;
  if (parsed.runId !== undefined || (parsed.err === undefined && !WAITING.test(parsed.msg))) return undefined;
  return `${parsed.msg}${describeWork(parsed)}`;
}

function toWeight(level: number, isColoured: boolean): string {
  if (level < WARN) return '';
  const [word, status] = level < ERROR ? ['warning', 'retrying'] : ['error', 'failed'];
  return `${isColoured ? colourStatus(word, status) : word}: `;
}

function describeWork({ runId, step, item, agent, err, msg }: LogLine): string {
  const of = [
    agent === undefined ? '' : `agent ${agent}`,
    runId === undefined ? '' : `run ${runId}`,
    step === undefined ? '' : `step ${step}${item === undefined ? '' : `[${item}]`}`,
  ].filter((part) => part !== '' && !msg.includes(part.split(' ')[1] ?? ''));
  const why = err?.message === undefined || msg.includes(err.message) ? '' : `: ${err.message}`;
  return printable(`${of.length === 0 ? '' : ` (${of.join(', ')})`}${why}`);
}

function parseLine(line: string): LogLine | undefined {
  try {
    return LogLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
