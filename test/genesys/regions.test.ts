import { describe, expect, it } from 'vitest';
import { endpoints, regions } from '../../main/genesys/regions.ts';

describe('regions', () => {
  it('are eighteen, none of them twice', () => {
    expect(regions).toHaveLength(18);
    expect(new Set(regions.map((region) => region.domain)).size).toBe(18);
    expect(new Set(regions.map((region) => region.awsRegion)).size).toBe(18);
    expect(new Set(regions.map((region) => region.place)).size).toBe(18);
  });

  it.each([
    ['us-east-1', 'mypurecloud.com'],
    ['eu-central-1', 'mypurecloud.de'],
    ['ap-southeast-2', 'mypurecloud.com.au'],
    ['us-east-2', 'use2.us-gov-pure.cloud'],
    ['eusc-de-east-1', 'edee1.eusc-pure.cloud'],
  ])('%s is %s', (awsRegion, domain) => {
    expect(regions.find((region) => region.awsRegion === awsRegion)?.domain).toBe(domain);
  });
});

describe('endpoints', () => {
  it('stand under the domain', () => {
    expect(endpoints('mypurecloud.ie')).toEqual({
      apiUrl: 'https://api.mypurecloud.ie',
      loginUrl: 'https://login.mypurecloud.ie',
      appsUrl: 'https://apps.mypurecloud.ie',
      streamingHost: 'streaming.mypurecloud.ie',
    });
  });
});
