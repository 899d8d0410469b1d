import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { carnet } from './nodes.ts';
import { inspect, openVisitor, type Visitor } from './page-checks.ts';

const { stateDir, fr } = inject('carnet');
/** What the doctor did in one request, and what a citizen's page asked again and again under one number. */
const [trace, longTrace] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
const reads = 104;

/** The operator of the French node, to whom somebody has told a number. */
describe('finding a trace, in a browser', () => {
  let browser: Browser;
  let operator: Visitor;

  const ask = (token: string, path: string, traceId: string = randomBytes(16).toString('hex')) =>
    fetch(`${fr}${path}`, {
      headers: { authorization: `Bearer ${token}`, traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
  const tokenOf = (as: string) => carnet(stateDir, 'token', '--node', 'fr', '--as', as);
  const picture = async (name: string) => {
    const folder = process.env.CARNET_E2E_PICTURES;
    if (folder !== undefined) await operator.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };
  const number = () => operator.page.getByRole('textbox', { name: 'Numéro de trace' });
  const find = () => operator.page.getByRole('button', { name: 'Rechercher' });

  beforeAll(async () => {
    const [doctor, citizen] = await Promise.all([tokenOf('doctor'), tokenOf('citizen')]);
    const read = await ask(doctor, '/fhir/Observation?patient=fr-claire-moreau', trace);
    expect([read.status, read.headers.get('x-request-id')]).toEqual([200, trace]);
    expect((await ask(citizen, '/fhir/Patient/fr-mamadou-diallo', trace)).status).toBe(404);
    for (let n = 0; n < reads; n++) await ask(citizen, '/fhir/Patient/fr-claire-moreau', longTrace);
    browser = await launchBrowser();
    operator = await openVisitor(browser, { locale: 'fr-FR' });
  });
  afterAll(() => browser?.close());

  it('tells a number that is none, and finds what a request caused without the name of a patient', async () => {
    const { page } = operator;
    await page.goto(`${fr}/traces`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name: /^Administration du nœud/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Retrouver une trace' }).waitFor();
    await inspect(page, 'traces');
    await number().fill('4bf9');
    await page.getByRole('textbox', { name: /^À partir de/ }).fill('25:00');
    await find().click();
    await page.getByRole('alert').getByRole('link', { name: 'Une heure, par exemple 08:30.' }).waitFor();
    await inspect(page, 'traces with mistakes');
    await page
      .getByRole('alert')
      .getByRole('link', { name: /^Un numéro de trace a 32/ })
      .click();
    await expect.poll(() => number().evaluate((input) => input === document.activeElement)).toBe(true);
    await page.getByRole('textbox', { name: /^À partir de/ }).fill('');
    await number().fill(` 00-${trace.toUpperCase()}-00f067aa0ba902b7-01`);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('2 entrées trouvées').waitFor();
    const entries = page.locator('.trace');
    expect(await entries.count()).toBe(2);
    const told = await entries.first().textContent();
    expect(told).toMatch(/Permis.*A cherché dans le dossier.*Observation/);
    expect(told).toMatch(/P-[0-9A-F]{8}/);
    expect(await entries.last().textContent()).toMatch(/Refusé.*Non affiché\s: il nommerait un patient/);
    expect(await page.getByRole('main').textContent()).not.toMatch(/Claire|Moreau|Mamadou|Diallo/i);
    await inspect(page, 'traces found');
    await picture('traces');
  });

  it('says where else to look when the log has nothing, and shows many a hundred at a time', async () => {
    const { page } = operator;
    await number().fill(randomBytes(16).toString('hex'));
    await find().click();
    await page.getByText('Le journal n’a rien de cette trace à ce moment').waitFor();
    await inspect(page, 'traces empty');
    await number().fill(longTrace);
    await find().click();
    await page.getByRole('status').getByText('100 entrées trouvées').waitFor();
    await page.getByRole('button', { name: 'Afficher la suite' }).click();
    await page.getByRole('status').getByText(`${reads} entrées trouvées`).waitFor();
    expect(await page.locator('.trace').count()).toBe(reads);
    expect(operator.complaints).toEqual([]);
  });

  it('stands in the log itself', async () => {
    const admin = await tokenOf('admin');
    const [asked, again] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    const time = `from=${new Date(Date.now() - 3_600_000).toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}`;
    expect((await ask(admin, `/api/traces?trace=${asked}&${time}`, asked)).status).toBe(200);
    const found = await ask(admin, `/api/traces?trace=${asked}&${time}`, again);
    expect(await found.json()).toMatchObject({
      entries: [{ action: 'administer', interaction: `find trace ${asked}`, outcome: 'success' }],
    });
  });

  it('is nothing at all for who does not run the node', async () => {
    for (const as of ['citizen', 'doctor', 'importer']) {
      const token = await tokenOf(as);
      const [desk, nothing] = await Promise.all(
        [`/api/traces?trace=${trace}`, '/api/nothing-there'].map(async (path) => {
          const answer = await ask(token, path);
          return [answer.status, answer.headers.get('content-type'), await answer.text()];
        }),
      );
      expect([as, desk?.[0]]).toEqual([as, 404]);
      expect(desk).toEqual(nothing);
    }
    const citizen = await openVisitor(browser, { locale: 'fr-FR' });
    const { page } = citizen;
    await page.goto(`${fr}/traces`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name: /^Claire Moreau/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Votre rôle ne le permet pas' }).waitFor();
    expect(citizen.complaints).toEqual([]);
  });
});
