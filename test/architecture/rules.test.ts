import { describe, expect, test } from '@jest/globals';
import { checkCasts } from './casts.ts';
import { checkDependencies } from './dependencies.ts';
import { checkFiles } from './files.ts';
import { findCircles } from './import-circles.ts';
import { checkImports } from './imports.ts';
import { checkLoops } from './loops.ts';
import { checkPacking } from './packing.ts';
import { readSource } from './read-source.ts';
import { type Repository, toRepository } from './repository.ts';

/** A small repository that offends against nothing, changed as a test asks. */
function createRepository(changed: Readonly<Record<string, string>> = {}): Repository {
  const files = new Map([['package.json', '{"devDependencies":{"@jest/globals":"1"}}']]);
  const add = (dir: string, name: string, dependencies: readonly string[], text: string) => {
    const declared = Object.fromEntries(dependencies.map((dependency) => [dependency, '1']));
    files.set(`${dir}/package.json`, JSON.stringify({ name, dependencies: declared }));
    files.set(`${dir}/README.md`, `# ${name}\n`);
    files.set(`${dir}/src/index.ts`, text);
  };
  add('packages/contracts', '@ag06/contracts', ['zod'], "import { z } from 'zod';");
  add('packages/store', '@ag06/store', ['@ag06/contracts'], "export { run } from '@ag06/contracts';");
  add('packages/protocol', '@ag06/protocol', ['@ag06/contracts'], "export { run } from '@ag06/contracts';");
  add('packages/engine', '@ag06/engine', ['@ag06/protocol'], "import type { Commit } from '@ag06/protocol';");
  add('packages/broker', '@ag06/broker', ['bullmq'], "import { Queue } from 'bullmq';");
  add('packages/store-redis', '@ag06/store-redis', [], 'export {};');
  add('packages/runtime', '@ag06/runtime', ['@ag06/broker'], "import type { Broker } from '@ag06/broker';");
  add('packages/agent-kit', '@ag06/agent-kit', [], 'export {};');
  add('services/dispatcher', '@ag06/dispatcher', ['@ag06/broker'], 'export {};');
  files.set('services/dispatcher/src/main.ts', "import { queue } from '@ag06/broker';");
  add('services/cli', 'ag06', ['@ag06/dispatcher'], "import.meta.resolve('@ag06/dispatcher');");
  add('examples/one', '@ag06/example-one', ['@ag06/agent-kit'], "import { agent } from '@ag06/agent-kit';");
  add('test/support', '@ag06/test-support', ['ioredis'], "import { Redis } from 'ioredis';");
  for (const [path, text] of Object.entries(changed)) files.set(path, text);
  return toRepository(files);
}

const NEW_FILES = {
  engine: 'packages/engine/src/new.ts',
  store: 'packages/store/src/new.ts',
  runtime: 'packages/runtime/src/new.ts',
  dispatcher: 'services/dispatcher/src/new.ts',
  example: 'examples/one/src/new.ts',
};

describe('a repository that keeps the rules', () => {
  test('has no offence', () => {
    const repository = createRepository();
    const offences = [checkImports, checkDependencies, checkFiles].flatMap((check) => check(repository));
    expect(offences).toEqual([]);
  });
});

describe('checkCasts', () => {
  const offencesOf = (path: string, text: string) =>
    checkCasts(createRepository({ [path]: text })).filter((offence) => offence.startsWith(path));

  test('finds casts and any in production code, and leaves tests and what is proven alone', () => {
    const casts = 'const a = row as Row; const b: any = <Row>row;';
    expect(offencesOf(NEW_FILES.store, casts)).toEqual([expect.stringContaining('3 casts, at most 0')]);
    expect(offencesOf('packages/store/src/new.test.ts', casts)).toEqual([]);
    const proven = "const a = ['x'] as const; const b = {} satisfies Row; export { b as c };";
    expect(offencesOf(NEW_FILES.store, proven)).toEqual([]);
  });

  test('finds an exception that is larger than it has to be', () => {
    const path = 'packages/client/src/check-answer.ts';
    expect(offencesOf(path, 'export {};')).toEqual([expect.stringContaining('is too large')]);
  });
});

describe('checkLoops', () => {
  const offencesOf = (path: string, text: string) =>
    checkLoops(createRepository({ [path]: text })).filter((offence) => offence.startsWith(path));

  test('finds a loop that is made by hand, and leaves tests and exceptions alone', () => {
    const loop = 'const timer = setInterval(() => look(), 1_000).unref();';
    expect(offencesOf(NEW_FILES.dispatcher, loop)).toEqual([expect.stringContaining('a loop is a Duty')]);
    expect(offencesOf('services/dispatcher/src/new.test.ts', loop)).toEqual([]);
    expect(offencesOf('packages/broker/src/locks/renewal-loop.ts', loop)).toEqual([]);
  });

  test('finds an exception that is not needed any more', () => {
    const path = 'packages/broker/src/locks/renewal-loop.ts';
    expect(offencesOf(path, 'export {};')).toEqual([expect.stringContaining('needs no exception')]);
  });
});

describe('checkImports', () => {
  test.each<[keyof typeof NEW_FILES, string, string]>([
    ['store', "import { Queue } from '@ag06/broker';", '@ag06/store is not above @ag06/broker'],
    ['store', "import type { Plan } from '@ag06/engine';", '@ag06/store is not above @ag06/engine'],
    ['store', "export { agent } from '@ag06/agent-kit';", '@ag06/store is not above @ag06/agent-kit'],
    ['store', "const m = await import('@ag06/broker');", '@ag06/store is not above @ag06/broker'],
    ['store', "type Q = import('@ag06/broker').Q;", '@ag06/store is not above @ag06/broker'],
    ['store', "const m = require('@ag06/broker');", '@ag06/store is not above @ag06/broker'],
    ['store', "import '@ag06/broker/inner.ts';", '@ag06/store is not above @ag06/broker'],
    ['store', "import { startRedis } from '@ag06/test-support';", 'only tests may import test packages'],
    ['store', "import x from '@ag06/example-one';", 'nothing imports an example'],
    ['store', "import { start } from '@ag06/dispatcher';", 'services are not imported'],
    [
      'store',
      "import { Redis } from 'ioredis';",
      'ioredis belongs to @ag06/broker and @ag06/bullmq and @ag06/store-redis',
    ],
    ['store', "import { retry } from 'cockatiel';", 'cockatiel belongs to @ag06/resilience'],
    ['store', "import { NodeSDK } from '@opentelemetry/sdk-node';", 'belongs to @ag06/telemetry'],
    ['store', "import { x } from '../../engine/src/index.ts';", 'leaves the package'],
    ['engine', "import { Store } from '@ag06/store';", '@ag06/engine is not above @ag06/store'],
    ['engine', "import type { Store } from '@ag06/store';", '@ag06/engine is not above @ag06/store'],
    ['engine', "import { readFile } from 'node:fs';", '@ag06/engine does no I/O'],
    ['engine', "import { readFile } from 'fs/promises';", '@ag06/engine does no I/O'],
    ['engine', "import mysql from 'mysql2';", 'mysql2 is not among the libraries known to do no I/O'],
    ['engine', 'const at = Date.now();', 'Date.now, but @ag06/engine is given time'],
    ['engine', 'const at = new Date();', 'new Date(), but @ag06/engine is given time'],
    ['engine', 'const die = Math.random();', 'Math.random, but @ag06/engine is given time'],
    ['dispatcher', "import { queue } from '@ag06/broker';", 'adapters are named only in the main.ts'],
    ['dispatcher', "import type { S } from '@ag06/store-redis';", 'adapters are named only in the main.ts'],
    ['runtime', "import { queue } from '@ag06/broker';", 'adapters are named only in the main.ts'],
    ['dispatcher', "import { up } from 'ag06';", 'services are not imported'],
    ['dispatcher', "import.meta.resolve('ag06');", 'services are not imported'],
    ['dispatcher', "import { Queue } from 'bullmq';", 'bullmq belongs to @ag06/broker'],
    ['example', "import { run } from '@ag06/contracts';", 'an example imports only'],
  ])('in %s finds: %s', (where, text, reason) => {
    const path = NEW_FILES[where];
    const offences = checkImports(createRepository({ [path]: text }));
    expect(offences).toEqual([expect.stringContaining(reason)]);
    expect(offences[0]).toMatch(new RegExp(`^${path}: `));
  });

  test.each([
    "import { toProblem } from '../http/problem.ts';",
    "import type { Cursor } from '../http/inner/cursor.ts';",
    "import type { FastifyRequest } from 'fastify';",
    "import { createServer } from 'node:http';",
  ])('in a use case finds: %s', (text) => {
    const path = 'services/dispatcher/src/use-cases/new.ts';
    expect(checkImports(createRepository({ [path]: text }))).toEqual([
      expect.stringMatching(/^services\/dispatcher\/src\/use-cases\/new\.ts: .*knows nothing of HTTP$/),
    ]);
    const route = { 'services/dispatcher/src/http/new.ts': text };
    expect(checkImports(createRepository(route))).toEqual([]);
  });

  test('lets tests import what they need, but not across folders', () => {
    const text = "import { Redis } from 'ioredis'; import { x } from '@ag06/test-support'; import 'node:fs';";
    expect(checkImports(createRepository({ 'packages/engine/src/new.test.ts': text }))).toEqual([]);
    const across = { 'packages/engine/src/new.test.ts': "import '../../store/src/index.ts';" };
    expect(checkImports(createRepository(across))).toHaveLength(1);
  });

  test('lets the composition root name adapters, and the starter’s main files name services', () => {
    const manifest = '{"name":"@ag06/backend","dependencies":{"@ag06/broker":"1"}}';
    const repository = createRepository({
      'packages/backend/package.json': manifest,
      'packages/backend/src/new.ts': "import { queue } from '@ag06/broker';",
      'services/cli/src/main-embedded.ts': "import { start } from '@ag06/dispatcher';",
    });
    expect(checkImports(repository)).toEqual([]);
    const elsewhere = { 'services/cli/src/new.ts': "import { start } from '@ag06/dispatcher';" };
    expect(checkImports(createRepository(elsewhere))).toHaveLength(1);
  });

  test('lets packages that host services import them, and no others', () => {
    const text = "import { createDispatcher } from '@ag06/dispatcher';";
    const host = { 'packages/worker/package.json': '{"name":"@ag06/worker"}' };
    expect(checkImports(createRepository({ ...host, 'packages/worker/src/new.ts': text }))).toEqual([]);
    expect(checkImports(createRepository({ ...host, [NEW_FILES.runtime]: text }))).toHaveLength(1);
  });

  test('lets the program beside a pure package write files, and import nothing else', () => {
    const program = (text: string) => createRepository({ 'packages/engine/src/main-write.ts': text });
    expect(checkImports(program("import { writeFile } from 'node:fs/promises';"))).toEqual([]);
    expect(checkImports(program("import { Redis } from 'ioredis';"))).toHaveLength(1);
  });

  test('finds files that import each other, of types too, and leaves tests alone', () => {
    const repository = createRepository({
      'packages/store/src/a.ts': "import { b } from './b.ts';",
      'packages/store/src/b.ts': "import type { C } from './c.ts';",
      'packages/store/src/c.ts': "import { b } from './b.ts';",
      'packages/store/src/d.test.ts': "import './e.test.ts';",
      'packages/store/src/e.test.ts': "import './d.test.ts';",
    });
    expect(findCircles(repository)).toEqual([
      'packages/store/src/b.ts -> packages/store/src/c.ts -> packages/store/src/b.ts',
    ]);
  });

  test('asks for the layer of a new package', () => {
    const offences = checkImports(createRepository({ 'packages/new/package.json': '{"name":"@ag06/new"}' }));
    expect(offences).toEqual(['packages/new/package.json: @ag06/new is in no layer of the import table']);
  });

  test('is not misled by comments and strings', () => {
    const text = `// import { Queue } from 'bullmq'\nconst help = "import { Queue } from 'bullmq'";`;
    expect(checkImports(createRepository({ [NEW_FILES.store]: text }))).toEqual([]);
  });

  test('finds every offence at once', () => {
    const text = "import 'bullmq'; import 'ioredis';";
    expect(
      checkImports(createRepository({ [NEW_FILES.store]: text, [NEW_FILES.example]: text })),
    ).toHaveLength(4);
  });
});

describe('checkPacking', () => {
  const check = (text: string) => checkPacking(createRepository({ [NEW_FILES.store]: text }));

  test.each([
    'const a = {\n  ...{ b: 1, c: 2 },\n};',
    'const a = { d, ...{ b: 1, c: 2 } };',
    'act({ ...{ b: 1 }, c });',
    'const list = [...{ b: 1 }];',
  ])('finds an object that is spread where it is written: %j', (text) => {
    expect(check(text)).toEqual([expect.stringContaining('write the properties out')]);
    expect(check(text)[0]).toMatch(/^packages\/store\/src\/new\.ts:[12]: /);
  });

  test('lets objects be spread that have a name or a condition', () => {
    expect(check('const a = { ...b, ...(c && { d }), ...toFields({ e }) };')).toEqual([]);
  });
});

describe('checkDependencies', () => {
  test('finds what is used and not declared, and what is declared and not used', () => {
    const repository = createRepository({
      'packages/broker/package.json': '{"name":"@ag06/broker","dependencies":{"zod":"1"}}',
    });
    expect(checkDependencies(repository)).toEqual([
      'packages/broker/src/index.ts: bullmq is not in the dependencies of @ag06/broker',
      'packages/broker/package.json: zod is declared and not used',
    ]);
  });

  test('takes a devDependency for tests and types only', () => {
    const manifest = '{"name":"@ag06/broker","devDependencies":{"bullmq":"1"}}';
    const path = 'packages/broker/package.json';
    const check = (text: string) =>
      checkDependencies(
        createRepository({
          [path]: manifest,
          'packages/broker/src/index.ts': 'export {};',
          'packages/broker/src/new.test.ts': "import { test } from '@jest/globals'; import 'bullmq';",
          'packages/broker/src/new.ts': text,
        }),
      );
    expect(check("import type { Queue } from 'bullmq';")).toEqual([]);
    expect(check("import { Queue } from 'bullmq';")).toHaveLength(1);
  });

  test('takes the types of a library from its @types package', () => {
    const repository = createRepository({
      'packages/broker/package.json':
        '{"name":"@ag06/broker","dependencies":{"bullmq":"1","@types/mdast":"1"}}',
      'packages/broker/src/new.ts': "import type { Root } from 'mdast';",
    });
    expect(checkDependencies(repository)).toEqual([]);
  });

  test('finds a cycle', () => {
    const repository = createRepository({
      'packages/contracts/package.json':
        '{"name":"@ag06/contracts","dependencies":{"zod":"1"},"devDependencies":{"@ag06/engine":"1"}}',
      'packages/contracts/src/new.test.ts': "import '@ag06/engine';",
    });
    expect(checkDependencies(repository)).toEqual([expect.stringContaining('a cycle of dependencies')]);
  });
});

describe('checkFiles', () => {
  test.each([
    ['packages/store/src/utils.ts', 'export {};', '"utils" says nothing'],
    ['packages/store/src/redis-helpers.ts', 'export {};', '"helpers" says nothing'],
    ['packages/store/src/types.ts', 'export {};', '"types" says nothing'],
    ['packages/store/src/common/run.ts', 'export {};', '"common" says nothing'],
    ['packages/store/src/runStore.ts', 'export {};', '"runStore.ts" is not kebab-case'],
    ['packages/store/src/long.ts', 'let a;\n'.repeat(301), '301 lines, at most 300'],
    ['packages/store/README.md', 'line\n'.repeat(31), '31 lines, at most 30'],
    ['packages/store/README.md', ' \n', 'is missing'],
    ['packages/store/src/index.ts', "export * from './run.ts';", 'exports by name'],
    ['packages/store/src/new.ts', 'class RunManager {}', 'class RunManager says nothing'],
  ])('finds %s', (path, text, reason) => {
    const offences = checkFiles(createRepository({ [path]: text }));
    expect(offences).toEqual([expect.stringContaining(reason)]);
    expect(offences[0]).toMatch(new RegExp(`^${path}: `));
  });

  test('allows names that only contain a forbidden one', () => {
    const path = 'packages/store/src/base-64.ts';
    expect(checkFiles(createRepository({ [path]: 'let a;\n'.repeat(300) }))).toEqual([]);
  });
});

describe('readSource', () => {
  test('refuses a file that does not parse', () => {
    expect(() => readSource('import { from "x')).toThrow();
  });
});
