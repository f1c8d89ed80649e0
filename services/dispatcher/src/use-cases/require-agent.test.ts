import { expect, it } from '@jest/globals';
import { requireAgent } from './require-agent.ts';

const fleet = { listAgents: async () => ['order.pack', 'core.echo'] };

it('an agent that was served before is known', async () => {
  await expect(requireAgent(fleet, 'order.pack')).resolves.toBeUndefined();
});

it.each([
  ['order.pak', 'agent order.pak. Did you mean order.pack? GET'],
  ['something.else', 'agent something.else. GET'],
])('an agent that nobody has served is refused, with a name that is similar: %s', async (agent, told) => {
  await expect(requireAgent(fleet, agent)).rejects.toMatchObject({
    status: 404,
    code: 'AGENT_UNKNOWN',
    message: expect.stringContaining(told),
  });
});
