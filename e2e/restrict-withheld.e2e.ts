import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { carnet } from './nodes.ts';
import { inspect, inspectAsItIs, openVisitor, type Visitor } from './page-checks.ts';

const { stateDir, fr } = inject('carnet');
const patient = 'fr-claire-moreau';
const medicine = 'fr-claire-sealed-medicine';

/** What the rules of France withhold because of how it is marked, Claire shares with her doctor, and takes it back. */
describe('sharing what the rules withhold, in a browser', () => {
  let browser: Browser;
  let claire: Visitor;
  let tokens: Readonly<Record<'citizen' | 'doctor' | 'importer', string>>;

  const as = async (who: keyof typeof tokens, method: string, path: string, body?: unknown) =>
    fetch(`${fr}${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const doctorSees = async () => (await as('doctor', 'GET', `/fhir/MedicationStatement/${medicine}`)).status;
  const shared = async () =>
    ((await (await as('citizen', 'GET', `/api/sharing/${patient}`)).json()) as { readonly shared?: unknown }).shared;
  const choose = (choices: object) =>
    as('citizen', 'PUT', `/api/sharing/${patient}`, { crossBorder: true, restrictions: [], ...choices });

  beforeAll(async () => {
    browser = await launchBrowser();
    claire = await openVisitor(browser, { locale: 'fr-FR' });
    const token = (who: string) => carnet(stateDir, 'token', '--node', 'fr', '--as', who);
    tokens = { citizen: await token('citizen'), doctor: await token('doctor'), importer: await token('importer') };
    await choose({});
    const put = await as('importer', 'PUT', `/fhir/MedicationStatement/${medicine}`, {
      resourceType: 'MedicationStatement',
      id: medicine,
      meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' }] },
      status: 'active',
      medicationCodeableConcept: { text: 'Naltrexone 50 mg' },
      subject: { reference: `Patient/${patient}` },
    });
    expect([200, 201]).toContain(put.status);
  });
  afterAll(async () => {
    await choose({});
    await as('importer', 'DELETE', `/fhir/MedicationStatement/${medicine}`);
    await browser?.close();
  });

  it('names in plain words what is withheld from whom, and by which law', async () => {
    expect(await doctorSees()).toBe(404);
    const { page } = claire;
    await page.goto(`${fr}/sharing`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name: /Claire Moreau/ }).click();
    const section = page.getByRole('region', { name: 'Masqué par les règles, sauf si vous le partagez' });
    const line = section.getByRole('listitem').filter({ hasText: 'Très confidentiel' });
    await line.getByText('Masqué par les règles à tous les professionnels.').waitFor();
    await line.getByText(/Code de la santé publique/).waitFor();
    await section.getByText(/aux pharmaciens et aux professionnels d’autres pays/).waitFor();
    // What is to be told to her in person first is kept from her, not by her.
    expect(await section.getByText('À annoncer d’abord').count()).toBe(0);
    await inspect(page, 'what the rules withhold');
  });

  it('says what her doctor will then see before it is saved, and nothing changes by that', async () => {
    const { page } = claire;
    await page.getByRole('button', { name: 'Partager : Très confidentiel' }).press('Enter');
    const dialog = page.getByRole('alertdialog', { name: 'Partager ce qui est marqué « Très confidentiel » ?' });
    await dialog.getByText('Les professionnels qui vous soignent dans votre pays').waitFor();
    await dialog.getByText('Les professionnels d’autres pays').waitFor();
    expect(await dialog.getByText('verront alors que vous prenez Naltrexone 50 mg.').count()).toBe(2);
    await inspectAsItIs(page, 'what sharing does');
    expect([await shared(), await doctorSees()]).toEqual([undefined, 404]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await shared()).toBeUndefined();
  });

  it('lets her doctor see it once it is saved, and leaves a receipt', async () => {
    const { page } = claire;
    await page.getByRole('button', { name: 'Partager : Très confidentiel' }).press('Enter');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('verront alors que vous prenez Naltrexone 50 mg.').first().waitFor();
    await dialog.getByRole('button', { name: 'Enregistrer' }).press('Enter');
    await page.getByText('Enregistré. Cela vaut dès maintenant.').waitFor();
    expect([await shared(), await doctorSees()]).toEqual([['V'], 200]);
    await page.getByText('Partagé : montré à tous les professionnels qui peuvent lire le dossier.').waitFor();
    await page.getByText('Afficher toutes les modifications').click();
    const latest = page.getByRole('region', { name: 'Les choix au fil du temps' }).getByRole('listitem').first();
    await latest
      .getByText('Partagé, bien que les règles le masquent : ce qui est marqué « Très confidentiel »')
      .waitFor();
    await latest.getByText('En vigueur').waitFor();
    await latest.getByText(/Reçu n° \d+ · choisi par vous/).waitFor();
    await inspect(page, 'sharing with its history');
    const receipt = (await (await as('citizen', 'GET', `/fhir/Consent/choices-${patient}`)).json()) as {
      readonly provision: { readonly provision: readonly unknown[] };
    };
    expect(receipt.provision.provision).toContainEqual({
      type: 'permit',
      securityLabel: [expect.objectContaining({ code: 'V' })],
    });
  });

  it('says so where she hides the same herself, which still holds', async () => {
    const { page } = claire;
    await choose({ shared: ['V'], restrictions: [{ label: 'V', audience: 'everyone' }] });
    expect(await doctorSees()).toBe(404);
    await page.reload();
    await page.getByText('Ce sujet est aussi masqué par un choix plus haut, qui reste en vigueur.').waitFor();
    await choose({ shared: ['V'] });
    await page.reload();
  });

  it('takes it back, and says first what her doctor will no longer see', async () => {
    const { page } = claire;
    await page.getByRole('button', { name: 'Ne plus partager : Très confidentiel' }).press('Enter');
    const dialog = page.getByRole('alertdialog', {
      name: 'Ne plus partager ce qui est marqué « Très confidentiel » ?',
    });
    await dialog.getByText('ne verront pas que vous prenez Naltrexone 50 mg.').first().waitFor();
    await inspectAsItIs(page, 'what taking it back does');
    expect(await doctorSees()).toBe(200);
    await dialog.getByRole('button', { name: 'Enregistrer' }).press('Enter');
    await page.getByRole('button', { name: 'Partager : Très confidentiel' }).waitFor();
    expect([await shared(), await doctorSees()]).toEqual([undefined, 404]);
    await page.getByText('Afficher toutes les modifications').click();
    await page
      .getByText('De nouveau masqué par les règles : ce qui est marqué « Très confidentiel »')
      .first()
      .waitFor();
    expect(claire.complaints).toEqual([]);
  });

  it('names the profession where it is withheld from one alone', async () => {
    const { page } = claire;
    await page.getByRole('button', { name: 'Partager : Violences' }).press('Enter');
    const dialog = page.getByRole('alertdialog');
    await dialog
      .getByText('Aujourd’hui, cela ne change rien à ce que voient les professionnels.', {
        exact: false,
      })
      .waitFor();
    await dialog.getByRole('button', { name: 'Annuler' }).press('Enter');
    await dialog.waitFor({ state: 'hidden' });
  });
});
