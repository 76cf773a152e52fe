import type { TokenSource } from '../auth/token.ts';
import { redact } from '../diagnostics/redaction.ts';
import type { EngineOutput } from '../engine/output.ts';
import type { Credentials } from './options.ts';

/** What must not be told, of what was given at the start. */
export function secretsIn(credentials: Credentials): readonly string[] {
  return credentials.kind === 'client' ? [credentials.clientSecret] : [credentials.accessToken];
}

/** Adds every token that a source gives to `secrets`. */
export function rememberingTokens(source: TokenSource, secrets: Set<string>): TokenSource {
  return {
    async request(refused, signal) {
      const result = await source.request(refused, signal);
      if (result.kind === 'token') secrets.add(result.token.value);
      return result;
    },
  };
}

/** The same output, its sentences without secrets: some are the service's own, and may repeat what was sent to it. */
export function withoutSecrets(output: EngineOutput, secrets: Iterable<string>): EngineOutput {
  if (output.type === 'error') {
    const { error } = output;
    return { ...output, error: { ...error, message: redact(error.message, secrets) } };
  }
  if (output.type === 'status' && output.status.state === 'blocked') {
    const { status } = output;
    return { ...output, status: { ...status, message: redact(status.message, secrets) } };
  }
  return output;
}
