import { BROKER_URLS, type Project } from '../project.ts';
import { NEEDED_NODE } from '../version.ts';

/** Versions that a project gets of what is not ours; the same as here. */
const VERSIONS = { zod: '4.6.7', '@types/node': '24.10.1', typescript: '7.0.2' } as const;

/** package.json: `ag06` names what `ag06 up` serves, and where. */
export function manifest({ name, broker, versionOf, overrides }: Project): string {
  const ours = (names: readonly string[]) => Object.fromEntries(names.map((each) => [each, versionOf(each)]));
  const brokerUrl = BROKER_URLS[broker];
  const content = {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: { node: `>=${NEEDED_NODE}` },
    scripts: {
      start: 'ag06 up',
      // A pattern, which a Node that is too old does not know: without it, that finds no test and calls it a success.
      test: 'node --test "src/**/*.test.ts"',
      typecheck: 'tsc --noEmit',
      call: 'node src/call.ts',
    },
    ag06: { agents: ['src/agents.ts', 'src/longest-word.ts'], ...(brokerUrl !== undefined && { brokerUrl }) },
    dependencies: { ...ours(['@ag06/agent-kit', '@ag06/client', 'ag06']), zod: VERSIONS.zod },
    // npm asks about packages with scripts. None of these is needed: both have a part in JavaScript.
    allowScripts: { 'msgpackr-extract': false, protobufjs: false },
    devDependencies: {
      ...ours(['@ag06/test-fleet']),
      '@types/node': VERSIONS['@types/node'],
      typescript: VERSIONS.typescript,
    },
    ...(Object.keys(overrides).length > 0 && { overrides }),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
