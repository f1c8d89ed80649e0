/** Where each service begins: its source in this repository, its built module elsewhere. */
const ENTRIES = {
  dispatcher: () => import.meta.resolve('@ag06/dispatcher/main'),
  'agent-worker': () => import.meta.resolve('@ag06/agent-worker/main'),
  optimizer: () => import.meta.resolve('@ag06/optimizer/main'),
};

export type ServiceName = keyof typeof ENTRIES;

/** Returns the URL of the module that runs this service. */
export const findServiceEntry = (service: ServiceName): string => ENTRIES[service]();

/** Returns the Node flags under which a child process resolves packages as this one does. */
export const nodeConditions = (): readonly string[] =>
  process.execArgv.filter((word) => word.startsWith('--conditions='));
