import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig as readDispatcherConfig } from '@ag06/dispatcher';
import { tempDir } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createProject } from 'create-ag06';
import { parse } from 'yaml';
import { findFaults } from './compose-schema.ts';

it.each(['embedded', 'redis', 'postgres'])(
  'the compose file of a project of `--broker %s` fits the schema of the Compose Specification, and its settings are valid',
  async (broker) => {
    await using temp = await tempDir('project');
    const { folder } = await createProject({ folder: join(temp.path, 'my-fleet'), broker });
    const compose = parse(await readFile(join(folder, 'compose.yaml'), 'utf8'));
    expect(findFaults(compose)).toEqual([]);
    expect(findFaults({ ...compose, service: {} })).not.toEqual([]);
    expect(readDispatcherConfig(compose.services.fleet.environment)).toMatchObject({ ok: true });
  },
);
