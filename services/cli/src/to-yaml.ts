import { stringify } from 'yaml';

/** Renders a document for people. A module of its own, loaded when it is needed: importing the library itself would depend on how it is bundled. */
export const toYaml = (document: unknown): string => stringify(document).trimEnd();
