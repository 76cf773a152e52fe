/** Ids of conversations are UUIDs. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Where the id stands in the addresses of Genesys Cloud; docs/genesys-cloud.md §6. */
const IN_ADDRESS =
  /(?:interactions?|conversations?)(?:\/[a-z-]+)*\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i;

/**
 * The conversation that a pasted id or address means; null where there is none, or more than one could be meant.
 */
export function parseConversationId(pasted: string): string | null {
  const inAddress = IN_ADDRESS.exec(pasted)?.[1];
  if (inAddress !== undefined) return inAddress.toLowerCase();
  const ids = new Set(Array.from(pasted.matchAll(UUID), ([id]) => id.toLowerCase()));
  const [only] = ids;
  return ids.size === 1 && only !== undefined ? only : null;
}
