import { TuningSettings } from '@ag06/contracts/tuning';
import { z } from 'zod';

const PublishedLine = z.looseObject({
  msg: z.literal('Settings are published.'),
  time: z.number(),
  optimizer: z.string(),
  agent: z.string(),
  version: z.int(),
  fence: z.int(),
  settings: TuningSettings,
});
const LeadsLine = z.looseObject({
  msg: z.literal('optimizer leads'),
  time: z.number(),
  optimizer: z.string(),
  fence: z.int(),
});
const AppliedLine = z.looseObject({
  msg: z.literal('Settings are in force.'),
  time: z.number(),
  worker: z.string(),
  agent: z.string(),
  version: z.int(),
  settings: TuningSettings,
});

/** A term of a leader, as its optimizer told it. Times are milliseconds since 1970. */
export interface ToldTerm {
  readonly is: 'leads';
  readonly at: number;
  readonly optimizer: string;
  readonly fence: number;
}
/** Settings that an optimizer published: the store has taken them. */
export interface ToldSettings {
  readonly is: 'published';
  readonly at: number;
  readonly optimizer: string;
  readonly agent: string;
  readonly version: number;
  readonly fence: number;
  readonly settings: TuningSettings;
}
/** Settings that a worker put in force. */
export interface AppliedSettings {
  readonly is: 'in force';
  readonly at: number;
  readonly worker: string;
  readonly agent: string;
  readonly version: number;
  readonly settings: TuningSettings;
}
export type ToldTuning = ToldTerm | ToldSettings | AppliedSettings;

const TOLD = /"msg":"(Settings are published\.|optimizer leads|Settings are in force\.)"/;

/** What a process has told of tuning, from its output. A line that was cut off with its process tells nothing. */
export const readTuningLog = (lines: readonly string[]): ToldTuning[] =>
  lines.filter((line) => TOLD.test(line)).flatMap((line) => readLine(line) ?? []);

function readLine(line: string): ToldTuning | undefined {
  const value = parse(line.slice(line.indexOf('{')));
  const published = PublishedLine.safeParse(value).data;
  if (published !== undefined) {
    const { time: at, optimizer, agent, version, fence, settings } = published;
    return { is: 'published', at, optimizer, agent, version, fence, settings };
  }
  const leads = LeadsLine.safeParse(value).data;
  if (leads !== undefined)
    return { is: 'leads', at: leads.time, optimizer: leads.optimizer, fence: leads.fence };
  const applied = AppliedLine.safeParse(value).data;
  if (applied === undefined) return undefined;
  const { time: at, worker, agent, version, settings } = applied;
  return { is: 'in force', at, worker, agent, version, settings };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
