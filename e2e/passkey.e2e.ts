import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, openDatabase } from '#db';
import { launchBrowser } from './browser.ts';
import { carnet, databaseOf, nodeLog } from './nodes.ts';
import { inspect, inspectAsItIs, openVisitor, tabTo, type Visitor } from './page-checks.ts';

const { stateDir, fr } = inject('carnet');

/** Somebody new at the node, at her own browser with an authenticator in it. The steps are one story. */
describe('passkeys, in a browser', () => {
  let browser: Browser;
  let visitor: Visitor;
  let device: Device;
  let db: Database;
  let link = '';

  beforeAll(async () => {
    browser = await launchBrowser();
    visitor = await openVisitor(browser, {
      locale: 'en-IE',
      expected: [
        { status: 404, path: '/session/invitation' },
        { status: 401, path: '/api/account/passkeys/options' },
      ],
    });
    device = await openDevice(visitor.page);
    db = openDatabase({ url: databaseOf(stateDir, 'fr'), max: 1 });
    link = await carnet(
      stateDir,
      ...['account', 'invite', '--node', 'fr', '--id', 'acc-nora', '--name', 'Nora Lambert'],
      ...['--role', 'administrator', '--language', 'en'],
    );
  });
  afterAll(async () => {
    await browser?.close();
    await db?.close();
  });

  it('an invitation gives her the first one, by keyboard alone', async () => {
    const { page } = visitor;
    expect(link).toMatch(/^http:\/\/localhost:\d+\/invitation#[\w-]{43}$/);
    await page.goto(link);
    await page.getByText('Nora Lambert, with this invitation').waitFor();
    expect(page.url()).toBe(`${fr}/invitation`);
    await inspect(page, 'invitation');
    await tabTo(page, page.getByRole('button', { name: 'Make my passkey' }));
    await page.keyboard.press('Enter');
    await page.getByText('Give the passkey a name.').waitFor();
    await page.getByRole('textbox', { name: 'Name of the passkey' }).fill('My telephone');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Your passkey is ready' }).waitFor();
    await inspect(page, 'invitation that was used');
    expect(await device.credentials()).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);
  });

  it('and opens nothing a second time; its token stands in no log', async () => {
    const { page } = visitor;
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByRole('heading', { level: 1, name: 'This invitation does not open anything' }).waitFor();
    await inspect(page, 'invitation that opens nothing');
    expect(nodeLog(stateDir, 'fr')).not.toContain(link.split('#')[1]);
  });

  it('she signs in with it, and nobody asks who she is', async () => {
    const { page } = visitor;
    await page.goto(`${fr}/session/login?returnTo=%2Faccount`);
    await tabTo(page, page.getByRole('button', { name: 'Sign in with a passkey' }));
    await page.keyboard.press('Enter');
    await page.waitForURL(`${fr}/account`);
    await page.getByRole('heading', { level: 3, name: 'My telephone' }).waitFor();
    await page.getByText('Signed in with a passkey').waitFor();
    await page.getByText('This is all that you can sign in with.').waitFor();
    expect(await page.getByRole('button', { name: /^Remove/ }).count()).toBe(0);
    await inspect(page, 'account with one passkey');
  });

  it('a finger that the device does not know opens nothing', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${fr}/`);
    await device.recognises(false);
    await page.goto(`${fr}/session/login?returnTo=%2Faccount`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('Nothing was done').waitFor();
    await inspect(page, 'sign-in that was stopped');
    await device.recognises(true);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL(`${fr}/account`);
  });

  it('for a second one she proves anew who she is, and is back on her page', async () => {
    const { page } = visitor;
    await signedInLongAgo(page, db);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('textbox', { name: 'Name of the passkey' }).waitFor();
    await inspectAsItIs(page, 'name of a new passkey');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForURL(/\/sign-in\//);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL(`${fr}/account`);

    await device.sleeps();
    const key = await openDevice(page, 'usb', device);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('textbox', { name: 'Name of the passkey' }).fill('Blue key');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Your new passkey is ready.').waitFor();
    await page.getByRole('heading', { level: 3, name: 'Blue key' }).waitFor();
    await inspect(page, 'account with two passkeys');
    await key.gone();
    await device.wakes();
  });

  it('she sees another browser of hers and signs out there, where the cookie soon opens nothing', async () => {
    const { page } = visitor;
    const other = await openVisitor(browser, { locale: 'en-IE' });
    const twin = await openDevice(other.page);
    for (const credential of await device.credentials()) await twin.add(credential);
    await other.page.goto(`${fr}/session/login?returnTo=%2Faccount`);
    await other.page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await other.page.waitForURL(`${fr}/account`);
    const isSignedIn = () => isSignedInAt(other.page);
    expect(await isSignedIn()).toBe(true);

    await page.reload();
    await page.getByRole('button', { name: /^Sign out there/ }).click();
    await page.getByText('Signed out there.').waitFor();
    await page.getByText('You are signed in nowhere else.').waitFor();
    await expect.poll(isSignedIn, { timeout: 10_000 }).toBe(false);
    await other.page.reload();
    await other.page.getByRole('heading', { level: 1, name: 'Please sign in' }).waitFor();
    expect(other.complaints).toEqual([]);
  });

  it('of a hundred and twenty browsers she sees some, then more, and signs out of all of them at once', async () => {
    const { page } = visitor;
    await db.query(
      `insert into identity_session (provider_uid, id, account, started, authenticated, means, browser, system, network, seen,
                                     expires, token, token_expires)
       select 'many-' || n, 'many-' || n, 'acc-nora', now(), now(), 'passkey', 'Firefox', 'Linux', '192.0.2.' || n, now() - n * interval '1 minute',
              now() + interval '1 day', 'many-' || n, now() + interval '1 day'
         from generate_series(1, 120) n`,
      [],
    );
    await page.reload();
    const others = page.getByRole('button', { name: /^Sign out there/ });
    const more = page.getByRole('button', { name: 'Show more of them' });
    await others.first().waitFor();
    expect(await others.count()).toBe(49);
    await others.last().focus();
    await tabTo(page, more);
    await page.keyboard.press('Enter');
    await expect.poll(() => others.count()).toBe(99);
    await inspect(page, 'account with many sessions');
    await more.click();
    await expect.poll(() => others.count()).toBe(120);
    expect(await more.count()).toBe(0);
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByText('You are signed in nowhere else.').waitFor();
    expect(await others.count()).toBe(0);
  });

  it('a passkey that she does not want any more is removed by keyboard, and the last one stays', async () => {
    const { page } = visitor;
    await tabTo(page, page.getByRole('button', { name: 'Remove the passkey Blue key' }));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove it' }).waitFor();
    await inspectAsItIs(page, 'removal of a passkey');
    await tabTo(page, page.getByRole('button', { name: 'Remove it' }));
    await page.keyboard.press('Enter');
    await page.getByText('The passkey is removed.').waitFor();
    await page.getByText('This is all that you can sign in with.').waitFor();
    expect(await page.getByRole('button', { name: /^Remove/ }).count()).toBe(0);
  });

  it('closing the account ends all of it', async () => {
    const { page } = visitor;
    await carnet(stateDir, 'account', 'close', '--node', 'fr', '--id', 'acc-nora');
    // A process may go by what it knew of the session for a moment.
    await expect.poll(() => isSignedInAt(page), { timeout: 10_000 }).toBe(false);
    await page.goto(`${fr}/session/login?returnTo=%2Faccount`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('The passkey was not accepted.').waitFor();
    // The page that was open is told that its session has ended with the account.
    const expected = /\/passkey|status of 401 \(Unauthorized\) \/api\/account$/;
    expect(visitor.complaints.filter((each) => !expected.test(each))).toEqual([]);
  });
});

interface Device {
  credentials(): Promise<readonly Credential[]>;
  add(credential: Credential): Promise<void>;
  /** Whether it recognises who touches it. */
  recognises(her: boolean): Promise<void>;
  /** Nobody touches it, so that another one answers; and again somebody does. */
  sleeps(): Promise<void>;
  wakes(): Promise<void>;
  gone(): Promise<void>;
  readonly cdp: CDPSession;
}
type Credential = Awaited<ReturnType<typeof credentialsOf>>[number];

/** An authenticator that Chromium plays: keys in software, discoverable, with user verification. */
async function openDevice(page: Page, transport: 'internal' | 'usb' = 'internal', beside?: Device): Promise<Device> {
  const cdp = beside?.cdp ?? (await page.context().newCDPSession(page));
  if (beside === undefined) await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const touched = async (enabled: boolean) => {
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  };
  return {
    cdp,
    credentials: () => credentialsOf(cdp, authenticatorId),
    add: async (credential) => {
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
    },
    recognises: async (isUserVerified) => {
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    sleeps: () => touched(false),
    wakes: () => touched(true),
    gone: async () => {
      await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    },
  };
}

async function credentialsOf(cdp: CDPSession, authenticatorId: string) {
  return (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
}

/** Whether the node takes the cookie of a page. */
function isSignedInAt(page: Page): Promise<boolean> {
  return page.evaluate(async () => (await (await fetch('/session')).json()).signedIn);
}

/** Lets ten minutes pass since she proved who she is, and gives the page a token that says so. */
async function signedInLongAgo(page: Page, db: Database): Promise<void> {
  await db.query(
    `update identity_oidc set payload = jsonb_set(payload, '{loginTs}', to_jsonb((payload ->> 'loginTs')::integer - 600))
     where model = 'Session' and payload ->> 'accountId' = 'acc-nora'`,
    [],
  );
  await page.goto(`${fr}/session/login?returnTo=%2Faccount`);
  await page.waitForURL(`${fr}/account`);
}
