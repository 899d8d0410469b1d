import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { carnet } from './nodes.ts';
import { inspect, inspectAsItIs, openVisitor, type Visitor } from './page-checks.ts';
import { serveApp } from './smart-app.ts';

const { stateDir, fr } = inject('carnet');
const fhir = `${fr}/fhir`;

const scope = 'openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs';

/** What the page of the app shows. */
const seenBy = async (page: Page): Promise<string> => {
  const seen = page.getByRole('status');
  await expect.poll(() => seen.innerText(), { timeout: 20_000 }).not.toBe('…');
  return seen.innerText();
};

const tokenOf = (alias: string) => carnet(stateDir, 'token', '--node', 'fr', '--as', alias);
const asApi = async (alias: string, path: string): Promise<unknown> =>
  (await fetch(`${fr}${path}`, { headers: { authorization: `Bearer ${await tokenOf(alias)}` } })).json();

describe('an app made with fhirclient, in a browser', () => {
  let browser: Browser;
  let app: Awaited<ReturnType<typeof serveApp>>;
  let claire: Visitor;
  let id = '';

  beforeAll(async () => {
    browser = await launchBrowser();
    app = await serveApp();
    claire = await openVisitor(browser, {
      locale: 'fr-FR',
      expected: [
        { status: 401, path: '/fhir/Patient/fr-claire-moreau' },
        { status: 400, path: '/oidc/token' },
        { status: 403, path: '/fhir/Condition' },
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    app?.close();
  });

  it('makes itself known, and waits until the operator lets it in', async () => {
    const answer = await fetch(`${fr}/oidc/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Heart diary',
        redirect_uris: [`${app.origin}/app`],
        scope,
        contacts: ['makers@example.org'],
      }),
    });
    expect(answer.status).toBe(201);
    const registered = (await answer.json()) as { client_id: string; status: string };
    expect(registered.status).toBe('pending');
    id = registered.client_id;
    app.configure({ clientId: id, scope, standalone: fhir });

    const { page } = claire;
    await page.goto(`${app.origin}/launch`);
    await page.getByRole('heading', { name: 'The sign-in did not work' }).waitFor();

    const operator = await openVisitor(browser, { locale: 'fr-FR' });
    await operator.page.goto(`${fr}/app-desk`);
    await operator.page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await operator.page
      .getByRole('button', { name: /^Administration du nœud/ })
      .first()
      .click();
    const card = operator.page.getByRole('listitem', { name: 'Heart diary' });
    await card.getByText('En attente').waitFor();
    await inspect(operator.page, 'apps that wait');
    await card.getByRole('button', { name: 'Admettre Heart diary' }).click();
    await card.getByText('Admise', { exact: true }).first().waitFor();
    await expect.poll(() => operator.page.getByRole('button', { name: 'Admettre Heart diary' }).count()).toBe(0);
    expect(operator.complaints).toEqual([]);
  });

  it('asks the person in plain words, and reads what she leaves', async () => {
    const { page } = claire;
    await page.goto(`${app.origin}/launch`);
    await page.getByRole('button', { name: /^Claire Moreau/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Heart diary demande un accès' }).waitFor();
    await page.getByText('Vous êtes connecté en tant que Claire Moreau.').waitFor();
    await page.getByRole('switch', { name: /^Voir : Résultats d’examens et mesures/ }).waitFor();
    await inspect(page, 'consent');
    await page.getByRole('button', { name: 'Autoriser', exact: true }).click();
    await page.getByText('Choisissez pour le dossier de qui').waitFor();
    await page.getByRole('radio', { name: /Claire Moreau/ }).click({ force: true });
    await page.getByRole('button', { name: 'Autoriser', exact: true }).click();
    await page.waitForURL(`${app.origin}/app**`);
    const told = JSON.parse(await seenBy(page)) as {
      name: string;
      observations: number;
      conditions: unknown;
      user: string;
    };
    expect(told).toMatchObject({
      name: expect.stringContaining('Moreau'),
      conditions: 403,
      user: 'Patient/fr-claire-moreau',
    });
    expect(told.observations).toBeGreaterThan(3);
  });

  it('stands in her list, until she ends it: then it is refused', async () => {
    const { page } = claire;
    const pages = await page.context().newPage();
    pages.setDefaultTimeout(15_000);
    await pages.goto(`${fr}/apps`);
    await pages.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    const card = pages.getByRole('listitem', { name: 'Heart diary' });
    await card.getByText('Savoir qui vous êtes').waitFor();
    await card.getByText(/Dernière activité le/).waitFor();
    await inspect(pages, 'connected apps');
    await card.getByRole('button', { name: 'Déconnecter Heart diary' }).click();
    await pages.getByRole('alertdialog').waitFor();
    await inspectAsItIs(pages, 'before an app is disconnected');
    await pages.getByRole('alertdialog').getByRole('button', { name: 'Déconnecter' }).click();
    await pages.getByText('Heart diary est déconnectée.').waitFor();
    await pages.getByText('Aucune application n’est connectée').waitFor();
    await page.getByRole('button', { name: 'Read again' }).click();
    expect(await seenBy(page)).toMatch(/^refused/);
    await pages.close();

    const log = JSON.stringify(await asApi('citizen', '/api/access-log/fr-claire-moreau'));
    expect(log).toContain('"app":"Heart diary"');
  });

  it('is opened by a doctor from the page of his patient', async () => {
    const panel = await serveApp();
    const folder = mkdtempSync(join(tmpdir(), 'carnet-app-'));
    try {
      const asked = 'launch openid fhirUser online_access patient/Patient.rs patient/Observation.rs';
      const file = join(folder, 'app.json');
      const metadata = {
        client_name: 'Heart panel',
        redirect_uris: [`${panel.origin}/app`],
        initiate_login_uri: `${panel.origin}/launch`,
        scope: asked,
      };
      writeFileSync(file, JSON.stringify(metadata));
      const [added] = JSON.parse(await carnet(stateDir, 'apps', 'add', file, '--node', 'fr', '--json')) as [
        { id: string },
      ];
      panel.configure({ clientId: added.id, scope: asked, standalone: fhir });
      expect(await carnet(stateDir, 'apps', 'list', '--node', 'fr')).toContain(added.id);

      const { page, complaints } = await openVisitor(browser, {
        locale: 'fr-FR',
        expected: [{ status: 403, path: '/fhir/Condition' }],
      });
      await page.goto(`${fr}/patients/fr-claire-moreau`);
      await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
      await page
        .getByRole('button', { name: /Sophie/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'Ouvrir Heart panel' }).click();
      await page.getByRole('heading', { level: 1, name: 'Heart panel demande un accès' }).waitFor();
      await page.getByText('Pour le dossier de Claire Moreau').waitFor();
      await page.getByRole('button', { name: 'Autoriser', exact: true }).click();
      await page.waitForURL(`${panel.origin}/app**`);
      expect(JSON.parse(await seenBy(page))).toMatchObject({
        name: expect.stringContaining('Moreau'),
        user: expect.stringMatching(/^Practitioner\//),
      });
      expect(complaints).toEqual([]);

      await page.goto(`${panel.origin}/launch?iss=${encodeURIComponent(fhir)}&launch=made-up`);
      expect(await seenBy(page)).toMatch(/^failed/);
    } finally {
      panel.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a service', () => {
  it('exports what the operator approved, and nothing else', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES384');
    const folder = mkdtempSync(join(tmpdir(), 'carnet-service-'));
    const file = join(folder, 'service.json');
    writeFileSync(
      file,
      JSON.stringify({
        client_name: 'Night report',
        grant_types: ['client_credentials'],
        jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES384' }] },
        scope: 'system/Patient.rs system/Immunization.rs',
      }),
    );
    const [{ id }] = JSON.parse(await carnet(stateDir, 'apps', 'add', file, '--node', 'fr', '--json')) as [
      { id: string },
    ];
    rmSync(folder, { recursive: true });
    const now = Math.floor(Date.now() / 1000);
    const configuration = (await (await fetch(`${fhir}/.well-known/smart-configuration`)).json()) as {
      token_endpoint: string;
    };
    const assertion = await new SignJWT({
      iss: id,
      sub: id,
      aud: configuration.token_endpoint,
      exp: now + 60,
      jti: randomUUID(),
    })
      .setProtectedHeader({ alg: 'ES384', kid: 'k', typ: 'JWT' })
      .sign(privateKey);
    const answer = await fetch(configuration.token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'system/Patient.rs system/Immunization.rs',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(path.startsWith('http') ? path : `${fhir}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, accept: 'application/fhir+json', ...init.headers },
      });
    expect((await ask('/Observation')).status).toBe(403);
    expect(
      (
        await ask('/Patient', {
          method: 'POST',
          body: '{"resourceType":"Patient"}',
          headers: { 'content-type': 'application/fhir+json' },
        })
      ).status,
    ).toBe(403);
    const begun = await ask('/$export', { headers: { prefer: 'respond-async' } });
    expect(begun.status).toBe(202);
    const status = begun.headers.get('content-location') ?? '';
    let done = await ask(status);
    for (let each = 0; done.status === 202 && each < 240; each++) {
      await new Promise((later) => setTimeout(later, 500));
      done = await ask(status);
    }
    const { output } = (await done.json()) as { output: readonly { type: string; url: string }[] };
    expect(new Set(output.map(({ type }) => type))).toEqual(new Set(['Patient', 'Immunization']));
    const first = await ask(output[0]?.url ?? '');
    expect((await first.text()).split('\n').filter(Boolean).length).toBeGreaterThan(2);
  });
});
