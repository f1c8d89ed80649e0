import { z } from 'zod';
import {
  DeadLetters,
  EventsPage,
  ItemsPage,
  type LoggedEvent,
  OPEN_QUERY,
  Queues,
  RunResult,
  RunsPage,
  type ToldItem,
  ToldRun,
} from './api.ts';
import type { Leftovers, Listing, RecordedRun, SignalLetter } from './history.ts';
import type { Answer } from './http-client.ts';
import { stepsOf, WORKFLOWS } from './workflows.ts';

const AT_ONCE = 20;

async function get(url: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  return { status: response.status, body: await response.json() };
}

async function read(url: string): Promise<unknown> {
  const { status, body } = await get(url);
  if (status !== 200) throw new Error(`GET ${url} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Whether any run is still open. */
export async function hasOpenRuns(url: string): Promise<boolean> {
  return RunsPage.parse(await read(`${url}/v1/runs?limit=1&${OPEN_QUERY}`)).items.length > 0;
}

/** All runs that lists or clients know, as two dispatchers tell them; `missing` are those not found by their id. */
export async function recordRuns(
  urls: readonly string[],
  told: readonly string[],
): Promise<{ runs: RecordedRun[]; missing: string[] }> {
  const [first = '', second = first] = urls;
  const ids = [...new Set([...(await listRuns(first)), ...told])];
  const runs: RecordedRun[] = [];
  const missing: string[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const batch = ids.slice(from, from + AT_ONCE);
    const recorded = await Promise.all(batch.map((runId) => recordRun(first, second, runId)));
    for (const [i, run] of recorded.entries()) {
      if (run === undefined) missing.push(batch[i] ?? '');
      else runs.push(run);
    }
  }
  return { runs, missing };
}

/** Lists by attributes that the load's workflows have. */
export async function readListings(url: string): Promise<Listing[]> {
  const listings: Listing[] = [];
  for (const { name, attributes } of WORKFLOWS) {
    if (attributes === undefined) continue;
    for (const query of ['attr.go=true', 'attr.ms=gt:60', 'attr.ms=lte:60']) {
      const runIds = await listRuns(url, `&workflow=${name}&${query}`);
      listings.push({ workflow: name, query, runIds });
    }
  }
  return listings;
}

export const listPausedRuns = (url: string): Promise<string[]> => listRuns(url, '&status=paused');

async function listRuns(url: string, query = ''): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const page = RunsPage.parse(await read(`${url}/v1/runs?limit=500${query}${cursor}`));
    ids.push(...page.items.map(({ runId }) => runId));
    if (page.next === undefined) return ids;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

async function recordRun(first: string, second: string, runId: string): Promise<RecordedRun | undefined> {
  const path = `/v1/runs/${runId}`;
  const found = await get(`${first}${path}`);
  if (found.status !== 200) return undefined;
  const [events, eventsAgain, result] = await Promise.all([
    readLog(`${first}${path}`),
    readLog(`${second}${path}`),
    get(`${second}${path}/result`),
  ]);
  const { output } = RunResult.parse(result.body);
  const run = ToldRun.parse(found.body);
  return {
    runId,
    run,
    events,
    eventsAgain,
    items: await readItems(`${second}${path}`, run.workflow),
    result: { httpStatus: result.status, ...(output !== undefined && { output }) },
  };
}

async function readItems(run: string, workflow: string): Promise<Record<string, ToldItem[]>> {
  const items: Record<string, ToldItem[]> = {};
  for (const [step, { lanes }] of Object.entries(stepsOf(workflow))) {
    if (lanes === undefined) continue;
    const own: ToldItem[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: z.infer<typeof ItemsPage> = ItemsPage.parse(
        await read(`${run}/items?step=${step}&limit=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`),
      );
      own.push(...page.items);
      cursor = page.next;
    }
    items[step] = own;
  }
  return items;
}

async function readLog(run: string): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (let after = 0; ; ) {
    const page = EventsPage.parse(await read(`${run}/events?limit=500&after=${after}`));
    events.push(...page.events);
    if (page.next === undefined) return events;
    after = page.next;
  }
}

/** What is still on the queues, and what was set aside. */
export async function recordLeftovers(url: string): Promise<Leftovers> {
  const [queues, letters] = await Promise.all([
    read(`${url}/v1/queues`),
    readLetters((path) => get(`${url}${path}`)),
  ]);
  return {
    queues: Queues.parse(queues)
      .items.filter(({ waiting, active, delayed }) => waiting + active + delayed > 0)
      .map(
        ({ queue, waiting, active, delayed }) =>
          `${queue} (${waiting} waiting, ${active} active, ${delayed} delayed)`,
      ),
    deadLetters: letters
      .filter(({ queue }) => queue !== SIGNALS)
      .map(({ jobId, reason }) => `${reason} ${jobId}`),
    signalLetters: toSignalLetters(letters),
  };
}

const SIGNALS = 'ag06.signals';
const SignalData = z.looseObject({ key: z.string() });
type Letters = DeadLetters['items'];

const toSignalLetters = (letters: Letters): SignalLetter[] =>
  letters
    .filter(({ queue }) => queue === SIGNALS)
    .map(({ id, reason, data }) => ({ id, reason, key: SignalData.safeParse(data).data?.key ?? '' }));

/** The signals by queue that were set aside. */
export const listLetters = async (
  ask: (path: string) => Promise<Answer | undefined>,
): Promise<SignalLetter[]> => toSignalLetters(await readLetters(ask));

async function readLetters(ask: (path: string) => Promise<Answer | undefined>): Promise<Letters> {
  const letters: Letters = [];
  for (let cursor = ''; ; ) {
    const answer = await ask(`/v1/dead-letters?limit=500${cursor}`);
    if (answer?.status !== 200)
      throw new Error(`The list of dead letters was answered with ${answer?.status}.`);
    const page = DeadLetters.parse(answer.body);
    letters.push(...page.items);
    if (page.next === undefined) return letters;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}
