// `node <folder of the tarballs>/use.mjs npm|pnpm|yarn [package …]`, in a folder of a user: its package.json names the packages,
// and that whatever they need of each other lies beside this file too. Plain JavaScript, for any Node.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What most programs need: the command, what agents and workflows are written with, and what calls them. */
const USUAL = ['ag06', '@ag06/agent-kit', '@ag06/client'];
const WORKSPACE_FILE = 'pnpm-workspace.yaml';
const OURS = '# Written by use.mjs of AG06: packages that come from tarballs.';
/** Speed-ups and messages that nothing here needs. pnpm stops at packages whose scripts are neither allowed nor refused. */
const BUILDS = { 'msgpackr-extract': false, protobufjs: false };

/** How each package manager is told where a package comes from that others need, and what is run next. */
const MANAGERS = {
  npm: { field: 'overrides', next: 'npm install && npx ag06 help' },
  yarn: { field: 'resolutions', next: 'yarn install && yarn ag06 help' },
  pnpm: { field: undefined, next: 'pnpm install && pnpm exec ag06 help' },
};

/** `{ packages: { name: { file, peers: { name: range } } } }`, as `npm run pack` writes it. */
const { packages } = JSON.parse(readFileSync(new URL('./tarballs.json', import.meta.url), 'utf8'));
const [name = '', ...asked] = process.argv.slice(2);
const manager = Object.hasOwn(MANAGERS, name) ? MANAGERS[name] : undefined;
const wanted = asked.length > 0 ? asked : USUAL;
const unknown = wanted.find((each) => !Object.hasOwn(packages, each));

if (manager === undefined)
  refuse(`MANAGER_UNKNOWN: expected npm, pnpm or yarn, got "${name}". For npm: node use.mjs npm`);
else if (unknown !== undefined)
  refuse(
    `PACKAGE_UNKNOWN: there is no tarball of ${unknown}. Expected: ${Object.keys(packages).join(', ')}.`,
  );
else if (name === 'pnpm' && isForeign(WORKSPACE_FILE))
  refuse(`FILE_EXISTS: ${WORKSPACE_FILE} is there. Add to it yourself:\n${settingsOfPnpm()}`);
else use(manager);

function use({ field, next }) {
  const manifest = existsSync('package.json')
    ? JSON.parse(readFileSync('package.json', 'utf8'))
    : { private: true, type: 'module' };
  const peers = Object.assign({}, ...wanted.map((each) => packages[each].peers));
  manifest.dependencies = { ...peers, ...manifest.dependencies, ...sourcesOf(wanted) };
  if (field !== undefined) manifest[field] = { ...manifest[field], ...sourcesOf(Object.keys(packages)) };
  if (name === 'pnpm') writeFileSync(WORKSPACE_FILE, `${OURS}\n${settingsOfPnpm()}\n`);
  writeFileSync('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
  console.log(`package.json has ${wanted.join(', ')}. Next:\n  ${next}`);
}

/** Where each package comes from, by its name. */
function sourcesOf(names) {
  const folder = decodeURI(new URL('.', import.meta.url).pathname).replace(/^\/(?=[A-Z]:)/, '');
  return Object.fromEntries(names.map((each) => [each, `file:${folder}${packages[each].file}`]));
}

/** JSON is YAML. */
function settingsOfPnpm() {
  const settings = { overrides: sourcesOf(Object.keys(packages)), allowBuilds: BUILDS };
  return JSON.stringify(settings, undefined, 2);
}

function isForeign(path) {
  return existsSync(path) && !readFileSync(path, 'utf8').startsWith(OURS);
}

function refuse(message) {
  console.error(message);
  process.exitCode = 2;
}
