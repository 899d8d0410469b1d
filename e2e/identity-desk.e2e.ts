import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { carnet } from './nodes.ts';
import { inspect, openVisitor, type Visitor } from './page-checks.ts';

const { stateDir, fr } = inject('carnet');
const claire = 'fr-claire-moreau';
const twice = 'e2e-claire-twice';

/** The operator of the French node, when somebody has registered Claire a second time, without her INS. */
describe('the identity desk, in a browser', () => {
  let browser: Browser;
  let operator: Visitor;
  let citizen: Visitor;
  let importer: string;
  let reference = '';

  const patientAt = async (id: string) =>
    (await fetch(`${fr}/fhir/Patient/${id}`, { headers: { authorization: `Bearer ${importer}` } })).json() as Promise<
      Record<string, unknown>
    >;
  const picture = async ({ page }: Visitor, name: string) => {
    const folder = process.env.CARNET_E2E_PICTURES;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };

  beforeAll(async () => {
    importer = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
    const { name, gender, birthDate } = (await patientAt(claire)) as {
      readonly name: readonly { readonly use: string; readonly family: string; readonly given: readonly string[] }[];
      readonly gender: string;
      readonly birthDate: string;
    };
    const { family, given = [] } = name.find(({ use }) => use === 'official') ?? {};
    const written = await fetch(`${fr}/fhir/Patient/${twice}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${importer}`, 'content-type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Patient',
        id: twice,
        name: [{ use: 'official', family, given: given.slice(0, 1) }],
        gender,
        birthDate,
      }),
    });
    expect([200, 201]).toContain(written.status);
    browser = await launchBrowser();
    operator = await openVisitor(browser, { locale: 'fr-FR' });
    citizen = await openVisitor(browser, { locale: 'fr-FR' });
  });
  afterAll(async () => {
    await fetch(`${fr}/fhir/Patient/${twice}`, { method: 'DELETE', headers: { authorization: `Bearer ${importer}` } });
    await browser?.close();
  });

  it('finds the second record, and shows both side by side by traits alone', async () => {
    const { page } = operator;
    await page.goto(`${fr}/identity-desk`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name: /^Administration du nœud/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Bureau des identités' }).waitFor();
    await page.getByRole('button', { name: 'Rechercher les doublons' }).click();
    const pair = page.getByRole('link', { name: `${twice} et ${claire}` });
    await pair.waitFor({ timeout: 60_000 });
    expect(await page.getByRole('main').textContent()).not.toMatch(/Claire Moreau/);
    await inspect(page, 'identity desk');
    await picture(operator, 'identity-desk');
    await pair.click();
    await page.getByRole('heading', { level: 2, name: 'Second dossier' }).waitFor();
    await page.getByText('Moreau').first().waitFor();
    await inspect(page, 'identity desk, a pair');
    await picture(operator, 'identity-pair');
  });

  it('asks INSi of the second record, which becomes recovered, and does not qualify it unseen', async () => {
    const { page } = operator;
    await page.goto(`${fr}/identity-desk/person/${twice}`);
    await page.getByRole('button', { name: 'Interroger INSi' }).click();
    await page.getByText('INSi connaît cette personne par ces traits et ce matricule.').waitFor();
    await page.getByText('Identité récupérée').first().waitFor();
    expect(JSON.stringify(await patientAt(twice))).toContain('"RECUP"');
    await inspect(page, 'identity desk, a person');
    await picture(operator, 'identity-person');
  });

  it('merges with a reason, and undoes it', async () => {
    const { page } = operator;
    await page.goto(`${fr}/identity-desk/pair/${twice}/${claire}`);
    await page.getByRole('button', { name: 'Décider' }).click();
    await page.getByRole('alert').getByText('Dites ce qu’ils sont.').waitFor();
    await page.getByText('Une seule personne : garder le second dossier').click();
    await page.getByRole('textbox', { name: 'Pourquoi' }).fill('La même carte d’identité, vue au guichet.');
    await page.getByRole('button', { name: 'Décider' }).click();
    await page.getByText('Ce dossier est remplacé par un autre.').waitFor();
    expect(await patientAt(twice)).toMatchObject({
      active: false,
      link: [{ other: { reference: `Patient/${claire}` }, type: 'replaced-by' }],
    });
    await page.getByRole('textbox', { name: 'Pourquoi' }).fill('Deux cousines du même nom.');
    await page.getByRole('button', { name: 'Décider' }).click();
    await page.getByText('Ce dossier est remplacé par un autre.').waitFor({ state: 'detached' });
    expect(await patientAt(twice)).toMatchObject({ active: true });
    await page.getByRole('link', { name: 'Retour au bureau des identités' }).click();
    await page.getByText('Deux cousines du même nom.').waitFor();
    expect(operator.complaints).toEqual([]);
  });

  /** Claire, in a browser of her own, by what her country gave her; where she comes out. */
  const withFranceConnect = async () => {
    const visitor = await openVisitor(browser, { locale: 'fr-FR' });
    const { page } = visitor;
    await page.goto(`${fr}/session/login?returnTo=/record`);
    await page.getByRole('link', { name: /Simulated FranceConnect/ }).click();
    await page.getByRole('button', { name: /^Claire Moreau/ }).click();
    await page.waitForURL((url) => url.origin === fr && /^\/(record|sign-in)/.test(url.pathname));
    return visitor;
  };

  it('takes a national identity from a record, whose person then waits at the desk and is told so', async () => {
    const first = await withFranceConnect();
    expect(new URL(first.page.url()).pathname).toBe('/record');
    const { page } = operator;
    await page.goto(`${fr}/identity-desk/person/${claire}`);
    await page.getByRole('button', { name: 'Détacher' }).click();
    const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
    await dialog.getByRole('button', { name: 'Détacher' }).click();
    await dialog.getByText('Dites pourquoi').first().waitFor();
    await dialog.getByRole('textbox', { name: 'Pourquoi' }).fill('Rattachée par erreur, vu au guichet.');
    await picture(operator, 'identity-unlink');
    await dialog.getByRole('button', { name: 'Détacher' }).click();
    await page.getByText('L’identité est détachée, et cela figure dans le journal.').waitFor();

    const waiting = await withFranceConnect();
    await waiting.page.getByText('Il reste une étape : le bureau des identités').waitFor();
    await inspect(waiting.page, 'a sign-in that waits');
    await picture(waiting, 'waiting-citizen');
    reference = new URL(waiting.page.url()).searchParams.get('reference') ?? '';
    expect(reference).toMatch(/^[2-9A-Z]{8}$/);
    expect(waiting.complaints).toEqual([]);
  });

  it('opens it by its reference, compares, and ties it to the record, which she reaches from then on', async () => {
    const { page } = operator;
    await page.goto(`${fr}/identity-desk`);
    await page.getByRole('heading', { level: 2, name: 'Connexions en attente' }).waitFor();
    await page.getByText('Le bureau a retiré son rattachement').first().waitFor();
    await inspect(page, 'identity desk with a sign-in that waits');
    await picture(operator, 'identity-desk-waiting');
    await page.getByRole('textbox', { name: 'Référence' }).fill(`${reference.slice(0, 4)} ${reference.slice(4)}`);
    await page.getByRole('button', { name: 'Ouvrir' }).click();
    await page.getByRole('heading', { level: 2, name: 'Ce que dit Simulated FranceConnect' }).waitFor();
    await page.getByRole('button', { name: 'Décider' }).click();
    await page.getByRole('alert').getByText('Dites quelle suite donner à cette connexion.').waitFor();
    await inspect(page, 'identity desk, a sign-in that waits');
    await picture(operator, 'identity-waiting');
    await page.getByText(`C’est la personne du dossier ${claire}`).click();
    await page.getByRole('textbox', { name: 'Pourquoi' }).fill('Carte d’identité vue au guichet.');
    await page.getByRole('button', { name: 'Décider' }).click();
    await page.getByText('C’est fait, et cela figure dans le journal.').waitFor();

    const back = await withFranceConnect();
    expect(new URL(back.page.url()).pathname).toBe('/record');
    await back.page.goto(`${fr}/access`);
    await back.page.getByText('A rattaché une identité nationale au dossier').first().waitFor();
    expect(operator.complaints).toEqual([]);
    expect(back.complaints).toEqual([]);
  });

  it('is told of in the person’s own log, who can show her INS', async () => {
    const { page } = citizen;
    await page.goto(`${fr}/record/ins`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name: /^Claire Moreau/ }).click();
    await page.getByRole('img', { name: 'Datamatrix de l’INS' }).waitFor();
    await inspect(page, 'my INS');
    await picture(citizen, 'my-ins');
    await page.goto(`${fr}/access`);
    await page.getByText('A relié deux dossiers d’une même personne').first().waitFor();
    expect(citizen.complaints).toEqual([]);
  });
});
