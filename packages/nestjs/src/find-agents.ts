import { type Agent, agent } from '@ag06/agent-kit';
import type { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { AGENT_OPTIONS, type AgentOptions } from './agent-decorator.ts';

/** How Nest shows its providers. */
export interface Nest {
  readonly discovery: DiscoveryService;
  readonly scanner: MetadataScanner;
  readonly reflector: Reflector;
}

/**
 * Finds the agents of all providers: methods with `@Agent`. Throws for one of a provider that Nest makes anew for each request or user,
 * because no request comes.
 */
export function findAgents({ discovery, scanner, reflector }: Nest): readonly Agent[] {
  const seen = new Set<unknown>();
  return discovery.getProviders().flatMap((wrapper) => {
    const { instance, metatype, name: provider } = wrapper;
    // An alias (`useExisting`), or a factory that returns it, gives one provider under several tokens.
    if (instance !== undefined && instance !== null) {
      if (seen.has(instance)) return [];
      seen.add(instance);
    }
    const isShared = wrapper.isDependencyTreeStatic() && !wrapper.isTransient;
    const prototype = isShared ? prototypeOf(instance) : metatype?.prototype;
    return methodsOf(prototype, scanner).flatMap(([name, method]) => {
      const options = reflector.get<AgentOptions | undefined>(AGENT_OPTIONS, method);
      if (options === undefined) return [];
      if (!isShared) {
        const remedy = `Nest makes ${provider} anew for each request or user, and an agent has neither. Give it the default scope.`;
        throw new Error(`${provider}.${name} is the agent ${options.name}, but ${remedy}`);
      }
      return agent({
        ...options,
        handler: (input, context) => Reflect.apply(method, instance, [input, context]),
      });
    });
  });
}

/** The methods of a class, with those that it inherits. */
function methodsOf(
  prototype: unknown,
  scanner: MetadataScanner,
): readonly (readonly [string, CallableFunction])[] {
  if (typeof prototype !== 'object' || prototype === null) return [];
  return scanner.getAllMethodNames(prototype).flatMap((name) => {
    const method: unknown = Reflect.get(prototype, name);
    return typeof method === 'function' ? [[name, method] as const] : [];
  });
}

const prototypeOf = (instance: unknown): unknown =>
  typeof instance === 'object' && instance !== null ? Reflect.getPrototypeOf(instance) : undefined;
