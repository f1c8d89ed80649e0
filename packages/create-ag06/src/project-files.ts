import type { Project } from './project.ts';
import { compose } from './templates/compose.ts';
import { manifest } from './templates/manifest.ts';
import { readme } from './templates/readme.ts';
import { GITIGNORE, TSCONFIG } from './templates/settings.ts';
import { AGENTS, CALL, TEST, WORKFLOW } from './templates/sources.ts';

/** The files of a new project, by their paths in its folder. */
export function createProjectFiles(project: Project): ReadonlyMap<string, string> {
  return new Map([
    ['package.json', manifest(project)],
    ['tsconfig.json', TSCONFIG],
    ['.gitignore', GITIGNORE],
    ['README.md', readme(project)],
    ['compose.yaml', compose(project.broker)],
    ['src/agents.ts', AGENTS],
    ['src/longest-word.ts', WORKFLOW],
    ['src/longest-word.test.ts', TEST],
    ['src/call.ts', CALL],
  ]);
}
