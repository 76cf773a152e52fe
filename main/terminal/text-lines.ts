import type { ConnectionStatus } from '../connection/status.ts';
import { CURES, DROP_WORDS } from '../connection/words.ts';
import type { SocketHappening } from '../connection/runner.ts';
import type { EngineOutput, MessageReport } from '../engine/output.ts';
import type { LineContext } from './json-lines.ts';
import { printableLine, printableText } from './printable.ts';

/** Lines for a person: the events on stdout, the connection's own story on stderr (docs/direct-protocol.md §5). */
export interface TextLines {
  out: readonly string[];
  err: readonly string[];
}

const NOTHING: TextLines = { out: [], err: [] };

/** What a person reads of an output. */
export function textLines(output: EngineOutput, context: LineContext): TextLines {
  switch (output.type) {
    case 'message':
      return { out: messageLines(output.message, context), err: [] };
    case 'event': {
      const { conversationId, timestamp, eventType } = output.event;
      return { out: [eventLine(timestamp, conversationId, eventType, context)], err: [] };
    }
    case 'conversation': {
      // The direct protocol's own event has its line already.
      if (context.protocol === 'direct') return NOTHING;
      const type = output.change === 'updated' ? 'ConversationUpdated' : `StatusChanged (${output.change})`;
      return { out: [eventLine(null, output.conversationId, type, context)], err: [] };
    }
    case 'socket':
      return { out: [], err: [socketLine(output.happening)] };
    case 'status':
      return { out: [], err: statusLines(output.status, context) };
    case 'lateText':
    case 'known':
    case 'user':
      return NOTHING;
    case 'gap': {
      const { from, to, reason } = output.gap;
      const span = `${clockTime(from)} and ${clockTime(to)}`;
      return { out: [], err: [`[GAP] Messages between ${span} may be missing: ${reason}.`] };
    }
    case 'error': {
      const { code, message } = output.error;
      const line =
        code === 'serverError'
          ? `Server Error: ${printableLine(message)}`
          : `${printableLine(message)} (${code})`;
      return { out: [], err: [`[ERROR] ${line}`] };
    }
  }
}

function messageLines(message: MessageReport, context: LineContext): readonly string[] {
  const { conversationId, time, text, missed } = message;
  const type = missed ? 'MessageAdded (missed)' : 'MessageAdded';
  const [first, ...rest] = printableText(text ?? '(no text)');
  const line = eventLine(time, conversationId, type, context);
  return [line, `  >> ${first ?? ''}`, ...rest.map((next) => `     ${next}`)];
}

function eventLine(
  timestamp: string | null,
  conversationId: string,
  eventType: string,
  { now }: LineContext,
): string {
  const at = printableLine(timestamp ?? new Date(now).toISOString());
  return `[EVENT] ${at} | Conv: ${printableLine(conversationId)} | Type: ${printableLine(eventType)}`;
}

function socketLine(happening: SocketHappening): string {
  switch (happening.kind) {
    case 'opened':
      return '[OPEN] Connection established. Subscribing...';
    case 'confirmed':
      return `[INFO] Subscription Confirmed: ${printableLine(happening.subscriptionId ?? 'without an id')}`;
    case 'closed':
      switch (happening.close.kind) {
        case 'closed':
          return `[CLOSE] Connection closed. Status: ${happening.close.code}`;
        case 'failed':
          return `[CLOSE] Connection closed. Status: 1006 (${happening.close.code})`;
        case 'refused':
          return `[ERROR] The service refused the connection with HTTP status ${happening.close.status}.`;
      }
  }
}

function statusLines(status: ConnectionStatus, { monotonic }: LineContext): readonly string[] {
  switch (status.state) {
    case 'signedOut':
    case 'connecting':
      return [];
    case 'connected':
      return [`[INFO] Connected. Listening on ${status.topics} ${status.topics === 1 ? 'topic' : 'topics'}.`];
    case 'reconnecting':
    case 'offline': {
      if (status.retryAt === null) return [];
      const seconds = (Math.max(0, status.retryAt - monotonic) / 1_000).toFixed(1);
      const reason = capitalized(DROP_WORDS[status.reason]);
      return [`[RETRY] ${reason} (${status.reason}); attempt ${status.attempt} in ${seconds} s.`];
    }
    case 'suspended':
      return ['[INFO] The computer is going to sleep.'];
    case 'blocked':
      return [`[ERROR] ${blockedSentence(status)}`];
  }
}

/** What happened, what to do, and the stable code for support. */
export function blockedSentence({ code, message }: Extract<ConnectionStatus, { state: 'blocked' }>): string {
  return `${printableLine(message)} ${CURES[code]} (${code})`;
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function clockTime(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}
