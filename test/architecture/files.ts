import { basename } from 'node:path/posix';
import { type Repository, SOURCE_ENDING, type Workspace } from './repository.ts';
import {
  FORBIDDEN_NAMES,
  FORBIDDEN_WORDS,
  GENERATED_FILES,
  MAX_FILE_LINES,
  MAX_README_LINES,
} from './table.ts';

/** Files that are too long or misnamed, and READMEs that are missing or too long. */
export function checkFiles({ files, workspaces }: Repository): readonly string[] {
  return [
    ...[...files].flatMap(([path, text]) => [...checkName(path), ...checkLength(path, text)]),
    ...workspaces.flatMap((workspace) => [
      ...checkReadme(workspace, files.get(`${workspace.dir}/README.md`)),
      ...checkSources(workspace),
    ]),
  ];
}

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/;

function checkName(path: string): readonly string[] {
  if (!SOURCE_ENDING.test(path)) return [];
  const offences: string[] = [];
  for (const part of path.split('/')) {
    const [name = ''] = part.split('.');
    const words = name.split('-');
    const word = FORBIDDEN_NAMES.includes(name) ? name : FORBIDDEN_WORDS.find((each) => words.includes(each));
    if (word) offences.push(`${path}: "${word}" says nothing about what is inside`);
    if (!KEBAB_CASE.test(part)) offences.push(`${path}: "${part}" is not kebab-case`);
  }
  return offences;
}

function checkLength(path: string, text: string): readonly string[] {
  const lines = countLines(text);
  if (!SOURCE_ENDING.test(path) || GENERATED_FILES.includes(path) || lines <= MAX_FILE_LINES) return [];
  return [`${path}: ${lines} lines, at most ${MAX_FILE_LINES}`];
}

function checkReadme({ dir }: Workspace, text: string | undefined): readonly string[] {
  if (text === undefined || text.trim() === '') return [`${dir}/README.md: is missing`];
  const lines = countLines(text);
  return lines <= MAX_README_LINES ? [] : [`${dir}/README.md: ${lines} lines, at most ${MAX_README_LINES}`];
}

function countLines(text: string): number {
  return text.trimEnd().split('\n').length;
}

function checkSources({ sources }: Workspace): readonly string[] {
  return sources.flatMap(({ path, hasExportAll, classNames }) => [
    ...(hasExportAll && basename(path) === 'index.ts' ? [`${path}: exports by name, not with *`] : []),
    ...classNames
      .filter((name) => /(Utils?|Helpers?|Manager|Processor|Base|Common|Misc)$/.test(name))
      .map((name) => `${path}: class ${name} says nothing about what it is`),
  ]);
}
