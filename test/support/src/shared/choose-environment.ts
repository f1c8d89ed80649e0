import { TestEnvironment } from 'jest-environment-node';
import SharedEnvironment from './shared-environment.ts';

type Arguments = ConstructorParameters<typeof TestEnvironment>;

/**
 * Jest makes an environment with `new`: the shared one, or one of its own for files below the folders that the configuration
 * lists in `testEnvironmentOptions.ownModules`.
 */
export default function ChooseEnvironment(...[config, context]: Arguments) {
  const { ownModules } = config.projectConfig.testEnvironmentOptions;
  const folders = Array.isArray(ownModules) ? ownModules : [];
  const isOwn = folders.some((folder) => context.testPath.includes(String(folder)));
  return isOwn ? new TestEnvironment(config, context) : new SharedEnvironment(config);
}
