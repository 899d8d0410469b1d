import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { inspect, inspectAsItIs, openVisitor, reloadUntilSeen, type Visitor } from './page-checks.ts';

const { fr } = inject('carnet');

/** Claire adds to her record, contests an access, has an entry put right, and hands her summary over and takes it back. */
describe('the rights of a person, in a browser', () => {
  let browser: Browser;
  let claire: Visitor;
  let sophie: Visitor;
  let operator: Visitor;

  beforeAll(async () => {
    browser = await launchBrowser();
    claire = await openVisitor(browser, { locale: 'fr-FR' });
    sophie = await openVisitor(browser, { locale: 'fr-FR' });
    operator = await openVisitor(browser, { locale: 'fr-FR' });
  });
  afterAll(() => browser?.close());

  const signIn = async ({ page }: Visitor, path: string, name: RegExp) => {
    await page.goto(`${fr}${path}`);
    await page.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
    await page.getByRole('button', { name }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
  };

  it('adds her weight, which bears her mark wherever it goes', async () => {
    const { page } = claire;
    await signIn(claire, '/record/own', /^Claire Moreau/);
    await page.getByRole('button', { name: 'Ajouter au dossier' }).click();
    await page.getByRole('alert').getByText('Il y a un problème').waitFor();
    await inspect(page, 'own entries with what is missing');
    await page.getByLabel('Valeur en kg').fill('72,5');
    await page.getByRole('button', { name: 'Ajouter au dossier' }).click();
    await page.getByText('C’est dans le dossier').waitFor();
    await page.getByText('72,5 kg').waitFor();
    await inspect(page, 'own entries');
    await page.goto(`${fr}/record`);
    await page.getByText('Ajouté par la personne elle-même').first().waitFor();
    await inspect(page, 'the record with an own entry');
  });

  it('is seen by her doctor, who finds the mark', async () => {
    const { page } = sophie;
    await signIn(sophie, '/patients/fr-claire-moreau', /Sophie Bernard/);
    await page.getByText('Ajouté par la personne elle-même').first().waitFor();
  });

  it('contests that visit, and the operator answers without seeing her record', async () => {
    const { page } = claire;
    await page.goto(`${fr}/access`);
    await page.getByText('Filtrer la liste').click();
    await page.getByLabel('Nom ou organisation').fill('bernard');
    await page.getByRole('button', { name: 'Afficher', exact: true }).click();
    const unknown = page.getByRole('button', { name: /^Je ne connais pas cette personne : .*Bernard/ }).first();
    await unknown.waitFor();
    await inspect(page, 'who looked, narrowed');
    await unknown.click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Que voulez-vous savoir ?').fill('Pourquoi un dimanche ?');
    await inspectAsItIs(page, 'asking who it was');
    await dialog.getByRole('button', { name: 'Demander' }).click();
    await page.getByText('La demande est partie').waitFor();

    await signIn(operator, '/cases', /^Administration du nœud/);
    const desk = operator.page;
    await desk.getByText('Pourquoi un dimanche ?').waitFor();
    await desk.getByText('care-relation', { exact: true }).waitFor();
    await inspect(desk, 'the desk of the operator');
    await desk.getByLabel('Votre réponse').fill('C’est votre médecin traitante, de garde ce jour-là.');
    await desk.getByRole('button', { name: 'Envoyer la réponse' }).click();
    await desk.getByText('La réponse est envoyée').waitFor();

    await page.goto(`${fr}/requests`);
    await page.getByText('C’est votre médecin traitante, de garde ce jour-là.').waitFor();
    await inspect(page, 'her requests');
  });

  it('says what is wrong in an entry, and reads that its author marked it as an error', async () => {
    const { page } = claire;
    await page.goto(`${fr}/record`);
    await page.getByRole('button', { name: /^Ce que vous pouvez faire de Allergie aux pollens/ }).click();
    await page.getByRole('menuitem', { name: 'Il y a une erreur ici' }).click();
    await page.getByText('Allergie aux pollens de graminées').waitFor();
    await page.getByLabel('Qu’est-ce qui est faux ?').fill('Je n’ai jamais eu cette allergie.');
    await inspect(page, 'asking for a correction');
    await page.getByRole('button', { name: 'Envoyer la demande' }).click();
    await page.getByText('Votre demande est partie').waitFor();

    const desk = sophie.page;
    await desk.goto(`${fr}/corrections`);
    await desk.getByText('Je n’ai jamais eu cette allergie.').waitFor();
    await inspect(desk, 'the desk of the organisation');
    await desk.getByText('Signaler l’information comme erreur').click();
    await desk.getByLabel('Votre réponse').fill('Vous avez raison, c’est une confusion.');
    await desk.getByRole('button', { name: 'Envoyer la réponse' }).click();
    await desk.getByText('La réponse est envoyée').waitFor();

    await page.goto(`${fr}/requests`);
    await page.getByText('Vous avez raison, c’est une confusion.').waitFor();
    await page.goto(`${fr}/record`);
    await page.getByRole('heading', { name: /^Allergies et intolérances/ }).waitFor();
    expect(await page.getByText('Allergie aux pollens de graminées').count()).toBe(0);
  });

  it('hands her summary over by a link, which ends when she says so', async () => {
    const { page } = claire;
    await page.goto(`${fr}/record/take`);
    await page.getByLabel('Pour qui ?').fill('Dra. Silva');
    await page.getByLabel('Code secret (recommandé)').fill('ribeira-24');
    await inspect(page, 'making a link');
    await page.getByLabel('Pour qui ?').fill('Dra. Silva');
    await page.getByRole('button', { name: 'Créer le lien' }).click();
    await page.getByRole('img', { name: 'Code QR du lien' }).waitFor();
    await inspectAsItIs(page, 'a link that was made');
    const address = await page.getByText(/^shlink:\//).innerText();
    const payload = JSON.parse(Buffer.from(address.replace('shlink:/', ''), 'base64url').toString()) as { url: string };
    const open = (passcode: string) =>
      fetch(payload.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://viewer.example' },
        body: JSON.stringify({ recipient: 'Dra. Silva', passcode }),
      });
    expect(await (await open('wrong')).json()).toEqual({ remainingAttempts: 4 });
    const opened = await open('ribeira-24');
    expect([opened.status, opened.headers.get('access-control-allow-origin')]).toEqual([200, '*']);

    await page.goto(`${fr}/record/take`);
    await page.getByText(/^Valable jusqu’au .* Lu une fois/).waitFor();
    await page.getByRole('button', { name: 'Révoquer le lien : Dra. Silva' }).click();
    await page.getByText('Le lien est révoqué').waitFor();
    await inspect(page, 'a link that was revoked');
    expect((await open('ribeira-24')).status).toBe(404);
  });

  it('finds all of it among her news, and marks it as read', async () => {
    const { page } = claire;
    await page.goto(`${fr}/inbox`);
    // News follow the log at a distance, and what was done last may still come.
    await reloadUntilSeen(page, page.getByText(/Bernard a consulté le dossier/).first());
    await reloadUntilSeen(page, page.getByText('Une demande a reçu une réponse').first());
    await inspect(page, 'news');
    const all = page.getByRole('button', { name: 'Tout marquer comme lu' });
    const nothingUnread = page.getByRole('link', { name: 'Nouveautés, rien de non lu' });
    await expect
      .poll(
        async () => {
          if (await all.isVisible()) await all.click();
          await page.reload();
          await all
            .or(page.getByRole('heading', { level: 1 }))
            .first()
            .waitFor();
          return nothingUnread.isVisible();
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBe(true);
    expect(claire.complaints).toEqual([]);
    expect(sophie.complaints).toEqual([]);
    expect(operator.complaints).toEqual([]);
  });
});
