import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installPythonPackage, type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { withPaths, writeBroken } from '../http/testing/broken-document.ts';
import { createMemoryApi } from '../http/testing/memory-api.ts';

// `npm run test:faults`; `npm test` has one validator.
const run = promisify(execFile);
/** They read all of it, with code that is not warm. */
jest.setTimeout(240_000);

let folder: TempDir;
let file: string;
let document: Record<string, unknown>;
beforeAll(async () => {
  folder = await tempDir('openapi');
  file = join(folder.path, 'openapi.json');
  const { body } = await createMemoryApi().inject('/openapi.json');
  document = JSON.parse(body) as Record<string, unknown>;
  await writeFile(file, body);
});
afterAll(() => folder.remove());

describe('the OpenAPI document passes', () => {
  it('Spectral, without an error or a warning of its recommended rules', async () => {
    const find = async (value: Record<string, unknown>) => {
      const spectral = new spectralCore.Spectral();
      spectral.setRuleset({ extends: [[oas as RulesetDefinition, 'recommended']] });
      return (await spectral.run(value)).map(
        ({ code, message, path }) => `${code}: ${message} (${path.join('/')})`,
      );
    };
    expect(await find(document)).toEqual([]);
    const broken = withPaths(document, { '/x/{id}': { get: {} } });
    expect((await find(broken)).join()).toContain('path-params');
  });

  it('openapi-spec-validator of Python, where it can be installed', async () => {
    const python = await installPythonPackage('openapi-spec-validator', 'openapi_spec_validator');
    if (python === undefined) return;
    const validate = (path: string) => run(python, ['-m', 'openapi_spec_validator', path]);
    expect((await validate(file)).stdout).toContain('OK');
    await expect(validate(await writeBroken(document, folder.path))).rejects.toThrow();
  });
});
