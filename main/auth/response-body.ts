/** No answer of a token endpoint comes near this; what is longer is something else's page. */
const LONGEST_BODY_BYTES = 64 * 1024;

/**
 * Reads the text of an answer, without ever holding more than 64 KiB of it.
 * @returns null where the body is longer.
 * @throws what the body's stream throws, where the connection breaks.
 */
export async function readBody(response: Response): Promise<string | null> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > LONGEST_BODY_BYTES) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
