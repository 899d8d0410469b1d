import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { carnet } from './nodes.ts';
import { inspect, inspectAsItIs, openVisitor, type Visitor } from './page-checks.ts';

const { stateDir, fr } = inject('carnet');

/** Nathalie acts for her children; Mamadou asks her to see to his medicines, and ends it. */
describe('acting for others, in a browser', () => {
  let browser: Browser;
  let nathalie: Visitor;
  let mamadou: Visitor;
  let code = '';
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    browser = await launchBrowser();
    nathalie = await openVisitor(browser, {
      locale: 'fr-FR',
      expected: [
        { status: 404, path: '/api/proxies/codes/look' },
        { status: 404, path: '/api/sharing/fr-jade-garnier' },
      ],
    });
    mamadou = await openVisitor(browser, { locale: 'fr-FR' });
  });
  afterAll(() => browser?.close());

  const signIn = async ({ page }: Visitor, path: string, name: RegExp) => {
    await page.goto(`${fr}${path}`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name }).click();
  };
  const bar = (page: Page) => page.getByRole('region', { name: 'Quel dossier voulez-vous voir ?' });
  const ask = async (alias: string, path: string, init: { method?: string; body?: object } = {}) => {
    const token = tokens.get(alias) ?? (await carnet(stateDir, 'token', '--node', 'fr', '--as', alias));
    tokens.set(alias, token);
    const { method = 'GET', body } = init;
    return fetch(`${fr}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  };

  it('shows a mother the record of her child, and says so on every page', async () => {
    const { page } = nathalie;
    await signIn(nathalie, '/record', /^Nathalie Garnier/);
    await bar(page).getByText('Vous regardez votre propre dossier.').waitFor();
    await bar(page)
      .getByRole('button', { name: /Noé Garnier/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Dossier de Noé Garnier' }).waitFor();
    await page
      .getByRole('heading', { name: /^Problèmes de santé actuels/ })
      .first()
      .waitFor();
    const navigation = page.getByRole('navigation', { name: 'Principal' });
    const sections = navigation.getByRole('list').first().getByRole('link');
    expect(await sections.count()).toBeGreaterThanOrEqual(4);
    for (const section of await sections.all()) {
      await section.click();
      for (const link of await navigation.getByRole('list').nth(1).getByRole('link').all()) {
        await link.click();
        await bar(page).getByText('Vous regardez le dossier de Noé Garnier, pour qui vous agissez.').waitFor();
        expect(decodeURIComponent(page.url())).not.toMatch(/garnier,|Noé/i);
      }
    }
    await page.goto(`${fr}/record?person=fr-noe-garnier`);
    await bar(page)
      .getByText(/dossier de Noé Garnier/)
      .waitFor();
    await inspect(page, 'record of a child');
  });

  it('does not show her what the sixteen-year-old keeps to herself, and says that there may be such', async () => {
    const { page } = nathalie;
    await bar(page)
      .getByRole('button', { name: /Jade Garnier/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Dossier de Jade Garnier' }).waitFor();
    await bar(page).getByText('Jade Garnier a l’âge de garder certaines parties pour soi.').waitFor();
    await page.getByText('Salbutamol').first().waitFor();
    expect(await page.getByRole('main').innerText()).not.toMatch(/Anxiété|Désogestrel|grossesse|enceinte/i);
    await inspect(page, 'record of a child with a say of her own');
    const everything = await (await ask('nathalie', '/fhir/Patient/fr-jade-garnier/$everything')).text();
    expect(everything).toContain('fr-jade-garnier-condition-asthma');
    expect(everything).not.toMatch(/anxiety|contraceptive|pregnancy/);
    const log = await (await ask('nathalie', '/api/access-log/fr-jade-garnier')).text();
    expect(log).not.toContain('pregnancy');
    // Her own account has all of it.
    const own = await (await ask('jade', '/fhir/Patient/fr-jade-garnier/$everything')).text();
    expect(own).toMatch(/condition-anxiety/);
    expect(own).toMatch(/contraceptive/);
    expect(own).toMatch(/pregnancy-status/);
  });

  it('lets her decide nothing about who else sees it', async () => {
    const answer = await ask('nathalie', '/api/sharing/fr-jade-garnier', {
      method: 'PUT',
      body: { crossBorder: false, restrictions: [] },
    });
    expect(answer.status).toBe(404);
  });

  it('makes a code for a proxy of some parts', async () => {
    const { page } = mamadou;
    await signIn(mamadou, '/proxies', /^Mamadou Diallo/);
    await page.getByText('Personne n’agit pour vous.').waitFor();
    await page.getByRole('button', { name: 'Choisir ce que cette personne peut faire' }).click();
    await page.getByText('Certaines parties', { exact: true }).click();
    await page.getByRole('button', { name: 'Créer un code' }).click();
    await page.getByRole('alert').getByText('Choisissez au moins une partie').waitFor();
    await inspect(page, 'giving a proxy, with what is missing');
    await page.getByText('Médicaments', { exact: true }).click();
    await page.getByText('Allergies', { exact: true }).click();
    await page.getByRole('button', { name: 'Créer un code' }).click();
    code = (await page.locator('.proxy-code').innerText()).trim();
    expect(code).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}$/);
    await page.getByText('Un code attend d’être saisi').waitFor();
    await inspect(page, 'a code was made');
    await page.reload();
    await page.getByText('Un code attend d’être saisi').waitFor();
    expect(await page.getByRole('main').innerText()).not.toContain(code);
  });

  it('shows who enters it what is asked before he accepts', async () => {
    const { page } = nathalie;
    await page.goto(`${fr}/proxies`);
    const field = page.getByRole('textbox', { name: 'Code' });
    await field.fill('0000-0000-0000-0000');
    await page.getByRole('button', { name: 'Voir ce qu’il propose' }).click();
    await page.getByText('Ce code n’est pas valable').waitFor();
    await inspect(page, 'a code that is not valid');
    await field.fill(code.toLowerCase());
    await page.getByRole('button', { name: 'Voir ce qu’il propose' }).click();
    await page.getByRole('heading', { name: 'Mamadou Diallo vous demande d’agir' }).waitFor();
    await page.getByText('Ces parties seulement : Allergies, Médicaments').waitFor();
    expect((await ask('nathalie', '/fhir/Patient/fr-mamadou-diallo')).status).toBe(404);
    await inspectAsItIs(page, 'an offer');
    await page.getByRole('button', { name: 'Accepter' }).click();
    await page.getByText('Vous agissez désormais pour Mamadou Diallo.').waitFor();
    await bar(page)
      .getByRole('button', { name: /Mamadou Diallo/ })
      .click();
    await bar(page)
      .getByText(/Vous ne voyez que ces parties\s: Allergies, Médicaments\./)
      .waitFor();
    await page.getByRole('link', { name: 'Mon dossier', exact: true }).click();
    await page
      .getByRole('heading', { name: /^Médicaments en cours/ })
      .first()
      .waitFor();
    const problems = await ask('nathalie', '/fhir/Condition?patient=fr-mamadou-diallo');
    expect(await problems.json()).not.toHaveProperty('entry');
    const medicines = await ask('nathalie', '/fhir/MedicationStatement?patient=fr-mamadou-diallo');
    expect(await medicines.json()).toHaveProperty('entry');
  });

  it('stands in the log of the person, by the name of who acted', async () => {
    const { page } = mamadou;
    await page.goto(`${fr}/access`);
    await page
      .getByText(/Nathalie Garnier/)
      .first()
      .waitFor();
  });

  it('ends at once', async () => {
    const { page } = mamadou;
    await page.goto(`${fr}/proxies`);
    await page.getByRole('button', { name: 'Arrêter : Nathalie Garnier' }).click();
    await page.getByRole('alertdialog').waitFor();
    await inspectAsItIs(page, 'ending a proxy');
    await page.getByRole('button', { name: 'Arrêter maintenant' }).click();
    await page.getByText('Personne n’agit pour vous.').waitFor();
    await expect
      .poll(async () => (await ask('nathalie', '/fhir/Patient/fr-mamadou-diallo')).status, { timeout: 10_000 })
      .toBe(404);
    await page.getByText(/^Auparavant/).click();
    await page.getByText(/^Arrêté par la personne le/).waitFor();
    await inspect(page, 'acting for others');
    await nathalie.page.goto(`${fr}/record?person=fr-mamadou-diallo`);
    await bar(nathalie.page).getByText('Vous regardez votre propre dossier.').waitFor();
    expect(nathalie.complaints).toEqual([]);
    expect(mamadou.complaints).toEqual([]);
  });
});
