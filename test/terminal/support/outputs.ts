import type { EngineOutput, MessageReport } from '../../../main/engine/output.ts';
import type { DirectEvent } from '../../../main/genesys/domain-event.ts';
import type { LineContext } from '../../../main/terminal/json-lines.ts';

export const CONTEXT: LineContext = {
  protocol: 'channels',
  now: Date.UTC(2026, 0, 5, 10, 0, 2, 345),
  monotonic: 1_000,
};

export function message(more: Partial<MessageReport> = {}): EngineOutput {
  return {
    type: 'message',
    message: {
      conversationId: 'C1',
      messageId: 'M1',
      direction: 'inbound',
      from: 'Jane',
      text: 'Where is my order?',
      media: 'webmessaging',
      time: '2026-01-05T10:00:01.000Z',
      missed: false,
      own: true,
      ...more,
    },
  };
}

export function event(more: Partial<DirectEvent> = {}): EngineOutput {
  return {
    type: 'event',
    event: {
      type: 'direct',
      eventId: null,
      conversationId: 'C1',
      eventType: 'StatusChanged',
      timestamp: '2026-01-05T10:00:01.000Z',
      text: null,
      ...more,
    },
  };
}
