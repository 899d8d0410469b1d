import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './config.ts';
import { nodeEnvironment, nodePlans } from './demonstration-nodes.ts';
import { ConfigError, nodeConfig, settings } from './settings.ts';

const least = {
  CARNET_NODE: 'fr',
  CARNET_NAME: 'France',
  CARNET_COUNTRY: 'FR',
  CARNET_DATABASE_URL: 'postgres://localhost/carnet_fr',
};

describe('settings', () => {
  it('are all documented with the standard and the meaning that the code has', () => {
    const page = readFileSync(join(projectRoot, 'docs/configuration.md'), 'utf8');
    for (const [name, setting] of Object.entries(settings)) {
      expect(page).toContain(`| \`${name}\` | ${setting.standard} | ${setting.meaning} |`);
    }
  });

  it('fill in what is not given', () => {
    const config = nodeConfig(least, '/srv/carnet');
    expect(config).toMatchObject({
      port: 8100,
      gatewayPort: 8101,
      publicUrl: 'http://localhost:8100',
      demonstration: false,
    });
    expect(config.keysDir).toBe('/srv/carnet/.carnet/keys');
    expect(config.packagesLock).toBe('/srv/carnet/.carnet/carnet.packages.lock.json');
  });

  it('bound how often one may ask, by those rates that are named', () => {
    const rates = (text: string) => nodeConfig({ ...least, CARNET_RATES: text }, '/srv/carnet').rates;
    const { standard } = settings.CARNET_RATES;
    expect(rates('')).toEqual(rates(standard));
    expect(rates('token=7,requests=0')).toEqual({ ...rates(standard), token: 7, requests: 0 });
    const proxies = { ...least, CARNET_TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::1' };
    expect(nodeConfig(proxies, '/srv/carnet').trustedProxies).toEqual(['10.0.0.0/8', '2001:db8::1']);
  });

  it("reach the nodes of npm start, each of them unless it is the supervisor's own", () => {
    const given = Object.fromEntries(Object.keys(settings).map((name) => [name, 'given']));
    const [plan] = nodePlans;
    const environment = nodeEnvironment(plan as NonNullable<typeof plan>, {
      stateDir: '/srv',
      keysDatabaseUrl: 'postgres://keys',
      databaseUrl: 'postgres://localhost/one',
      port: 8100,
      logLevel: 'info',
      webRoot: '/srv/web',
      handedOn: given,
    });
    const own = ['DATABASE_URL', 'CARNET_BIND', 'CARNET_GATEWAY_HOST', 'CARNET_PUBLIC_URL'];
    expect(Object.keys(settings).filter((name) => !(name in environment))).toEqual(own);
  });

  it.each([
    ['CARNET_PORT', 'eighty'],
    ['CARNET_PORT', '70000'],
    ['CARNET_COUNTRY', 'France'],
    ['CARNET_NODE', 'FR/../pt'],
    ['CARNET_LOG_LEVEL', 'loud'],
    ['CARNET_NAME', ''],
    ['CARNET_SMTP_URL', 'http://mail.example.org'],
    ['CARNET_SMTP_URL', 'smtp://user:password@mail.example.org'],
    ['CARNET_SMTP_FROM', 'nobody'],
    ['CARNET_RATES', 'sign-in'],
    ['CARNET_RATES', 'everything=1'],
    ['CARNET_RATES', 'constructor=1'],
    ['CARNET_RATES', 'token=-1'],
    ['CARNET_TRUSTED_PROXIES', 'loopback'],
    ['CARNET_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['CARNET_PACKAGE_REGISTRY', 'http://packages.example.org'],
    ['CARNET_PACKAGE_REGISTRY', 'packages.example.org'],
  ])('refuse %s=%s by name', (name, value) => {
    expect(() => nodeConfig({ ...least, [name]: value }, '/srv/carnet')).toThrow(ConfigError);
    expect(() => nodeConfig({ ...least, [name]: value }, '/srv/carnet')).toThrow(name);
  });
});
