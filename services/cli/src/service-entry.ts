/** Where each service begins: its source in this repository, its built module elsewhere. */
const ENTRIES = {
  dispatcher: () => import.meta.resolve('@ag06/dispatcher/main'),
  'agent-worker': () => import.meta.resolve('@ag06/agent-worker/main'),
  optimizer: () => import.meta.resolve('@ag06/optimizer/main'),
};

export type ServiceName = keyof typeof ENTRIES;

/** The URL of the module that is this service, when it is imported or run. */
export const findServiceEntry = (service: ServiceName): string => ENTRIES[service]();

/** The conditions under which packages are found here, for a Node that is started to find the same. */
export const nodeConditions = (): readonly string[] =>
  process.execArgv.filter((word) => word.startsWith('--conditions='));
