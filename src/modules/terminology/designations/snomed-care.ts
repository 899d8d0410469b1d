import type { DesignationTable } from './table.ts';

/** Procedures, devices, vaccines, body sites, routes, qualifiers, way of life. */
export const snomedCare: DesignationTable = {
  system: 'http://snomed.info/sct',
  lines: `
52734007 | Hip replacement | Prothèse totale de hanche (pose) | Prótese total da anca (colocação) | Hüftgelenkersatz | Prótesis total de cadera (implantación)
609588000 | Knee replacement | Prothèse totale du genou (pose) | Prótese total do joelho (colocação) | Kniegelenkersatz | Prótesis total de rodilla (implantación)
307280005 | Pacemaker implantation | Pose d’un stimulateur cardiaque | Implantação de pacemaker | Herzschrittmacher-Implantation | Implantación de marcapasos
233174007 | Pacemaker procedure | Intervention sur stimulateur cardiaque | Intervenção em pacemaker | Herzschrittmacher-Eingriff | Intervención de marcapasos
80146002 | Appendix removal | Ablation de l’appendice | Apendicectomia | Blinddarmentfernung | Apendicectomía
6025007 | Appendix removal (keyhole) | Ablation de l’appendice par cœlioscopie | Apendicectomia laparoscópica | Blinddarmentfernung (minimalinvasiv) | Apendicectomía laparoscópica
11466000 | Caesarean section | Césarienne | Cesariana | Kaiserschnitt | Cesárea
177184002 | Normal birth | Accouchement normal | Parto normal | Normale Geburt | Parto normal
54885007 | Cataract removal | Opération de la cataracte | Cirurgia de catarata | Operation des grauen Stars | Operación de cataratas
110473004 | Cataract surgery | Chirurgie de la cataracte | Cirurgia de catarata | Operation des grauen Stars | Cirugía de cataratas
36969009 | Coronary stent placement | Pose de stent coronaire | Colocação de stent coronário | Koronarstent-Implantation | Implantación de stent coronario
415070008 | Coronary angioplasty | Angioplastie coronaire | Angioplastia coronária | Aufdehnung der Herzkranzgefäße | Angioplastia coronaria
33367005 | Coronary angiography | Coronarographie | Coronariografia | Koronarangiographie | Coronariografía
232717009 | Coronary bypass | Pontage coronarien | Bypass coronário | Bypass-Operation | Baipás coronario
34068001 | Heart valve replacement | Remplacement de valve cardiaque | Substituição de válvula cardíaca | Herzklappenersatz | Sustitución de válvula cardíaca
40701008 | Heart ultrasound | Échocardiographie | Ecocardiograma | Herzultraschall | Ecocardiografía
29303009 | Electrocardiogram (ECG) | Électrocardiogramme (ECG) | Eletrocardiograma (ECG) | Elektrokardiogramm (EKG) | Electrocardiograma (ECG)
180325003 | Electrical cardioversion | Cardioversion électrique | Cardioversão elétrica | Elektrische Kardioversion | Cardioversión eléctrica
73761001 | Colonoscopy | Coloscopie | Colonoscopia | Darmspiegelung | Colonoscopia
38102005 | Gallbladder removal | Ablation de la vésicule biliaire | Colecistectomia | Gallenblasenentfernung | Extirpación de la vesícula biliar
45595009 | Gallbladder removal (keyhole) | Ablation de la vésicule par cœlioscopie | Colecistectomia laparoscópica | Gallenblasenentfernung (minimalinvasiv) | Colecistectomía laparoscópica
173422009 | Tonsil removal | Ablation des amygdales | Amigdalectomia | Mandelentfernung | Amigdalectomía
265764009 | Dialysis | Dialyse | Diálise | Dialyse | Diálisis
127783003 | Spirometry | Spirométrie | Espirometria | Lungenfunktionsprüfung | Espirometría
241620005 | Heart magnetic resonance imaging | IRM cardiaque | Ressonância magnética cardíaca | Herz-MRT | Resonancia magnética cardíaca
71388002 | Procedure | Intervention | Procedimento | Eingriff | Procedimiento
387713003 | Surgery | Opération | Cirurgia | Operation | Cirugía
169230002 | Ultrasound of the unborn child | Échographie de viabilité fœtale | Ecografia de viabilidade fetal | Ultraschall des Ungeborenen | Ecografía de viabilidad fetal
268445003 | Ultrasound in pregnancy | Échographie obstétricale | Ecografia obstétrica | Schwangerschaftsultraschall | Ecografía obstétrica
252160004 | Pregnancy test | Test de grossesse | Teste de gravidez | Schwangerschaftstest | Prueba de embarazo
103693007 | Diagnostic procedure | Examen diagnostique | Exame de diagnóstico | Diagnostische Untersuchung | Prueba diagnóstica
14106009 | Pacemaker | Stimulateur cardiaque | Pacemaker | Herzschrittmacher | Marcapasos
72506001 | Implantable defibrillator | Défibrillateur implantable | Desfibrilhador implantável | Implantierbarer Defibrillator | Desfibrilador implantable
360129009 | Pacemaker lead | Sonde de stimulateur cardiaque | Elétrodo de pacemaker | Schrittmacherelektrode | Cable de marcapasos
69805005 | Insulin pump | Pompe à insuline | Bomba de insulina | Insulinpumpe | Bomba de insulina
337414009 | Blood glucose meter | Lecteur de glycémie | Medidor de glicemia | Blutzuckermessgerät | Glucómetro
304121006 | Femoral head prosthesis | Prothèse de tête fémorale | Prótese da cabeça femoral | Hüftkopfprothese | Prótesis de cabeza femoral
303608005 | Lens implant | Implant oculaire | Implante ocular | Augenimplantat | Implante ocular
272265001 | Sleep apnoea appliance | Appareil contre l’apnée du sommeil | Aparelho para apneia do sono | Schlafapnoe-Gerät | Aparato para apnea del sueño
6012004 | Hearing aid | Aide auditive | Aparelho auditivo | Hörgerät | Audífono
39849001 | Nasal oxygen cannula | Lunettes à oxygène | Cânula nasal de oxigénio | Sauerstoff-Nasenbrille | Cánula nasal de oxígeno
40388003 | Implant | Implant | Implante | Implantat | Implante
836374004 | Hepatitis B vaccine | Vaccin hépatite B | Vacina contra a hepatite B | Hepatitis-B-Impfstoff | Vacuna contra la hepatitis B
836375003 | Hepatitis A vaccine | Vaccin hépatite A | Vacina contra a hepatite A | Hepatitis-A-Impfstoff | Vacuna contra la hepatitis A
836377006 | Influenza vaccine | Vaccin contre la grippe | Vacina contra a gripe | Grippeimpfstoff | Vacuna contra la gripe
836379003 | Human papillomavirus vaccine | Vaccin papillomavirus humain | Vacina contra o HPV | HPV-Impfstoff | Vacuna contra el VPH
836380007 | Haemophilus influenzae type b vaccine | Vaccin Haemophilus influenzae de type b | Vacina contra Haemophilus influenzae tipo b | Hib-Impfstoff | Vacuna contra Haemophilus influenzae tipo b
836381006 | Diphtheria vaccine | Vaccin contre la diphtérie | Vacina contra a difteria | Diphtherieimpfstoff | Vacuna contra la difteria
836398006 | Pneumococcal vaccine | Vaccin pneumococcique | Vacina pneumocócica | Pneumokokkenimpfstoff | Vacuna neumocócica
836402002 | Tuberculosis vaccine (BCG) | Vaccin contre la tuberculose (BCG) | Vacina contra a tuberculose (BCG) | Tuberkuloseimpfstoff (BCG) | Vacuna contra la tuberculosis (BCG)
836495005 | Chickenpox vaccine | Vaccin contre la varicelle | Vacina contra a varicela | Windpockenimpfstoff | Vacuna contra la varicela
863911006 | Tetanus vaccine | Vaccin contre le tétanos | Vacina contra o tétano | Tetanusimpfstoff | Vacuna contra el tétanos
871875004 | Whooping cough, tetanus and diphtheria vaccine | Vaccin coqueluche-tétanos-diphtérie | Vacina contra tosse convulsa, tétano e difteria | Keuchhusten-Tetanus-Diphtherie-Impfstoff | Vacuna contra tosferina, tétanos y difteria
871878002 | Whooping cough, tetanus, diphtheria and polio vaccine | Vaccin coqueluche-tétanos-diphtérie-poliomyélite | Vacina contra tosse convulsa, tétano, difteria e poliomielite | Keuchhusten-Tetanus-Diphtherie-Polio-Impfstoff | Vacuna contra tosferina, tétanos, difteria y poliomielitis
871826000 | Tetanus and diphtheria vaccine | Vaccin tétanos-diphtérie | Vacina contra tétano e difteria | Tetanus-Diphtherie-Impfstoff | Vacuna contra tétanos y difteria
871831003 | Measles, mumps and rubella vaccine | Vaccin rougeole-oreillons-rubéole | Vacina contra sarampo, papeira e rubéola | Masern-Mumps-Röteln-Impfstoff | Vacuna contra sarampión, paperas y rubéola
1119349007 | COVID-19 vaccine, mRNA | Vaccin à ARNm contre la COVID-19 | Vacina de mRNA contra a COVID-19 | COVID-19-mRNA-Impfstoff | Vacuna de ARNm contra la COVID-19
1119305005 | COVID-19 vaccine | Vaccin contre la COVID-19 | Vacina contra a COVID-19 | COVID-19-Impfstoff | Vacuna contra la COVID-19
80891009 | Heart | Cœur | Coração | Herz | Corazón
39607008 | Lung | Poumon | Pulmão | Lunge | Pulmón
64033007 | Kidney | Rein | Rim | Niere | Riñón
10200004 | Liver | Foie | Fígado | Leber | Hígado
12738006 | Brain | Cerveau | Cérebro | Gehirn | Cerebro
69536005 | Head | Tête | Cabeça | Kopf | Cabeza
51185008 | Chest | Thorax | Tórax | Brustkorb | Tórax
113276009 | Bowel | Intestin | Intestino | Darm | Intestino
66754008 | Appendix | Appendice | Apêndice | Blinddarm | Apéndice
81745001 | Eye | Œil | Olho | Auge | Ojo
8966001 | Left eye | Œil gauche | Olho esquerdo | Linkes Auge | Ojo izquierdo
18944008 | Right eye | Œil droit | Olho direito | Rechtes Auge | Ojo derecho
29836001 | Hip | Hanche | Anca | Hüfte | Cadera
24136001 | Hip joint | Articulation de la hanche | Articulação da anca | Hüftgelenk | Articulación de la cadera
72696002 | Knee | Genou | Joelho | Knie | Rodilla
40983000 | Upper arm | Bras | Braço | Oberarm | Brazo
368208006 | Left upper arm | Bras gauche | Braço esquerdo | Linker Oberarm | Brazo izquierdo
368209003 | Right upper arm | Bras droit | Braço direito | Rechter Oberarm | Brazo derecho
7771000 | Left | Gauche | Esquerdo | Links | Izquierdo
24028007 | Right | Droite | Direito | Rechts | Derecho
51440002 | Both sides | Des deux côtés | Bilateral | Beidseitig | Bilateral
255604002 | Mild | Légère | Ligeira | Leicht | Leve
371923003 | Mild to moderate | Légère à modérée | Ligeira a moderada | Leicht bis mittel | Leve a moderada
6736007 | Moderate | Modérée | Moderada | Mittel | Moderada
371924009 | Moderate to severe | Modérée à sévère | Moderada a grave | Mittel bis schwer | Moderada a grave
24484000 | Severe | Sévère | Grave | Schwer | Grave
399166001 | Life-threatening | Mettant la vie en danger | Potencialmente fatal | Lebensbedrohlich | Potencialmente mortal
26643006 | By mouth | Voie orale | Via oral | Zum Einnehmen | Vía oral
47625008 | Into a vein | Voie intraveineuse | Via intravenosa | Intravenös | Vía intravenosa
34206005 | Under the skin | Voie sous-cutanée | Via subcutânea | Subkutan | Vía subcutánea
78421000 | Into a muscle | Voie intramusculaire | Via intramuscular | Intramuskulär | Vía intramuscular
447694001 | Inhaled | Voie inhalée | Via inalatória | Zum Inhalieren | Vía inhalatoria
46713006 | Into the nose | Voie nasale | Via nasal | Nasal | Vía nasal
6064005 | On the skin | Voie cutanée | Via cutânea | Auf die Haut | Vía cutánea
266919005 | Never smoked | N’a jamais fumé | Nunca fumou | Nie geraucht | Nunca ha fumado
8517006 | Former smoker | Ancien fumeur | Ex-fumador | Früher geraucht | Exfumador
77176002 | Smoker | Fumeur | Fumador | Raucht | Fumador
449868002 | Smokes every day | Fume tous les jours | Fuma todos os dias | Raucht täglich | Fuma a diario
428041000124106 | Smokes some days | Fume occasionnellement | Fuma ocasionalmente | Raucht gelegentlich | Fuma ocasionalmente
266927001 | Smoking status unknown | Tabagisme inconnu | Hábitos tabágicos desconhecidos | Raucherstatus unbekannt | Tabaquismo desconocido
8392000 | Non-smoker | Non-fumeur | Não fumador | Raucht nicht | No fumador
219006 | Drinks alcohol | Consomme de l’alcool | Consome álcool | Trinkt Alkohol | Consume alcohol
105542008 | Does not drink alcohol | Ne consomme pas d’alcool | Não consome álcool | Trinkt keinen Alkohol | No consume alcohol
60001007 | Not pregnant | Pas enceinte | Não grávida | Nicht schwanger | No embarazada
10828004 | Positive | Positif | Positivo | Positiv | Positivo
260385009 | Negative | Négatif | Negativo | Negativ | Negativo
260373001 | Detected | Détecté | Detetado | Nachgewiesen | Detectado
260415000 | Not detected | Non détecté | Não detetado | Nicht nachgewiesen | No detectado
278147001 | Blood group O, Rh positive | Groupe sanguin O Rh positif | Grupo sanguíneo O Rh positivo | Blutgruppe 0 Rh positiv | Grupo sanguíneo O Rh positivo
278149003 | Blood group A, Rh positive | Groupe sanguin A Rh positif | Grupo sanguíneo A Rh positivo | Blutgruppe A Rh positiv | Grupo sanguíneo A Rh positivo
278150003 | Blood group B, Rh positive | Groupe sanguin B Rh positif | Grupo sanguíneo B Rh positivo | Blutgruppe B Rh positiv | Grupo sanguíneo B Rh positivo
278151004 | Blood group AB, Rh positive | Groupe sanguin AB Rh positif | Grupo sanguíneo AB Rh positivo | Blutgruppe AB Rh positiv | Grupo sanguíneo AB Rh positivo
278148006 | Blood group O, Rh negative | Groupe sanguin O Rh négatif | Grupo sanguíneo O Rh negativo | Blutgruppe 0 Rh negativ | Grupo sanguíneo O Rh negativo
278152006 | Blood group A, Rh negative | Groupe sanguin A Rh négatif | Grupo sanguíneo A Rh negativo | Blutgruppe A Rh negativ | Grupo sanguíneo A Rh negativo
385057009 | Film-coated tablet | Comprimé pelliculé | Comprimido revestido | Filmtablette | Comprimido recubierto
385055001 | Tablet | Comprimé | Comprimido | Tablette | Comprimido
385219001 | Solution for injection | Solution injectable | Solução injetável | Injektionslösung | Solución inyectable
55735004 | Respiratory syncytial virus infection | Infection à virus respiratoire syncytial | Infeção por vírus sincicial respiratório | RSV-Infektion | Infección por virus respiratorio sincitial
394802001 | General medicine | Médecine générale | Medicina geral | Allgemeinmedizin | Medicina general
394579002 | Cardiology | Cardiologie | Cardiologia | Kardiologie | Cardiología
`,
};
