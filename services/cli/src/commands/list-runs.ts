import type { Api } from '../api.ts';
import { parseArguments } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { renderTime } from '../times.ts';

const FLAGS = {
  status: { type: 'string', multiple: true },
  workflow: { type: 'string' },
  'correlation-id': { type: 'string' },
  tag: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  limit: { type: 'string' },
  cursor: { type: 'string' },
} as const;

/** By the flag, the parameter of the query. */
const PARAMETERS = [
  ['status', 'status'],
  ['tag', 'tag'],
  ['workflow', 'workflow'],
  ['correlation-id', 'correlationId'],
  ['from', 'from'],
  ['to', 'to'],
  ['limit', 'limit'],
  ['cursor', 'cursor'],
] as const;

interface RunSummary {
  readonly runId: string;
  readonly workflow: string;
  readonly status: string;
  readonly createdAt: string;
  readonly correlationId: string;
}

interface RunPage {
  readonly items: readonly RunSummary[];
  readonly next?: string;
}

/** `ag06 runs list`: newest first. */
export async function listRuns(args: readonly string[], api: Api, output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const query = new URLSearchParams();
  for (const [flag, name] of PARAMETERS) {
    for (const value of parsed.texts(flag)) query.append(name, value);
  }
  const page = await loadPage(api, query);
  output.json(page);
  const now = Date.now();
  output.table(
    ['run', 'workflow', 'status', 'created', 'correlation id'],
    page.items.map((run) => [
      ...[run.runId, run.workflow, run.status],
      ...[renderTime(run.createdAt, now), run.correlationId],
    ]),
  );
  if (page.next !== undefined) output.text(`more: --cursor ${page.next}`);
  return EXIT.ok;
}

const PAGE_DEFAULT = 50;

/** A page of rare runs comes in parts: a short or empty one says where to go on. */
async function loadPage(api: Api, query: URLSearchParams): Promise<RunPage> {
  const limit = Number(query.get('limit') ?? PAGE_DEFAULT);
  const items: RunSummary[] = [];
  for (;;) {
    const page = await api.get<RunPage>(`/v1/runs?${query}`);
    items.push(...page.items);
    if (page.next === undefined || items.length >= limit) return { ...page, items };
    query.set('cursor', page.next);
    query.set('limit', String(limit - items.length));
  }
}
