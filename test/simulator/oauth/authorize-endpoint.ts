import { simulatedAgent, type Directory } from '../conversations/directory.ts';
import type { SignInMode } from '../options.ts';
import {
  emptyResponse,
  escapeHtml,
  htmlResponse,
  redirectResponse,
  type HttpRequest,
  type HttpResponse,
} from '../rest/http.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import { isRegisteredRedirect, type OAuthClient } from './clients.ts';

/** The browser's side of the sign-in: `/oauth/authorize` and `/logout` (docs/genesys-cloud.md §4). */
export class AuthorizeEndpoint {
  /** Whether the page asks or answers by itself. */
  mode: SignInMode;
  readonly #client: OAuthClient;
  readonly #codes: AuthorizationCodes;
  readonly #directory: Directory;

  constructor(client: OAuthClient, codes: AuthorizationCodes, directory: Directory, mode: SignInMode) {
    this.#client = client;
    this.#codes = codes;
    this.#directory = directory;
    this.mode = mode;
  }

  /** GET shows the page; POST is the page's own answer. */
  authorize(request: HttpRequest, query: URLSearchParams): HttpResponse {
    if (request.method !== 'GET' && request.method !== 'POST')
      return emptyResponse(405, { allow: 'GET, POST' });
    const form = request.method === 'POST' ? new URLSearchParams(request.body) : query;
    const redirectUri = form.get('redirect_uri') ?? '';
    // Before the redirect is known to be good, nothing may be sent there (RFC 6749 §4.1.2.1).
    if (form.get('client_id') !== this.#client.id) return problemPage('The client id is not known.');
    if (!isRegisteredRedirect(this.#client, redirectUri)) {
      return problemPage('The redirect_uri is not registered for this client.');
    }
    const problem = requestProblem(form);
    if (problem !== null)
      return answer(form, { error: problem.error, error_description: problem.description });
    if (request.method === 'POST') return this.#decide(form, form.get('decision') === 'allow');
    return this.mode === 'page' ? this.#page(form) : this.#decide(form, this.mode === 'auto');
  }

  /** Ends the browser's session; there is none here. */
  logout(query: URLSearchParams): HttpResponse {
    const redirectUri = query.get('redirect_uri');
    return redirectUri !== null && isRegisteredRedirect(this.#client, redirectUri)
      ? redirectResponse(redirectUri)
      : htmlResponse(200, page('Signed out', '<p>You are signed out of the simulator.</p>'));
  }

  #decide(form: URLSearchParams, allowed: boolean): HttpResponse {
    if (!allowed) {
      return answer(form, { error: 'access_denied', error_description: 'The sign-in was refused.' });
    }
    const userId = form.get('user') ?? simulatedAgent(this.#directory).id;
    if (!this.#directory.agents.some(({ id }) => id === userId))
      return problemPage('This agent is not known.');
    const code = this.#codes.issue({
      userId,
      redirectUri: form.get('redirect_uri') ?? '',
      challenge: form.get('code_challenge') ?? '',
    });
    return answer(form, { code });
  }

  #page(form: URLSearchParams): HttpResponse {
    const hidden = [...form]
      .map(([key, value]) => `<input type="hidden" name="${escapeHtml(key)}" value="${escapeHtml(value)}">`)
      .join('');
    const agents = this.#directory.agents
      .map(({ id, name }) => `<option value="${id}">${escapeHtml(name)}</option>`)
      .join('');
    return htmlResponse(
      200,
      page(
        'Sign in to the simulator',
        `<form method="post" action="/oauth/authorize">${hidden}
<p><label>Agent <select name="user" autofocus>${agents}</select></label></p>
<p><button name="decision" value="allow">Sign in</button> <button name="decision" value="refuse">Refuse</button></p>
</form>`,
      ),
    );
  }
}

function requestProblem(form: URLSearchParams): { error: string; description: string } | null {
  if (form.get('response_type') !== 'code') {
    return { error: 'unsupported_response_type', description: 'response_type must be code' };
  }
  if (form.get('code_challenge_method') !== 'S256') {
    return { error: 'invalid_request', description: 'code_challenge_method must be S256' };
  }
  if (!/^[A-Za-z0-9\-_]{43}$/u.test(form.get('code_challenge') ?? '')) {
    return { error: 'invalid_request', description: 'code_challenge is missing or malformed' };
  }
  if (form.has('org') !== form.has('provider')) {
    return { error: 'invalid_request', description: 'org and provider must be given together' };
  }
  return null;
}

function answer(form: URLSearchParams, result: Record<string, string>): HttpResponse {
  const target = new URL(form.get('redirect_uri') ?? '');
  for (const [key, value] of Object.entries(result)) target.searchParams.set(key, value);
  const state = form.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return redirectResponse(target.href);
}

function problemPage(problem: string): HttpResponse {
  return htmlResponse(400, page('The sign-in cannot go on', `<p>${escapeHtml(problem)}</p>`));
}

function page(title: string, content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width">
<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui;max-width:30rem;margin:4rem auto;padding:0 1rem}
button,select{font:inherit;padding:.3rem .8rem}</style>
<h1>${title}</h1>${content}</html>`;
}
