import type { DesignationRow } from '#terminology';

const languages = ['en', 'fr', 'pt', 'de', 'es'] as const;

/** What the built-in designations lack, by code system: `code | en | fr | pt | de | es`, in the project's own words. */
const tables: Readonly<Record<string, string>> = {
  'http://snomed.info/sct': `
62247001 | General practitioner | Médecin généraliste | Médico de família | Hausarzt | Médico de familia
17561000 | Cardiologist | Cardiologue | Cardiologista | Kardiologe | Cardiólogo
46255001 | Pharmacist | Pharmacien | Farmacêutico | Apotheker | Farmacéutico
61894003 | Endocrinologist | Endocrinologue | Endocrinologista | Endokrinologe | Endocrinólogo
11935004 | Obstetrician | Obstétricien | Obstetra | Geburtshelfer | Obstetra
82296001 | Paediatrician | Pédiatre | Pediatra | Kinderarzt | Pediatra
41672002 | Lung specialist | Pneumologue | Pneumologista | Lungenfacharzt | Neumólogo
11911009 | Kidney specialist | Néphrologue | Nefrologista | Nephrologe | Nefrólogo
71838004 | Gastroenterologist | Gastro-entérologue | Gastrenterologista | Gastroenterologe | Gastroenterólogo
309294001 | Emergency physician | Médecin urgentiste | Médico de urgência | Notfallmediziner | Médico de urgencias
304292004 | Surgeon | Chirurgien | Cirurgião | Chirurg | Cirujano
390834004 | Nonproliferative diabetic retinopathy | Rétinopathie diabétique non proliférante | Retinopatia diabética não proliferativa | Nichtproliferative diabetische Retinopathie | Retinopatía diabética no proliferativa
238131007 | Overweight | Surpoids | Excesso de peso | Übergewicht | Sobrepeso
29738008 | Protein in the urine | Protéinurie | Proteinúria | Eiweiß im Urin | Proteinuria
55827005 | Thickened left heart chamber | Hypertrophie ventriculaire gauche | Hipertrofia ventricular esquerda | Linksherzhypertrophie | Hipertrofia ventricular izquierda
247398009 | Nerve pain | Douleur neuropathique | Dor neuropática | Nervenschmerz | Dolor neuropático
60862001 | Ringing in the ears | Acouphènes | Acufenos | Ohrgeräusche (Tinnitus) | Acúfenos
16402000 | Sickle cell trait | Trait drépanocytaire | Traço falciforme | Sichelzellanlage | Rasgo falciforme
1003755004 | Latex allergy | Allergie au latex | Alergia ao látex | Latexallergie | Alergia al látex
6143009 | Diabetes education | Éducation thérapeutique du patient diabétique | Educação para a diabetes | Diabetesschulung | Educación diabetológica
36228007 | Eye examination | Examen ophtalmologique | Exame oftalmológico | Augenuntersuchung | Examen ocular
401191002 | Diabetic foot check | Examen du pied diabétique | Exame do pé diabético | Untersuchung des diabetischen Fußes | Examen del pie diabético
252569009 | Allergy test | Test allergologique | Teste de alergia | Allergietest | Prueba de alergia
133864008 | Breaking up of stones (lithotripsy) | Lithotritie | Litotrícia | Steinzertrümmerung (Lithotripsie) | Litotricia
15081005 | Lung rehabilitation | Réadaptation respiratoire | Reabilitação respiratória | Lungenrehabilitation | Rehabilitación respiratoria
427247008 | Hearing test | Bilan auditif | Avaliação auditiva | Hörprüfung | Evaluación auditiva
268400002 | 12-lead electrocardiogram | Électrocardiogramme 12 dérivations | Eletrocardiograma de 12 derivações | 12-Kanal-EKG | Electrocardiograma de 12 derivaciones
700585005 | Continuous glucose sensor | Système de mesure du glucose interstitiel en continu | Sensor de monitorização contínua da glicose | Sensor zur kontinuierlichen Glukosemessung | Sensor de monitorización continua de glucosa
304120007 | Hip prosthesis | Prothèse totale de hanche | Prótese total da anca | Hüftprothese | Prótesis total de cadera
411114003 | Drug-coated stent | Stent à revêtement médicamenteux | Stent com revestimento farmacológico | Medikamentenbeschichteter Stent | Stent recubierto de fármaco
698360004 | Diabetes self-management plan | Plan d’autogestion du diabète | Plano de autogestão da diabetes | Plan zum Selbstmanagement des Diabetes | Plan de autocuidado de la diabetes
734163000 | Care plan | Plan de soins | Plano de cuidados | Behandlungsplan | Plan de cuidados
18114009 | Care during pregnancy | Surveillance prénatale | Vigilância pré-natal | Schwangerenvorsorge | Control prenatal
185349003 | Check-up visit | Visite de suivi | Consulta de seguimento | Kontrolltermin | Visita de control
11429006 | Consultation | Consultation | Consulta | Sprechstunde | Consulta
424441002 | First visit of a pregnancy | Première consultation prénatale | Primeira consulta pré-natal | Erste Schwangerenvorsorge | Primera visita prenatal
424619006 | Visit during pregnancy | Consultation prénatale | Consulta pré-natal | Schwangerenvorsorge | Visita prenatal
50849002 | Emergency visit | Passage aux urgences | Admissão no serviço de urgência | Aufnahme in die Notaufnahme | Ingreso en urgencias
32485007 | Hospital stay | Hospitalisation | Internamento hospitalar | Krankenhausaufenthalt | Hospitalización`,
  'http://loinc.org': `
11341-5 | Occupation | Profession | Profissão | Beruf | Profesión
11488-4 | Consultation note | Compte rendu de consultation | Nota de consulta | Arztbrief | Informe de consulta
48018-6 | Gene studied | Gène étudié | Gene estudado | Untersuchtes Gen | Gen estudiado
48004-6 | DNA change | Variation de l’ADN | Alteração do ADN | DNA-Veränderung | Cambio del ADN`,
  'http://www.whocc.no/atc': `
D07AB02 | Hydrocortisone butyrate (skin) | Butyrate d’hydrocortisone (cutané) | Butirato de hidrocortisona (cutâneo) | Hydrocortisonbutyrat (Haut) | Butirato de hidrocortisona (cutáneo)
G03AC09 | Desogestrel | Désogestrel | Desogestrel | Desogestrel | Desogestrel
N02BF02 | Pregabalin | Prégabaline | Pregabalina | Pregabalin | Pregabalina
C09CA04 | Irbesartan | Irbésartan | Irbesartan | Irbesartan | Irbesartán`,
  'http://terminology.hl7.org/CodeSystem/v3-ActCode': `
MH | Mental health | Santé mentale | Saúde mental | Psychische Gesundheit | Salud mental
SEX | Sexual health | Santé sexuelle | Saúde sexual | Sexuelle Gesundheit | Salud sexual`,
  'http://terminology.hl7.org/CodeSystem/organization-type': `
prov | Healthcare provider | Établissement de santé | Prestador de cuidados de saúde | Gesundheitseinrichtung | Centro sanitario`,
  'http://terminology.hl7.org/CodeSystem/practitioner-role': `
doctor | Doctor | Médecin | Médico | Arzt | Médico
pharmacist | Pharmacist | Pharmacien | Farmacêutico | Apotheker | Farmacéutico`,
  'http://terminology.hl7.org/CodeSystem/medicationrequest-category': `
community | Outside hospital | En ville | Ambulatório | Ambulant | Ambulatorio`,
};

/**
 * Names of the codes that the demonstration records use and the built-in designations lack, in every language of those.
 * Each node loads them all: what one country writes, the other reads.
 */
export const demonstrationDesignations: readonly DesignationRow[] = Object.entries(tables).flatMap(([system, lines]) =>
  lines
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [code = '', ...displays] = line.split(' | ');
      return languages.map((language, column) => ({ system, code, language, display: displays[column] ?? '' }));
    }),
);
