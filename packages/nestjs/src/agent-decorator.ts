import type { AgentContext, AgentSpec } from '@ag06/agent-kit';
import { SetMetadata } from '@nestjs/common';
import type { ZodType, z } from 'zod';

/** The key of the metadata of a method that is an agent. */
export const AGENT_OPTIONS = 'ag06:agent';

/** What an agent is besides its handler: the same as `agent()` of `@ag06/agent-kit` takes. */
export type AgentOptions<I extends ZodType = ZodType, O extends ZodType = ZodType> = Omit<
  AgentSpec<I, O>,
  'handler'
>;

/** A method that takes the checked input of an agent and returns its output. */
export type AgentMethod<I extends ZodType, O extends ZodType> = (
  input: z.output<I>,
  context: AgentContext,
) => z.input<O> | Promise<z.input<O>>;

/**
 * Makes a method of a provider an agent of the fleet. The method is called on the provider, with the input that its schema gives; its
 * output is checked too. Decorators of Nest's own (guards, interceptors, pipes) do not act on it: no request comes.
 */
export const Agent =
  <I extends ZodType, O extends ZodType = ZodType>(options: AgentOptions<I, O>) =>
  <M extends AgentMethod<I, O>>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    SetMetadata(AGENT_OPTIONS, options)(target, name, descriptor);
  };
