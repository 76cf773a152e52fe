import { createHash } from 'node:crypto';

/** What the browser shows when it comes back from the sign-in. */
export type SignInPage =
  'signedIn' | 'refused' | 'failed' | 'cancelled' | 'alreadyUsed' | 'notRecognised' | 'notFound';

interface PageText {
  status: number;
  title: string;
  text: string;
}

const pages: Readonly<Record<SignInPage, PageText>> = {
  signedIn: {
    status: 200,
    title: 'You are signed in',
    text: 'Conversation Tray is connecting. You can close this page.',
  },
  refused: {
    status: 200,
    title: 'You are not signed in',
    text: 'The sign-in was refused. Conversation Tray says why, and lets you try again. You can close this page.',
  },
  failed: {
    status: 200,
    title: 'You are not signed in yet',
    text: 'The sign-in could not be completed at the moment. Conversation Tray says why, and lets you try again. You can close this page.',
  },
  cancelled: {
    status: 200,
    title: 'The sign-in was cancelled',
    text: 'It was cancelled in Conversation Tray. You can start again there, and close this page.',
  },
  alreadyUsed: {
    status: 410,
    title: 'This page was used already',
    text: 'A sign-in counts once. Conversation Tray shows whether you are signed in. You can close this page.',
  },
  notRecognised: {
    status: 400,
    title: 'This does not belong to your sign-in',
    text: 'Conversation Tray did not start it, so it is ignored. Go back to the page where you were signing in, or start again in Conversation Tray.',
  },
  notFound: {
    status: 404,
    title: 'There is nothing here',
    text: 'Conversation Tray waits here for the end of a sign-in, and for nothing else.',
  },
};

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color:#1b1f24;background:#fff}' +
  '@media(prefers-color-scheme:dark){body{color:#e6e9ee;background:#16191d}}';

/** The page has no script, takes nothing from the request, loads nothing and is kept nowhere. */
const headers: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  Connection: 'close',
};

/** The whole HTTP answer of a page. */
export function signInPage(page: SignInPage): {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
} {
  const { status, title, text } = pages[page];
  return {
    status,
    headers,
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} – Conversation Tray</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
<p>${text}</p>
</body>
</html>
`,
  };
}
