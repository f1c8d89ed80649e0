import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installPythonPackage } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createConfig, lint } from '@redocly/openapi-core';
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { createMemoryApi } from '../testing/memory-api.ts';

const run = promisify(execFile);
/** They read all of it, with code that is not warm. */
jest.setTimeout(240_000);

let folder: string;
let file: string;
let document: Record<string, unknown>;
let python: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ag06-openapi-'));
  file = join(folder, 'openapi.json');
  const { body } = await createMemoryApi().inject('/openapi.json');
  document = JSON.parse(body) as Record<string, unknown>;
  await writeFile(file, body);
  python = await installPythonPackage('openapi-spec-validator', 'openapi_spec_validator');
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** The head of the document, with these paths. */
const withPaths = (paths: object): Record<string, unknown> => ({ ...document, components: {}, paths });

/** A document with a path parameter that nobody declares: every validator must find it. */
async function writeBroken(): Promise<string> {
  const broken = join(folder, 'broken.json');
  const paths = { '/v1/nothing/{id}': { get: { operationId: 'x', responses: { 200: { schema: 7 } } } } };
  await writeFile(broken, JSON.stringify(withPaths(paths)));
  return broken;
}

describe('the OpenAPI document passes', () => {
  it('the linter of Redocly, its strict recommendations included', async () => {
    const config = await createConfig({ extends: ['recommended-strict'] });
    const find = async (ref: string) => (await lint({ ref, config })).map(describeProblem);
    expect(await find(file)).toEqual([]);
    expect(await find(await writeBroken())).not.toEqual([]);
  });

  it('Spectral, without an error or a warning of its recommended rules', async () => {
    const find = async (value: Record<string, unknown>) => {
      const spectral = new spectralCore.Spectral();
      spectral.setRuleset({ extends: [[oas as RulesetDefinition, 'recommended']] });
      return (await spectral.run(value)).map(
        ({ code, message, path }) => `${code}: ${message} (${path.join('/')})`,
      );
    };
    expect(await find(document)).toEqual([]);
    expect((await find(withPaths({ '/x/{id}': { get: {} } }))).join()).toContain('path-params');
  });

  it('openapi-spec-validator of Python, where it can be installed', async () => {
    if (python === undefined) return;
    const validate = (path: string) => run(python ?? '', ['-m', 'openapi_spec_validator', path]);
    expect((await validate(file)).stdout).toContain('OK');
    await expect(validate(await writeBroken())).rejects.toThrow();
  });
});

const describeProblem = ({ ruleId, message, location }: Awaited<ReturnType<typeof lint>>[number]): string =>
  `${ruleId}: ${message} (${location[0]?.pointer})`;
