import type { ConversationRow, View, ViewChange } from '../preload/contract.ts';

/** The view as the window holds it: the conversations by id. */
export interface WindowView extends Omit<View, 'conversations'> {
  conversations: ReadonlyMap<string, ConversationRow>;
}

/** The window's view from the whole of it. */
export function openView(view: View): WindowView {
  return { ...view, conversations: new Map(view.conversations.map((row) => [row.id, row])) };
}

/** The view after a change: what the change does not name stays, down to the same object. */
export function foldView(view: WindowView, change: ViewChange): WindowView {
  const { conversations, ...rest } = change;
  if (conversations === undefined) return { ...view, ...rest };
  const rows = new Map(view.conversations);
  for (const id of conversations.removed) rows.delete(id);
  for (const row of conversations.changed) rows.set(row.id, row);
  return { ...view, ...rest, conversations: rows };
}
