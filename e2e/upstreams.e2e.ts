import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { inspect, openVisitor, tabTo, type Visitor } from './page-checks.ts';

const { fr, pt } = inject('carnet');

/** People of the demonstration come in by what their country gave them, at peers that are simulated in the same process. */
describe('national identities, in a browser', () => {
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  const arrive = async (node: string, locale = 'en-IE') => {
    visitor = await openVisitor(browser, { locale });
    await visitor.page.goto(`${node}/session/login?returnTo=/`);
    await visitor.page.getByRole('heading', { level: 2, name: /national identity|identité nationale/ }).waitFor();
    return visitor.page;
  };
  const picture = async (page: Visitor['page'], name: string) => {
    const folder = process.env.CARNET_E2E_PICTURES;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };

  it('a citizen signs in with FranceConnect, and out of it too', async () => {
    const page = await arrive(fr);
    await inspect(page, 'sign-in with upstreams');
    await page.getByRole('link', { name: 'Sign in with Simulated FranceConnect' }).click();
    await page.getByText('This is simulated.').waitFor();
    await page.getByRole('button', { name: /^Claire Moreau/ }).click();
    await page.waitForURL(`${fr}/`);
    await page.getByRole('button', { name: /Sign out|Se déconnecter/ }).click();
    await page.getByText('End the session here too?').waitFor();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.waitForURL((url) => url.origin === fr && url.pathname === '/');
    expect(visitor.complaints).toEqual([]);
  });

  it('is told in words why she is not signed in', async () => {
    const page = await arrive(fr);
    await page.getByRole('link', { name: 'Sign in with Simulated FranceConnect' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('You did not finish signing in').waitFor();
    await inspect(page, 'a sign-in elsewhere that was cancelled');
    expect(visitor.complaints).toEqual([]);
  });

  it('a professional says where she works now, by keyboard alone', async () => {
    const page = await arrive(fr);
    await page.getByRole('link', { name: 'Sign in with Simulated Pro Santé Connect' }).click();
    await page.getByRole('button', { name: /Karim Haddad/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Where do you work now?' }).waitFor();
    await inspect(page, 'the choice of an activity');
    await tabTo(page, page.getByRole('button', { name: 'Continue' }));
    await page.keyboard.press('Enter');
    await page.getByText('Choose where you work now.').waitFor();
    await page.getByText('Maison de santé de la Croix-Rousse').click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${fr}/`);
    const bar = page.getByRole('region', { name: 'Your role' });
    await bar.getByText('Maison de santé de la Croix-Rousse').waitFor();
    await bar.getByRole('link', { name: 'Your roles' }).click();
    await page.getByRole('heading', { level: 2, name: 'In which role you work' }).waitFor();
    await page.getByRole('button', { name: 'Change role' }).click();
    await page.getByText('Choose the role that you change to.').waitFor();
    await inspect(page, 'the account of a professional of several roles');
    await picture(page, 'account-roles');
    const other = page.getByRole('radiogroup', { name: 'Work from now on' }).getByRole('radio').first();
    await tabTo(page, other);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Change role' }).click();
    await bar.getByText('Maison de santé de la Croix-Rousse').waitFor({ state: 'detached' });
    await page.waitForURL(`${fr}/account`);
    await page.getByText('Maison de santé de la Croix-Rousse').first().waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  it('a citizen shows her wallet on the same device', async () => {
    const page = await arrive(pt);
    await page.getByRole('button', { name: 'The wallet is on this device' }).click();
    await page.getByText('This is simulated.').waitFor();
    await page.getByRole('button').first().click();
    await page.waitForURL(`${pt}/`);
    expect(visitor.complaints).toEqual([]);
  });

  it('or on another, while the page waits for it', async () => {
    const page = await arrive(fr);
    await page.getByRole('button', { name: 'The wallet is on another device' }).click();
    await page.getByRole('img', { name: 'QR code for the wallet' }).waitFor();
    await inspect(page, 'the code for a wallet');
    const link = await page.getByRole('link', { name: 'Open the wallet without scanning' }).getAttribute('href');
    const other = await (await browser.newContext()).newPage();
    await other.goto(link ?? '');
    await other.getByRole('button', { name: /^Claire Moreau/ }).click();
    await other.getByText('Go back to your other device.').waitFor();
    await page.waitForURL(`${fr}/`);
    expect(visitor.complaints).toEqual([]);
  });
});
