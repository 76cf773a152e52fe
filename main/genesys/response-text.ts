/**
 * Reads the text of an answer as it comes, without ever holding more than `limitBytes` of it.
 * @returns null where the body is longer; the rest of it is not fetched.
 * @throws what the body's stream throws, where the connection breaks.
 */
export async function readText(response: Response, limitBytes: number): Promise<string | null> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > limitBytes) {
      await reader.cancel();
      return null;
    }
    parts.push(decoder.decode(part.value, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}
