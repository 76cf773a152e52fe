import type { ConnectionStatus } from '../connection/status.ts';
import type { EngineOutput } from '../engine/output.ts';

export interface LineContext {
  protocol: 'channels' | 'direct';
  /** Wall clock, ms. */
  now: number;
  /** Monotonic, ms: the clock of the status's times. */
  monotonic: number;
}

/** The line of JSON that says an output; null for what has no line. */
export function jsonLine(output: EngineOutput, context: LineContext): string | null {
  const object = objectOf(output, context);
  return object === null ? null : JSON.stringify(object).replace(STEERING, escaped);
}

/** JSON lets these through as they are, though they steer a terminal or turn the reading direction. */
const STEERING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function objectOf(output: EngineOutput, context: LineContext): Record<string, unknown> | null {
  const at = new Date(context.now).toISOString();
  switch (output.type) {
    case 'status':
      return statusObject(output.status, at, context);
    case 'message': {
      const { conversationId, messageId, direction, from, text, media, missed } = output.message;
      return { type: 'message', at, conversationId, messageId, direction, from, text, media, missed };
    }
    case 'conversation':
      return { type: 'conversation', at, conversationId: output.conversationId, change: output.change };
    case 'gap': {
      const { from, to, reason } = output.gap;
      return {
        type: 'gap',
        at,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        reason,
      };
    }
    case 'error': {
      const { code, message, topic } = output.error;
      return { type: 'error', at, code, message, ...(topic === null ? {} : { topic }) };
    }
    case 'event':
    case 'socket':
    case 'lateText':
    case 'known':
    case 'user':
      return null;
  }
}

function statusObject(
  status: ConnectionStatus,
  at: string,
  { protocol, monotonic }: LineContext,
): Record<string, unknown> | null {
  const line = { type: 'connection', at, state: status.state };
  switch (status.state) {
    case 'signedOut':
      return null;
    case 'connecting':
      return { ...line, attempt: status.attempt, protocol };
    case 'connected':
      return { ...line, attempt: status.attempt, protocol, topics: status.topics };
    case 'reconnecting':
    case 'offline': {
      const { attempt, retryAt, reason } = status;
      const retryInMs = retryAt === null ? 0 : Math.max(0, Math.round(retryAt - monotonic));
      return { ...line, attempt, retryInMs, reason };
    }
    case 'suspended':
      return line;
    case 'blocked':
      return { ...line, code: status.code, reason: status.message };
  }
}
