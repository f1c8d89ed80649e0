import type { StepView } from '@ag06/contracts';
import type { Api } from '../api.ts';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type EventView, printable, renderEvent, renderTable } from '../render.ts';
import { renderWait } from '../render-wait.ts';
import { unknownWord } from '../suggest.ts';

const VERBS = ['list', 'show', 'events', 'cancel'];
const LIST_FLAGS = {
  status: { type: 'string', multiple: true },
  workflow: { type: 'string' },
  'correlation-id': { type: 'string' },
  tag: { type: 'string', multiple: true },
  limit: { type: 'string' },
  cursor: { type: 'string' },
} as const;

interface RunView {
  readonly runId: string;
  readonly workflow: string;
  readonly status: string;
  readonly createdAt: string;
  readonly correlationId: string;
  readonly steps?: Readonly<Record<string, StepView>>;
  readonly output?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** `ag06 runs list|show|events|cancel`. */
export async function runs(args: readonly string[], api: Api, output: Output): Promise<number> {
  const [verb = '', ...rest] = args;
  switch (verb) {
    case 'list':
      return list(rest, api, output);
    case 'show':
      return show(await api.get<RunView>(pathOf(rest)), output);
    case 'events':
      return events(pathOf(rest), api, output);
    case 'cancel':
      return cancel(pathOf(rest), api, output);
    default:
      throw unknownWord(
        'command',
        `runs ${verb}`.trim(),
        VERBS.map((known) => `runs ${known}`),
      );
  }
}

const pathOf = (args: readonly string[]): string =>
  `/v1/runs/${encodeURIComponent(requireWord(parseArguments(args, {}, 1), 0, 'a run id'))}`;

async function list(args: readonly string[], api: Api, output: Output): Promise<number> {
  const parsed = parseArguments(args, LIST_FLAGS, 0);
  const query = new URLSearchParams();
  for (const status of parsed.texts('status')) query.append('status', status);
  for (const tag of parsed.texts('tag')) query.append('tag', tag);
  for (const [flag, name] of [
    ['workflow', 'workflow'],
    ['correlation-id', 'correlationId'],
    ['limit', 'limit'],
    ['cursor', 'cursor'],
  ] as const) {
    const value = parsed.text(flag);
    if (value !== undefined) query.set(name, value);
  }
  const page = await api.get<{ items: RunView[]; next?: string }>(`/v1/runs?${query}`);
  output.json(page);
  const rows = page.items.map((run) => [
    run.runId,
    run.workflow,
    run.status,
    run.createdAt,
    run.correlationId,
  ]);
  output.text(renderTable(['run', 'workflow', 'status', 'created', 'correlation id'], rows));
  if (page.next !== undefined) output.text(`more: --cursor ${page.next}`);
  return EXIT.ok;
}

function show(run: RunView, output: Output): number {
  output.json(run);
  output.text(`${run.runId}  ${run.workflow}  ${run.status}  ${run.createdAt}`);
  const steps = Object.entries(run.steps ?? {});
  output.text(
    renderTable(
      ['step', 'status', 'attempt', 'waits for'],
      steps.map(([id, step]) => [id, step.status, step.attempt, renderWait(step.waitsFor)]),
    ),
  );
  if (run.error !== undefined)
    output.text(`error: ${printable(run.error.code)} ${printable(run.error.message)}`);
  if (run.output !== undefined) output.text(JSON.stringify(run.output, null, 2));
  return EXIT.ok;
}

async function events(path: string, api: Api, output: Output): Promise<number> {
  const all: EventView[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: { events: EventView[]; next?: number } = await api.get(
      `${path}/events?after=${after}&limit=500`,
    );
    all.push(...page.events);
    after = page.next;
  }
  output.json({ events: all });
  for (const event of all)
    output.text(`${String(event.seq).padStart(4)}  ${renderEvent(event, output.isStyled)}`);
  return EXIT.ok;
}

async function cancel(path: string, api: Api, output: Output): Promise<number> {
  const answer = await api.post<{ runId: string; status: string }>(`${path}/cancel`);
  output.json(answer);
  output.text(`${answer.runId}  ${answer.status}`);
  return EXIT.ok;
}
