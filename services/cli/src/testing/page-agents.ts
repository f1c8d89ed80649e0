import { agent } from '@ag06/agent-kit';
import { Client } from '@ag06/client';
import { z } from 'zod';

// The TypeScript of docs/history.md, so that it is compiled.

export const pay = agent({
  name: 'order.pay',
  input: z.object({ order: z.string() }),
  handler: async ({ order }, { stream }) => {
    await stream('orders').append('order.paid', { order });
    return { paid: true };
  },
});

/** The agent of the page's forks. */
export const send = agent({
  name: 'mail.send',
  input: z.object({ order: z.string() }),
  handler: ({ order }) => ({ sent: order }),
});

export async function sendMails(sendMail: (data: unknown) => Promise<void>): Promise<void> {
  const client = new Client();
  await client.streams.group('orders', 'mailer').consume(async (event) => sendMail(event.data));
}
