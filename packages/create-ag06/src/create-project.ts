import { relative, resolve } from 'node:path';
import { printable } from './printable.ts';
import { BROKERS, type Broker, type Project, toPackageName } from './project.ts';
import { ProjectError } from './project-error.ts';
import { createProjectFiles } from './project-files.ts';
import { readPackages } from './read-packages.ts';
import { VERSION } from './version.ts';
import { findInTheWay, writeFiles } from './write-files.ts';

/** Packages that a project names itself. */
const NAMED = ['ag06', '@ag06/agent-kit', '@ag06/client', '@ag06/test-fleet'];
/** Packages that none of these needs: npm adds none later that an override names already. */
const ADDED_LATER = ['@ag06/fetch', '@ag06/nestjs', '@ag06/worker'];

export interface ProjectOptions {
  /** Where it is written; made if it is not there. Default: the current folder. */
  readonly folder?: string | undefined;
  /** `embedded` (the default), `redis` or `postgres`. */
  readonly broker?: string | undefined;
  /** A folder with tarballs of `npm run pack`, from which AG06's packages come in place of a registry. */
  readonly packages?: string | undefined;
}

export interface WrittenProject {
  /** Its absolute path. */
  readonly folder: string;
  /** The paths of what was written, in it. */
  readonly files: readonly string[];
  /** The three commands from there to a first run. */
  readonly next: readonly string[];
}

/**
 * Writes a small project: agents, a workflow, their tests, a caller, a compose file. Overwrites nothing.
 *
 * Rejects with `ProjectError` BROKER_UNKNOWN, PACKAGES_UNREADABLE FOLDER_IN_USE, which names every file that is in the way, or
 * FOLDER_UNWRITABLE.
 */
export async function createProject(options: ProjectOptions): Promise<WrittenProject> {
  const folder = resolve(options.folder ?? '.');
  const broker = readBroker(options.broker);
  const files = createProjectFiles(await toProject(folder, broker, options.packages));
  const inTheWay = await told(folder, findInTheWay(folder, files.keys()));
  if (inTheWay.length > 0) {
    const list = inTheWay.map((path) => `  ${path}`).join('\n');
    const message = `${printable(folder)} has files that the project would need, and nothing is overwritten:\n${list}\nName a folder of its own, such as my-fleet.`;
    throw new ProjectError('FOLDER_IN_USE', message);
  }
  await told(folder, writeFiles(folder, files));
  return { folder, files: [...files.keys()], next: nextCommands(folder, broker) };
}

/** What the file system refuses, such as a folder that is a file, is told as that. */
function told<T>(folder: string, work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `A project cannot be written to ${printable(folder)} (${printable(why)}). Name a folder that may be written, such as my-fleet.`;
    throw new ProjectError('FOLDER_UNWRITABLE', message, { cause });
  });
}

function readBroker(text = 'embedded'): Broker {
  const broker = BROKERS.find((each) => each === text);
  if (broker !== undefined) return broker;
  const message = `--broker takes ${BROKERS.join(', ')}; got "${printable(text)}".`;
  throw new ProjectError('BROKER_UNKNOWN', message);
}

async function toProject(folder: string, broker: Broker, packages: string | undefined): Promise<Project> {
  const name = toPackageName(folder);
  if (packages === undefined) return { name, broker, versionOf: () => VERSION, overrides: {} };
  const tarballs = await readPackages(packages);
  const versionOf = (wanted: string): string => {
    const tarball = tarballs.get(wanted);
    if (tarball !== undefined) return tarball;
    const message = `${printable(packages)} has no tarball of ${wanted}. Pack again: npm run pack`;
    throw new ProjectError('PACKAGES_UNREADABLE', message);
  };
  const isElsewhere = (each: string) => NAMED.includes(each) || ADDED_LATER.includes(each);
  const overrides = Object.fromEntries([...tarballs].filter(([each]) => !isElsewhere(each)));
  return { name, broker, versionOf, overrides };
}

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
