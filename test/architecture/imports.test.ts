import { fileURLToPath } from 'node:url';
import { CODE_SECTIONS } from '@ag06/contracts/codes';
import { REASON_RULES } from '@ag06/health';
import { expect, test } from '@jest/globals';
import { checkCasts } from './casts.ts';
import { checkCodes } from './codes.ts';
import { checkDependencies } from './dependencies.ts';
import { checkFiles } from './files.ts';
import { findCircles } from './import-circles.ts';
import { checkImports } from './imports.ts';
import { checkLoops } from './loops.ts';
import { checkPacking } from './packing.ts';
import { checkPublished } from './published.ts';
import { checkRealms } from './realms.ts';
import { loadFiles, toRepository } from './repository.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const repository = toRepository(loadFiles(root));

test('the repository is read: its packages, services and their sources are there', () => {
  const names = repository.workspaces.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['@ag06/contracts', '@ag06/engine', '@ag06/dispatcher']));
  expect(repository.workspaces.flatMap(({ sources }) => sources).length).toBeGreaterThan(50);
});

test.each([
  ['every import points the way the import table allows', checkImports],
  ['every package declares the dependencies it uses, and no others', checkDependencies],
  ['every package is for people who install it by name, or one that is needs it', checkPublished],
  ['no files import each other in a circle, not even types', findCircles],
  ['every loop of a package or service is a Duty, but for the exceptions of the table', checkLoops],
  ['every file has a telling name and a readable length, and every package a README', checkFiles],
  ['no production code casts what crosses a border, or what types can prove', checkCasts],
  ['no object packs its properties into a spread of another object', checkPacking],
  ['every test file that fakes the clock or replaces modules has modules of its own', checkRealms],
])('%s', (_, check) => {
  expect(check(repository)).toEqual([]);
});

test('every code of the sources is told in the table of codes, and the table tells no other', () => {
  const codes = [...CODE_SECTIONS.map(([, table]) => table), REASON_RULES].flatMap((table) =>
    Object.keys(table),
  );
  expect(checkCodes(repository, new Set(codes))).toEqual([]);
});
