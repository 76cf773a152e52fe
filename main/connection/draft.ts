import type { Link } from './link.ts';
import type { ConnectionEffect, ConnectionState, StepContext } from './state.ts';

/** One step in the making: the state so far, the effects so far. Only `stepConnection` makes and ends one. */
export interface Draft {
  state: ConnectionState;
  effects: ConnectionEffect[];
  readonly context: StepContext;
}

/** Changes some fields of the state. */
export function update(draft: Draft, change: Partial<ConnectionState>): void {
  draft.state = { ...draft.state, ...change };
}

/** Changes some fields of one link; does nothing if it is gone. */
export function updateLink(draft: Draft, id: number, change: Partial<Link>): void {
  update(draft, {
    links: draft.state.links.map((link) => (link.id === id ? { ...link, ...change } : link)),
  });
}

export function removeLink(draft: Draft, id: number): void {
  update(draft, { links: draft.state.links.filter((link) => link.id !== id) });
}

export function linkOf(draft: Draft, id: number): Link | undefined {
  return draft.state.links.find((link) => link.id === id);
}

export function emit(draft: Draft, effect: ConnectionEffect): void {
  draft.effects.push(effect);
}
