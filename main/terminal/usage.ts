export const USAGE = `Usage: npm run -s listen -- [options]

Prints every new customer message of the watched conversations. Data goes to stdout, everything else to stderr.

What to listen to
  --protocol channels|direct  channels with a user token, --topic or --queue; otherwise direct
  --queue ID                  message conversations of a queue                (channels; repeatable)
  --topic TOPIC               any other topic that brings conversations       (channels; repeatable)
  --conversation ID           only this conversation                          (repeatable)
  --include FIELD             payload field to ask for, * for all             (direct; repeatable)
  --exclude TYPE              event type to leave out                         (direct; repeatable)

Where
  --region DOMAIN             for example mypurecloud.de; default mypurecloud.com
  --api-url URL               instead of https://api.DOMAIN
  --login-url URL             instead of https://login.DOMAIN; default with --api-url: the same
  --socket-url URL            instead of wss://api.DOMAIN/api/v2/notifications  (direct)
                              plain http and ws are taken for loopback addresses only

How
  --json                      one JSON object a line
  --max-messages N            stop after N messages
  --max-retries N             stop after N failed attempts in a row; default: never give up
  --duration SECONDS          stop after so long
  --help                      this text

Environment
  GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET   client credentials, or
  GENESYS_ACCESS_TOKEN                       an existing user token: own conversations are the default then
  CONVERSATION_TRAY_LOG                      debug, info, warn, error or off (default): the log, on stderr

Exit status
  0 stopped as asked   2 usage   3 credentials rejected   4 nothing may be subscribed   1 anything else
`;
