/**
 * Codes of French professions (TRE_G15-ProfessionSante, TRE_R94 for the use of titles) by the unit group of ISCO-08, in which
 * professions are named between countries.
 */
const unitGroups: Readonly<Record<string, string>> = {
  '10': '2212', // médecin
  '21': '2262', // pharmacien
  '26': '2266', // audioprothésiste
  '28': '3254', // opticien-lunetier
  '31': '3251', // assistant dentaire
  '32': '2111', // physicien médical
  '35': '5321', // aide-soignant
  '36': '3258', // ambulancier
  '37': '5321', // auxiliaire de puériculture
  '38': '3213', // préparateur en pharmacie hospitalière
  '39': '3213', // préparateur en pharmacie
  '40': '2261', // chirurgien-dentiste
  '50': '2222', // sage-femme
  '60': '2221', // infirmier
  '69': '2221', // infirmier psychiatrique
  '70': '2264', // masseur-kinésithérapeute
  '71': '2269', // ostéopathe
  '72': '2634', // psychothérapeute
  '73': '2269', // chiropracteur
  '80': '2269', // pédicure-podologue
  '81': '3214', // orthoprothésiste
  '82': '3214', // podo-orthésiste
  '83': '3214', // orthopédiste-orthésiste
  '84': '3214', // oculariste
  '85': '3214', // épithésiste
  '86': '3212', // technicien de laboratoire médical
  '91': '2266', // orthophoniste
  '92': '2267', // orthoptiste
  '93': '2634', // psychologue
  '94': '2269', // ergothérapeute
  '95': '2265', // diététicien
  '96': '2269', // psychomotricien
  '98': '3211', // manipulateur d'électroradiologie médicale
};

/** Skills of a physician (TRE_R38) that are general practice. */
const generalPractice: ReadonlySet<string> = new Set(['SM26', 'SM53', 'SM54']);

/**
 * The profession as cross-border assertions name it: the unit group of ISCO-08 where the code is known, else the code as it
 * came with the register's prefix, which no rule takes for another profession.
 */
export function professionIn(code: string, skill?: string): string {
  if (code === '10' && (skill === undefined || generalPractice.has(skill))) return '2211';
  return unitGroups[code] ?? `G15-${code}`;
}
