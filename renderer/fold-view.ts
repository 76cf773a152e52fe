import type { ConversationDetail, ConversationRow, View, ViewChange } from '../preload/contract.ts';

/** The view as the window holds it: the conversations by id. */
export interface WindowView extends Omit<View, 'conversations'> {
  conversations: ReadonlyMap<string, ConversationRow>;
  /** The messages of the conversation that was looked at last. */
  openMessages: ConversationDetail | null;
}

/** The window's view from the whole of it. */
export function openView(view: View): WindowView {
  return {
    ...view,
    conversations: new Map(view.conversations.map((row) => [row.id, row])),
    openMessages: null,
  };
}

/** The view after a change: what the change does not name stays, down to the same object. */
export function foldView(view: WindowView, change: ViewChange): WindowView {
  const { conversations, openMessages, ...rest } = change;
  return {
    ...view,
    ...rest,
    conversations:
      conversations === undefined ? view.conversations : foldRows(view.conversations, conversations),
    openMessages: openMessages === undefined ? view.openMessages : openMessages,
  };
}

function foldRows(
  before: ReadonlyMap<string, ConversationRow>,
  { changed, removed }: NonNullable<ViewChange['conversations']>,
): ReadonlyMap<string, ConversationRow> {
  const rows = new Map(before);
  for (const id of removed) rows.delete(id);
  for (const row of changed) rows.set(row.id, row);
  return rows;
}
