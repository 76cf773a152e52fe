/** A region of Genesys Cloud. */
export interface Region {
  /** Its domain: the hosts are `api.DOMAIN`, `login.DOMAIN`, `apps.DOMAIN` and `streaming.DOMAIN`. */
  domain: string;
  /** The name of the data centre, which administrators know it by. */
  awsRegion: string;
  /** The place, for people. */
  place: string;
}

/** Every region there is; docs/genesys-cloud.md §5. */
export const regions: readonly Region[] = [
  { domain: 'mypurecloud.com', awsRegion: 'us-east-1', place: 'US East (Virginia)' },
  { domain: 'use2.us-gov-pure.cloud', awsRegion: 'us-east-2', place: 'US East 2 (FedRAMP)' },
  { domain: 'usw2.pure.cloud', awsRegion: 'us-west-2', place: 'US West (Oregon)' },
  { domain: 'cac1.pure.cloud', awsRegion: 'ca-central-1', place: 'Canada' },
  { domain: 'sae1.pure.cloud', awsRegion: 'sa-east-1', place: 'South America (São Paulo)' },
  { domain: 'mxc1.pure.cloud', awsRegion: 'mx-central-1', place: 'Mexico' },
  { domain: 'mypurecloud.ie', awsRegion: 'eu-west-1', place: 'Europe (Ireland)' },
  { domain: 'euw2.pure.cloud', awsRegion: 'eu-west-2', place: 'Europe (London)' },
  { domain: 'mypurecloud.de', awsRegion: 'eu-central-1', place: 'Europe (Frankfurt)' },
  { domain: 'euc2.pure.cloud', awsRegion: 'eu-central-2', place: 'Europe (Zurich)' },
  { domain: 'edee1.eusc-pure.cloud', awsRegion: 'eusc-de-east-1', place: 'Europe (EU sovereign)' },
  { domain: 'mec1.pure.cloud', awsRegion: 'me-central-1', place: 'Middle East (UAE)' },
  { domain: 'aps1.pure.cloud', awsRegion: 'ap-south-1', place: 'Asia Pacific (Mumbai)' },
  { domain: 'mypurecloud.jp', awsRegion: 'ap-northeast-1', place: 'Asia Pacific (Tokyo)' },
  { domain: 'apne2.pure.cloud', awsRegion: 'ap-northeast-2', place: 'Asia Pacific (Seoul)' },
  { domain: 'apne3.pure.cloud', awsRegion: 'ap-northeast-3', place: 'Asia Pacific (Osaka)' },
  { domain: 'apse1.pure.cloud', awsRegion: 'ap-southeast-1', place: 'Asia Pacific (Singapore)' },
  { domain: 'mypurecloud.com.au', awsRegion: 'ap-southeast-2', place: 'Asia Pacific (Sydney)' },
];

/** Where the parts of the service answer. URLs have no slash at the end. */
export interface Endpoints {
  apiUrl: string;
  loginUrl: string;
  appsUrl: string;
  streamingHost: string;
}

/**
 * The addresses of a region or a custom domain; docs/genesys-cloud.md §5.
 * @param domain as `parseSignInAddress` gives it.
 */
export function endpoints(domain: string): Endpoints {
  return {
    apiUrl: `https://api.${domain}`,
    loginUrl: `https://login.${domain}`,
    appsUrl: `https://apps.${domain}`,
    streamingHost: `streaming.${domain}`,
  };
}
