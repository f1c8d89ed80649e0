import type { Client, HealthView } from '@ag06/client';
import { parseArguments } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { renderTable, type TableOptions } from '../table.ts';

/** `ag06 health` prints the health of a running fleet. Exits with 1 if it is unhealthy. */
export async function showHealth(args: readonly string[], client: Client, output: Output): Promise<number> {
  parseArguments(args, {}, 0);
  const health = await client.health();
  output.json(health);
  output.text(renderHealth(health, output.tables));
  return health.status === 'unhealthy' ? EXIT.failed : EXIT.ok;
}

function renderHealth({ status, score, components }: HealthView, tables: TableOptions): string {
  const rows = components.map((one) => [one.component, one.score, one.status, toAge(one.ageMs)]);
  const reasons = components.flatMap(({ component, reasons: found }) =>
    found.map(({ code, message }) => `${component}: ${printable(message)} (${code})`),
  );
  const table = renderTable(
    ['component', 'score', 'status', 'age'],
    [...rows, ['all', score, status, '']],
    tables,
  );
  return [table, ...(reasons.length > 0 ? ['', ...reasons] : [])].join('\n');
}

const toAge = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
