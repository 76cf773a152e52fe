import { stringAt } from '../../main/genesys/json.ts';
import { printableText } from '../../main/terminal/printable.ts';

/** What the demo shows of a line of the listener; null for what is no news to a person. */
export function alertLines(line: string): readonly string[] | null {
  const object = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const at = String(object['at']).slice(11, 19);
  switch (object['type']) {
    case 'message': {
      const from = printableText(stringAt(object, 'from') ?? 'a customer')[0] ?? '';
      const [first, ...rest] = printableText(stringAt(object, 'text') ?? '(a message without words)');
      const missed = object['missed'] === true ? ', missed while the connection was down' : '';
      return [
        `${at}  New message from ${from} (${String(object['media'])}${missed})`,
        ...[first, ...rest].map((text) => `          ${text ?? ''}`),
      ];
    }
    case 'connection':
      return [`${at}  ${connectionWords(object)}`];
    case 'gap':
      return [`${at}  Messages may be missing: ${String(object['reason'])}.`];
    case 'error':
      return [`${at}  ${String(object['message'])}`];
    default:
      return null;
  }
}

function connectionWords(line: Readonly<Record<string, unknown>>): string {
  switch (line['state']) {
    case 'connected':
      return 'Connected: alerts are arriving.';
    case 'reconnecting':
      return `Reconnecting, next try in ${(Number(line['retryInMs']) / 1_000).toFixed(1)} s.`;
    default:
      return `${String(line['state'])}.`;
  }
}
