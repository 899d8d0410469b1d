import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { carnet } from './nodes.ts';
import { arrivesAtHeading, inspect, inspectAsItIs, openVisitor, tabTo, type Visitor } from './page-checks.ts';

const { stateDir, fr, pt } = inject('carnet');
const question = '/api/cross-border/summaries';

/** Claire in France and Dra. Inês Costa in Portugal, each at her own browser. The steps are one story. */
describe('the main job, in a browser', () => {
  let browser: Browser;
  let claire: Visitor;
  let ines: Visitor;
  let ins = '';
  let noMatch = '';

  beforeAll(async () => {
    browser = await launchBrowser();
    claire = await openVisitor(browser, { locale: 'fr-FR' });
    ines = await openVisitor(browser, { locale: 'pt-PT', expected: [{ status: 404, path: question }] });
  });
  afterAll(async () => {
    await browser?.close();
    // Also where a step fails, the next file finds Claire's record as open as it was.
    const token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'citizen');
    await fetch(`${fr}/api/sharing/fr-claire-moreau`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ crossBorder: true, restrictions: [] }),
    });
  });

  it('Claire signs in, by keyboard alone', async () => {
    const { page } = claire;
    await page.goto(fr);
    await inspect(page, 'start page');
    await page.goto(`${fr}/?signIn=failed`);
    await page.getByRole('alert').getByText('Vous n’êtes pas connecté').waitFor();
    await inspect(page, 'start page after a sign-in that failed');

    await tabTo(page, page.getByRole('link', { name: 'Se connecter' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Qui voulez-vous être ?' }).waitFor();
    await inspect(page, 'sign-in');
    await tabTo(page, page.getByRole('button', { name: /^Claire Moreau/ }));
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Synthèse' }).waitFor();
  });

  it('Claire sees her record, its summary and what happened when', async () => {
    const { page } = claire;
    await page.getByRole('heading', { level: 1, name: 'Mon dossier' }).waitFor();
    const facts = page.getByRole('region', { name: 'Le plus important' });
    await facts.getByText('Allergie à la pénicilline').waitFor();
    await page.getByRole('heading', { name: /^Médicaments en cours/ }).waitFor();
    ins = (await page.getByText(/^Identifiant national/).innerText()).replace(/\D/g, '');
    expect(ins).toMatch(/^\d{15}$/);
    await inspect(page, 'my record, summary');

    // What is folded on the screen is all there on paper.
    const vaccinations = page.getByRole('region', { name: /^Vaccinations/ });
    await vaccinations.getByRole('button', { name: /^Tout montrer/ }).waitFor();
    const told = Number((await vaccinations.getByRole('heading').innerText()).replace(/\D/g, ''));
    expect(await vaccinations.getByRole('listitem').count()).toBeLessThan(told);
    await page.emulateMedia({ media: 'print' });
    expect(await vaccinations.getByRole('listitem').count()).toBe(told);
    await page.emulateMedia({ media: 'screen' });

    await page.getByRole('tab', { name: 'Chronologie' }).click();
    await page.getByRole('heading', { name: 'Ce qui s’est passé, et quand' }).waitFor();
    await inspect(page, 'my record, timeline');
  });

  it('Claire turns to the record of her son Léo, and back', async () => {
    const { page } = claire;
    await page.getByRole('button', { name: /^Léo Moreau-Silva/ }).click();
    await page.getByText('Vous regardez le dossier de Léo Moreau-Silva, pour qui vous agissez.').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Dossier de Léo Moreau-Silva' }).waitFor();
    await page.locator('#content').getByText('Léo Moreau-Silva', { exact: true }).waitFor();
    expect(await page.getByText('pénicilline').count()).toBe(0);
    await inspect(page, 'record of a child');
    await page.getByRole('button', { name: /^Claire Moreau/ }).click();
    await page.getByText('Vous regardez votre propre dossier.').waitFor();
    await page.getByText('Allergie à la pénicilline').first().waitFor();

    await page.getByRole('link', { name: 'Accès et partage' }).click();
    await arrivesAtHeading(page, 'Qui a regardé');
    await inspect(page, 'who looked');
  });

  it('Dra. Inês Costa asks with a wrong date of birth, by keyboard alone, and is told what that means', async () => {
    const { page } = ines;
    await page.goto(`${pt}/abroad`);
    await inspect(page, 'a page that asks for a sign-in');
    await tabTo(page, page.getByRole('main').getByRole('link', { name: 'Entrar' }));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Dra\. Inês Costa/ }).waitFor();
    await tabTo(page, page.getByRole('button', { name: /^Dra\. Inês Costa/ }));
    await page.keyboard.press('Enter');
    await arrivesAtHeading(page, 'Um utente de outro país');

    await tabTo(page, page.getByRole('link', { name: 'Os meus utentes' }));
    await page.keyboard.press('Enter');
    await arrivesAtHeading(page, 'Os meus utentes');
    await inspect(page, 'my patients');
    await page.getByRole('link', { name: 'Um utente de outro país' }).last().focus();
    await page.keyboard.press('Enter');
    await arrivesAtHeading(page, 'Um utente de outro país');

    const ask = page.getByRole('button', { name: 'Pedir o resumo (França)' });
    await tabTo(page, ask);
    await page.keyboard.press('Enter');
    const mistakes = page.getByRole('alert');
    await mistakes.getByText('Há 3 problemas').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'alert');
    await inspect(page, 'the form with what is missing');
    await mistakes.getByRole('link').first().focus();
    await page.keyboard.press('Enter');

    const number = page.getByRole('textbox', { name: /^Número INS/ });
    await page.waitForFunction(() => document.activeElement?.id === 'trait-identifier');
    await number.pressSequentially(ins);
    await tabTo(page, page.getByRole('textbox', { name: 'Data de nascimento' }));
    await page.keyboard.type('13/03/1984');
    await page.getByText('13 de março de 1984').waitFor();
    await tabTo(page, page.getByRole('radio', { name: /^Tratamento/ }));
    await page.keyboard.press('Space');
    await tabTo(page, ask);
    await page.keyboard.press('Enter');

    await arrivesAtHeading(page, 'França: nenhum registo para estes dados');
    await page.getByText('Não diz se a pessoa tem lá um registo').waitFor();
    await inspect(page, 'no match');
    noMatch = await mainText(page);
  });

  it('with the right traits she reads the summary in Portuguese, the original beside it on demand', async () => {
    const { page } = ines;
    await page.getByRole('button', { name: 'Alterar o que escrevi' }).click();
    await askForClaire(page);
    await arrivesAtHeading(page, 'Resumo do utente, país de origem: França');
    const cover = page.getByRole('main').locator('header');
    for (const fact of ['Claire Moreau', /12 de março de 1984/, 'Feminino', ins]) await cover.getByText(fact).waitFor();
    const facts = page.getByRole('region', { name: 'O mais importante' });
    await facts.getByText('Alergia à penicilina').waitFor();
    await facts.getByText('Risco elevado').waitFor();
    await page.getByText('Não traduzido').first().waitFor();

    expect(await page.getByText('Allergie à la pénicilline').count()).toBe(0);
    await page.getByText('Mostrar os termos originais').click();
    await facts.getByText('Original: Allergie à la pénicilline').waitFor();
    await inspect(page, 'the summary from abroad');

    // Whose summary it is stays in sight.
    await page.getByRole('heading', { name: 'Plano de cuidados' }).scrollIntoViewIfNeeded();
    await page.locator('.identity-strip').getByText('Claire Moreau').waitFor();
  });

  it('Claire sees within seconds who looked, from where, in what role, at what and why', async () => {
    const reference =
      (await ines.page.getByText(/Referência [0-9a-f]{32}/).innerText()).match(/[0-9a-f]{32}/)?.[0] ?? '';
    const { page } = claire;
    // The page has been open all the while; she does nothing.
    const visit = page.getByRole('listitem').filter({ hasText: reference });
    // The steps of one request come one after the other: what the page shows of it may grow once more.
    await visit.getByText('A reçu la synthèse').waitFor();
    const words = (await visit.innerText()).replace(/\s+/g, ' ');
    for (const told of [
      'De l’étranger : Portugal',
      'Inês Costa',
      'Médecin spécialiste, Hospital de Santa Clara, Portugal',
      'A reçu la synthèse',
      'Pourquoi Soins',
    ]) {
      expect(words).toContain(told);
    }
    expect(words).toMatch(/Parties du dossier .*Allergies/);
    await inspect(page, 'who looked, with a visit from abroad');
  });

  it('Claire hides her allergies abroad, and is told what that does before it holds', async () => {
    const { page } = claire;
    await page.getByRole('link', { name: 'Partage', exact: true }).click();
    await arrivesAtHeading(page, 'Partage');
    await page.getByText('Les professionnels ne peuvent pas voir que quelque chose est masqué.').waitFor();
    await inspect(page, 'sharing');
    await setAllergies(page, 'Seulement dans le pays');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(/^Allergies\s: masqué aux professionnels d’autres pays/).waitFor();
    await inspectAsItIs(page, 'the confirmation of a restriction');
    await confirm(page, 'Enregistrer');
  });

  it('Inês asks again and finds the allergies absent, with no sign that anything is hidden', async () => {
    const { page } = ines;
    await page.getByRole('button', { name: 'Pedir o resumo de outro utente' }).click();
    await askForClaire(page);
    const facts = page.getByRole('region', { name: 'O mais importante' });
    await facts.getByText('Sem informação sobre alergias').waitFor();
    await facts.getByText('Gravidez').waitFor();
    const told = await mainText(page);
    expect(told).not.toMatch(/p[ée]nicil|oculto|restri/i);
    await inspect(page, 'the summary without allergies');
  });

  it('Claire opts out of reading from other countries, and Inês gets exactly the page of no match', async () => {
    await toggleBorder(claire.page);
    const dialog = claire.page.getByRole('alertdialog', { name: 'Fermer votre dossier aux autres pays ?' });
    await dialog.getByText(/même en urgence/).waitFor();
    await inspectAsItIs(claire.page, 'the confirmation of the opt-out');
    await confirm(claire.page, 'Fermer aux autres pays');

    const { page } = ines;
    await page.getByRole('button', { name: 'Pedir o resumo de outro utente' }).click();
    await askForClaire(page);
    await arrivesAtHeading(page, 'França: nenhum registo para estes dados');
    expect(await mainText(page)).toBe(noMatch);
  });

  it('Claire opens her record again and takes the restriction back', async () => {
    await toggleBorder(claire.page);
    await claire.page.getByRole('alertdialog', { name: 'Ouvrir votre synthèse aux autres pays ?' }).waitFor();
    await confirm(claire.page, 'Ouvrir aux autres pays');
    await setAllergies(claire.page, 'Tous les soignants');
    await confirm(claire.page, 'Enregistrer');

    await ines.page.getByRole('button', { name: 'Alterar o que escrevi' }).click();
    await ines.page.getByRole('button', { name: 'Pedir o resumo (França)' }).click();
    await ines.page.getByRole('region', { name: 'O mais importante' }).getByText('Alergia à penicilina').waitFor();
  });

  it('the other pages hold to the same', async () => {
    const { page } = ines;
    await page.goto(`${pt}/patients/pt-joao-ferreira`);
    await page.getByText('João Ferreira').first().waitFor();
    await inspect(page, 'a patient of her own');
    await page.goto(`${pt}/access`);
    await inspect(page, 'a page for another role');
    await page.goto(`${pt}/nowhere`);
    await inspect(page, 'page not found');

    const admin = await openVisitor(browser, { locale: 'fr-FR' });
    await admin.page.goto(`${fr}/session/login?returnTo=/`);
    await admin.page.getByRole('button', { name: /^Administration/ }).click();
    await admin.page.getByText('Le nœud est en service').waitFor();
    await inspect(admin.page, 'this node');
    expect(admin.complaints).toEqual([]);
  });

  it('neither browser had anything to complain of', () => {
    expect(claire.complaints).toEqual([]);
    expect(ines.complaints).toEqual([]);
  });

  async function askForClaire(page: Page): Promise<void> {
    await page.getByText('França', { exact: true }).click();
    await page.getByRole('textbox', { name: /^Número INS/ }).fill(ins);
    await page.getByRole('textbox', { name: 'Data de nascimento' }).fill('12/03/1984');
    await page.getByText('Tratamento', { exact: true }).click();
    await page.getByRole('button', { name: 'Pedir o resumo (França)' }).click();
  }
});

async function setAllergies(page: Page, level: string): Promise<void> {
  await page.getByRole('radiogroup', { name: 'Allergies' }).getByText(level).click();
  await page.getByRole('button', { name: 'Vérifier et enregistrer' }).click();
}

async function toggleBorder(page: Page): Promise<void> {
  await page.getByText('Les professionnels de santé d’autres pays peuvent lire la synthèse').click();
}

async function confirm(page: Page, action: string): Promise<void> {
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
  await page.getByRole('alertdialog').getByRole('button', { name: action }).click();
  await saved;
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await page.getByRole('status').getByText('Enregistré. Cela vaut dès maintenant.').waitFor();
}

/** What stands on the page, but for the reference, which is another each time. */
async function mainText(page: Page): Promise<string> {
  return (await page.getByRole('main').innerText()).replace(/[0-9a-f]{32}/g, 'reference');
}
