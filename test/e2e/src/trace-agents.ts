import { agent } from '@ag06/agent-kit';
import { trace } from '@opentelemetry/api';
import { z } from 'zod';

/** Logs, and begins spans of its own: by hand below its context's, and as any library would, below the active one. */
export const inner = agent({
  name: 'trace.inner',
  input: z.unknown(),
  handler: async (input, context) => {
    const tracer = trace.getTracer('an author');
    await tracer.startActiveSpan('inner', async (span) => {
      await Promise.resolve();
      context.log.info('inside', { input: 'seen', runId: 'of nobody' });
      span.end();
    });
    context.emit('looked.inside', { isRecording: context.span.isRecording() });
    return { traceparent: context.traceparent, input };
  },
});
