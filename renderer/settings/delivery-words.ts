import type { AlertFate, DeliveryEntry } from '../../preload/contract.ts';

type HeldBackRule = Extract<AlertFate, { kind: 'heldBack' }>['rule'];

const RULE_WORDS: Record<HeldBackRule, string> = {
  muted: 'Held back: the conversation is muted',
  doNotDisturb: 'Held back: do not disturb was on',
  conversationOpen: 'Held back: the conversation was open',
  notWatched: 'Held back: the conversation is not watched',
};

/** What became of an alert, in a few words, with what is special about it. */
export function fateWords(entry: DeliveryEntry): string {
  return [
    fateAlone(entry),
    entry.missed ? 'found after a reconnect' : null,
    entry.possiblyRepeated ? 'possibly repeated' : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function fateAlone({ fate, outcome }: DeliveryEntry): string {
  switch (fate.kind) {
    case 'waiting':
      return 'On its way';
    case 'mergedInto':
      return 'Part of another alert for the same conversation';
    case 'summarized':
      return 'Counted in a summary';
    case 'heldBack':
      return RULE_WORDS[fate.rule];
    case 'failed':
      return `Failed: ${fate.reason}`;
    case 'handedOver':
      return outcomeWords(outcome, fate.by);
  }
}

function outcomeWords(outcome: DeliveryEntry['outcome'], by: 'window' | 'main'): string {
  switch (outcome) {
    case 'clicked':
      return 'Clicked';
    case 'dismissed':
      return 'Dismissed';
    case 'failed':
      return 'Failed: the system did not take it';
    case 'handedOver':
    case null:
      return by === 'window' ? 'Given to the system' : 'Given to the system, not by this window';
  }
}

/** Whether the alert did not reach the system. */
export function hasFailed({ fate, outcome }: Pick<DeliveryEntry, 'fate' | 'outcome'>): boolean {
  return fate.kind === 'failed' || (fate.kind === 'handedOver' && outcome === 'failed');
}
