import { relative, resolve } from 'node:path';
import { VERSION } from '@ag06/service-host/program';
import { parseArguments } from '../../arguments.ts';
import { EXIT, UsageError } from '../../exit-codes.ts';
import type { Output } from '../../output.ts';
import { printable } from '../../printable.ts';
import { BROKERS, type Broker, type Project, toPackageName } from './project.ts';
import { createProjectFiles } from './project-files.ts';
import { readPackages } from './read-packages.ts';
import { findInTheWay, writeFiles } from './write-files.ts';

const FLAGS = { broker: { type: 'string' }, packages: { type: 'string' } } as const;
/** Packages that a project names itself. */
const NAMED = ['ag06', '@ag06/agent-kit', '@ag06/client', '@ag06/test-fleet'];

/** `ag06 init [FOLDER]` writes a small project. It asks nothing, and overwrites nothing. */
export async function init(args: readonly string[], output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 1);
  const folder = resolve(parsed.positionals[0] ?? '.');
  const broker = readBroker(parsed.text('broker'));
  const packages = parsed.text('packages');
  const files = createProjectFiles(await toProject(folder, broker, packages));
  const inTheWay = await findInTheWay(folder, files.keys());
  if (inTheWay.length > 0) {
    const list = inTheWay.map((path) => `  ${path}`).join('\n');
    throw new UsageError(
      `${printable(folder)} has files that the project would need, and nothing is overwritten:\n${list}\nWrite it into a folder of its own: ag06 init my-fleet`,
    );
  }
  await writeFiles(folder, files);
  const next = nextCommands(folder, broker);
  output.json({ folder, files: [...files.keys()], next });
  output.text(`Wrote ${files.size} files to ${printable(folder)}. Next:`);
  for (const command of next) output.text(`  ${command}`);
  return EXIT.ok;
}

function readBroker(text = 'embedded'): Broker {
  const broker = BROKERS.find((each) => each === text);
  if (broker !== undefined) return broker;
  throw new UsageError(`--broker takes ${BROKERS.join(', ')}; got "${printable(text)}".`);
}

async function toProject(folder: string, broker: Broker, packages: string | undefined): Promise<Project> {
  const name = toPackageName(folder);
  if (packages === undefined) return { name, broker, versionOf: () => VERSION, overrides: {} };
  const tarballs = await readPackages(packages);
  const versionOf = (wanted: string): string => {
    const tarball = tarballs.get(wanted);
    if (tarball !== undefined) return tarball;
    throw new UsageError(`${printable(packages)} has no tarball of ${wanted}. Pack again: npm run pack`);
  };
  return {
    name,
    broker,
    versionOf,
    overrides: Object.fromEntries([...tarballs].filter(([each]) => !NAMED.includes(each))),
  };
}

/** The three commands from the project's folder to a run. */
function nextCommands(folder: string, broker: Broker): readonly string[] {
  const path = relative(process.cwd(), folder);
  const enter = path === '' ? '' : `cd ${/^[\w./-]+$/.test(path) ? path : JSON.stringify(path)} && `;
  const server = broker === 'embedded' ? '' : `docker compose up ${broker} --detach --wait && `;
  const migrate = broker === 'postgres' ? 'npx ag06 migrate && ' : '';
  return [
    `${enter}npm install && npm test`,
    `${server}${migrate}npx ag06 up`,
    'npm run call -- "a fleet of agents"          # in another terminal',
  ];
}
