import type { WindowView } from '../fold-view.ts';

/** What an empty list says. */
export interface EmptyWords {
  title: string;
  text: string;
}

/** Why there is nothing in the list, and what will change that. */
export function emptyWords(view: Pick<WindowView, 'connection' | 'settings'>): EmptyWords {
  switch (view.connection.state) {
    case 'connected':
      return watchesNothing(view)
        ? {
            title: 'Nothing is watched',
            text: 'Choose in the settings which conversations this window shows and alerts for.',
          }
        : {
            title: 'No conversations',
            text: 'The next one appears here, and its messages alert you. You can close this window.',
          };
    case 'connecting':
      return { title: 'Connecting', text: 'Your conversations appear here in a moment.' };
    case 'reconnecting':
    case 'offline':
      return {
        title: 'No conversations to show',
        text: 'There is no connection at present. Alerts do not arrive until it is back.',
      };
    case 'suspended':
      return { title: 'Asleep', text: 'The connection comes back when the computer wakes up.' };
    case 'blocked':
    case 'signedOut':
      return {
        title: 'No conversations to show',
        text: 'Alerts do not arrive. What is wrong stands above, with what to do about it.',
      };
  }
}

function watchesNothing({ settings: { watch } }: Pick<WindowView, 'settings'>): boolean {
  return !watch.mine && watch.queues.length === 0 && watch.conversations.length === 0;
}
