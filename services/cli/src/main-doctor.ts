import { diagnoseBackend } from '@ag06/backend';
import { toArchivePlace } from '@ag06/dispatcher';
import { openObjects } from '@ag06/objects';
import type { CheckResult, Durability } from '@ag06/store';
import { parseArguments } from './arguments.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import type { Output } from './output.ts';
import { readPrefix } from './read-prefix.ts';

const MARKS = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;

/** Looks at everything that would keep a dispatcher or a worker from starting. */
export async function doctor(args: readonly string[], brokerUrl: string, output: Output): Promise<number> {
  parseArguments(args, {}, 0);
  output.progress?.('looking at the server of AG06_BROKER_URL');
  const checked = await diagnoseBackend(brokerUrl, {
    durability: readDurability(),
    partitions: readPartitions(),
    prefix: readPrefix(),
    say: output.note,
  });
  const results = [...checked, await checkArchive(brokerUrl)];
  const worst = toVerdict(results);
  output.json({ verdict: worst, checks: results });
  for (const result of results) output.text(render(result));
  return toExitCode(results);
}

/** What becomes of finished runs, and whether the archive can be read. */
async function checkArchive(brokerUrl: string): Promise<CheckResult> {
  const setting = process.env.AG06_ARCHIVE_URL || undefined;
  const place = toArchivePlace(setting, brokerUrl, readPrefix());
  if (place === undefined) {
    const why = setting === undefined ? 'AG06_ARCHIVE_URL is not set' : 'AG06_ARCHIVE_URL is off';
    return {
      check: 'archive',
      is: 'ok',
      found: `none: ${why}, so finished runs are deleted after AG06_RETENTION`,
    };
  }
  try {
    const objects = await openObjects(place.url, place.under);
    await objects.read('archive.json');
    objects.close();
    return { check: 'archive', is: 'ok', found: `finished runs go to ${objects.place} after AG06_RETENTION` };
  } catch (error) {
    const remedy = 'Runs stay in the store until it can be used. The message says why it cannot.';
    const message = error instanceof Error ? error.message : String(error);
    return { check: 'archive', is: 'warning', code: 'ARCHIVE_UNREACHABLE', found: message, remedy };
  }
}

function readDurability(): Durability {
  const given = process.env.AG06_DURABILITY || 'everysec';
  if (given === 'everysec' || given === 'fsync') return given;
  throw new UsageError(`AG06_DURABILITY: expected everysec or fsync, got "${given}".`);
}

function readPartitions(): number {
  const given = process.env.AG06_PARTITIONS || '1';
  const partitions = Number(given);
  if (Number.isInteger(partitions) && partitions >= 1 && partitions <= 1024) return partitions;
  throw new UsageError(`AG06_PARTITIONS: expected a whole number from 1 to 1024, got "${given}".`);
}

function toVerdict(results: readonly CheckResult[]): CheckResult['is'] {
  if (results.some(({ is }) => is === 'problem')) return 'problem';
  return results.some(({ is }) => is === 'warning') ? 'warning' : 'ok';
}

function toExitCode(results: readonly CheckResult[]): number {
  if (results.some((result) => result.is !== 'ok' && result.code === 'BROKER_UNREACHABLE'))
    return EXIT.unreachable;
  return toVerdict(results) === 'problem' ? EXIT.failed : EXIT.ok;
}

function render(result: CheckResult): string {
  const line = `${MARKS[result.is]} ${result.check.padEnd(10)} ${result.found}`;
  return result.is === 'ok' ? line : `${line}\n${' '.repeat(19)}${result.remedy} (${result.code})`;
}
