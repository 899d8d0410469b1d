import type { DesignationTable } from './table.ts';

/** Diseases and findings, with those that vaccines protect from. */
export const snomedProblems: DesignationTable = {
  system: 'http://snomed.info/sct',
  lines: `
46635009 | Type 1 diabetes | Diabète de type 1 | Diabetes tipo 1 | Typ-1-Diabetes | Diabetes tipo 1
44054006 | Type 2 diabetes | Diabète de type 2 | Diabetes tipo 2 | Typ-2-Diabetes | Diabetes tipo 2
73211009 | Diabetes mellitus | Diabète sucré | Diabetes mellitus | Diabetes mellitus | Diabetes mellitus
11687002 | Gestational diabetes | Diabète gestationnel | Diabetes gestacional | Schwangerschaftsdiabetes | Diabetes gestacional
714628002 | Prediabetes | Prédiabète | Pré-diabetes | Prädiabetes | Prediabetes
4855003 | Diabetic retinopathy | Rétinopathie diabétique | Retinopatia diabética | Diabetische Retinopathie | Retinopatía diabética
230572002 | Diabetic neuropathy | Neuropathie diabétique | Neuropatia diabética | Diabetische Neuropathie | Neuropatía diabética
127013003 | Kidney disease due to diabetes | Maladie rénale diabétique | Doença renal diabética | Diabetische Nierenkrankheit | Enfermedad renal diabética
302866003 | Low blood sugar | Hypoglycémie | Hipoglicemia | Unterzuckerung | Hipoglucemia
420422005 | Diabetic ketoacidosis | Acidocétose diabétique | Cetoacidose diabética | Diabetische Ketoazidose | Cetoacidosis diabética
40930008 | Underactive thyroid (hypothyroidism) | Hypothyroïdie | Hipotiroidismo | Schilddrüsenunterfunktion | Hipotiroidismo
21983002 | Hashimoto thyroiditis | Thyroïdite de Hashimoto | Tiroidite de Hashimoto | Hashimoto-Thyreoiditis | Tiroiditis de Hashimoto
34486009 | Overactive thyroid (hyperthyroidism) | Hyperthyroïdie | Hipertiroidismo | Schilddrüsenüberfunktion | Hipertiroidismo
14304000 | Thyroid disease | Maladie de la thyroïde | Doença da tiroide | Schilddrüsenerkrankung | Enfermedad de la tiroides
38341003 | High blood pressure | Hypertension artérielle | Hipertensão arterial | Bluthochdruck | Hipertensión arterial
59621000 | Essential hypertension | Hypertension artérielle essentielle | Hipertensão arterial essencial | Essentielle Hypertonie | Hipertensión arterial esencial
709044004 | Chronic kidney disease | Maladie rénale chronique | Doença renal crónica | Chronische Nierenkrankheit | Enfermedad renal crónica
431855005 | Chronic kidney disease, stage 1 | Maladie rénale chronique, stade 1 | Doença renal crónica, estádio 1 | Chronische Nierenkrankheit, Stadium 1 | Enfermedad renal crónica, estadio 1
431856006 | Chronic kidney disease, stage 2 | Maladie rénale chronique, stade 2 | Doença renal crónica, estádio 2 | Chronische Nierenkrankheit, Stadium 2 | Enfermedad renal crónica, estadio 2
433144002 | Chronic kidney disease, stage 3 | Maladie rénale chronique, stade 3 | Doença renal crónica, estádio 3 | Chronische Nierenkrankheit, Stadium 3 | Enfermedad renal crónica, estadio 3
700378005 | Chronic kidney disease, stage 3A | Maladie rénale chronique, stade 3A | Doença renal crónica, estádio 3A | Chronische Nierenkrankheit, Stadium 3A | Enfermedad renal crónica, estadio 3A
700379002 | Chronic kidney disease, stage 3B | Maladie rénale chronique, stade 3B | Doença renal crónica, estádio 3B | Chronische Nierenkrankheit, Stadium 3B | Enfermedad renal crónica, estadio 3B
431857002 | Chronic kidney disease, stage 4 | Maladie rénale chronique, stade 4 | Doença renal crónica, estádio 4 | Chronische Nierenkrankheit, Stadium 4 | Enfermedad renal crónica, estadio 4
13645005 | Chronic obstructive pulmonary disease (COPD) | Bronchopneumopathie chronique obstructive (BPCO) | Doença pulmonar obstrutiva crónica (DPOC) | Chronisch obstruktive Lungenerkrankung (COPD) | Enfermedad pulmonar obstructiva crónica (EPOC)
195951007 | Acute exacerbation of COPD | Exacerbation aiguë de BPCO | Exacerbação aguda de DPOC | Akute Verschlechterung einer COPD | Exacerbación aguda de EPOC
195967001 | Asthma | Asthme | Asma | Asthma | Asma
389145006 | Allergic asthma | Asthme allergique | Asma alérgica | Allergisches Asthma | Asma alérgica
281239006 | Asthma attack | Crise d’asthme | Crise de asma | Asthmaanfall | Crisis de asma
49436004 | Atrial fibrillation | Fibrillation auriculaire | Fibrilhação auricular | Vorhofflimmern | Fibrilación auricular
282825002 | Paroxysmal atrial fibrillation | Fibrillation auriculaire paroxystique | Fibrilhação auricular paroxística | Paroxysmales Vorhofflimmern | Fibrilación auricular paroxística
440059007 | Persistent atrial fibrillation | Fibrillation auriculaire persistante | Fibrilhação auricular persistente | Persistierendes Vorhofflimmern | Fibrilación auricular persistente
440028005 | Permanent atrial fibrillation | Fibrillation auriculaire permanente | Fibrilhação auricular permanente | Permanentes Vorhofflimmern | Fibrilación auricular permanente
27885002 | Complete heart block | Bloc auriculo-ventriculaire complet | Bloqueio auriculoventricular completo | Kompletter AV-Block | Bloqueo auriculoventricular completo
233917008 | Atrioventricular block | Bloc auriculo-ventriculaire | Bloqueio auriculoventricular | AV-Block | Bloqueo auriculoventricular
36083008 | Sick sinus syndrome | Maladie de l’oreillette (dysfonction sinusale) | Doença do nódulo sinusal | Sick-Sinus-Syndrom | Síndrome del seno enfermo
84114007 | Heart failure | Insuffisance cardiaque | Insuficiência cardíaca | Herzinsuffizienz | Insuficiencia cardíaca
42343007 | Congestive heart failure | Insuffisance cardiaque congestive | Insuficiência cardíaca congestiva | Dekompensierte Herzinsuffizienz | Insuficiencia cardíaca congestiva
48447003 | Chronic heart failure | Insuffisance cardiaque chronique | Insuficiência cardíaca crónica | Chronische Herzinsuffizienz | Insuficiencia cardíaca crónica
703272007 | Heart failure with reduced ejection fraction | Insuffisance cardiaque à fraction d’éjection réduite | Insuficiência cardíaca com fração de ejeção reduzida | Herzinsuffizienz mit verminderter Pumpleistung | Insuficiencia cardíaca con fracción de eyección reducida
446221000 | Heart failure with preserved ejection fraction | Insuffisance cardiaque à fraction d’éjection préservée | Insuficiência cardíaca com fração de ejeção preservada | Herzinsuffizienz mit erhaltener Pumpleistung | Insuficiencia cardíaca con fracción de eyección conservada
53741008 | Coronary artery disease | Maladie coronarienne | Doença das artérias coronárias | Koronare Herzkrankheit | Enfermedad coronaria
414545008 | Ischaemic heart disease | Cardiopathie ischémique | Cardiopatia isquémica | Ischämische Herzkrankheit | Cardiopatía isquémica
22298006 | Heart attack (myocardial infarction) | Infarctus du myocarde | Enfarte do miocárdio | Herzinfarkt | Infarto de miocardio
399211009 | Past heart attack | Antécédent d’infarctus du myocarde | Antecedente de enfarte do miocárdio | Früherer Herzinfarkt | Antecedente de infarto de miocardio
1755008 | Old heart attack | Infarctus du myocarde ancien | Enfarte do miocárdio antigo | Alter Herzinfarkt | Infarto de miocardio antiguo
194828000 | Angina pectoris | Angine de poitrine | Angina de peito | Angina pectoris | Angina de pecho
60573004 | Aortic valve narrowing | Rétrécissement aortique | Estenose aórtica | Aortenklappenstenose | Estenosis aórtica
230690007 | Stroke | Accident vasculaire cérébral | Acidente vascular cerebral | Schlaganfall | Ictus
266257000 | Transient ischaemic attack | Accident ischémique transitoire | Acidente isquémico transitório | Transitorische ischämische Attacke | Accidente isquémico transitorio
128053003 | Deep vein thrombosis | Thrombose veineuse profonde | Trombose venosa profunda | Tiefe Venenthrombose | Trombosis venosa profunda
59282003 | Pulmonary embolism | Embolie pulmonaire | Embolia pulmonar | Lungenembolie | Embolia pulmonar
55822004 | High blood lipids | Hyperlipidémie | Hiperlipidemia | Erhöhte Blutfette | Hiperlipidemia
13644009 | High cholesterol | Hypercholestérolémie | Hipercolesterolemia | Erhöhtes Cholesterin | Hipercolesterolemia
370992007 | Abnormal blood lipids | Dyslipidémie | Dislipidemia | Fettstoffwechselstörung | Dislipidemia
398036000 | Familial hypercholesterolaemia | Hypercholestérolémie familiale | Hipercolesterolemia familiar | Familiäre Hypercholesterinämie | Hipercolesterolemia familiar
237602007 | Metabolic syndrome | Syndrome métabolique | Síndrome metabólica | Metabolisches Syndrom | Síndrome metabólico
414916001 | Obesity | Obésité | Obesidade | Adipositas | Obesidad
16652001 | Fabry disease | Maladie de Fabry | Doença de Fabry | Morbus Fabry | Enfermedad de Fabry
190905008 | Cystic fibrosis | Mucoviscidose | Fibrose quística | Mukoviszidose | Fibrosis quística
417357006 | Sickle cell disease | Drépanocytose | Doença falciforme | Sichelzellkrankheit | Enfermedad de células falciformes
77386006 | Pregnancy | Grossesse | Gravidez | Schwangerschaft | Embarazo
72892002 | Normal pregnancy | Grossesse normale | Gravidez normal | Normale Schwangerschaft | Embarazo normal
47200007 | High-risk pregnancy | Grossesse à risque | Gravidez de risco | Risikoschwangerschaft | Embarazo de alto riesgo
398254007 | Pre-eclampsia | Prééclampsie | Pré-eclâmpsia | Präeklampsie | Preeclampsia
396275006 | Osteoarthritis | Arthrose | Artrose | Arthrose | Artrosis
239872002 | Osteoarthritis of the hip | Arthrose de la hanche | Artrose da anca | Hüftarthrose | Artrosis de cadera
239873007 | Osteoarthritis of the knee | Arthrose du genou | Artrose do joelho | Kniearthrose | Artrosis de rodilla
64859006 | Osteoporosis | Ostéoporose | Osteoporose | Osteoporose | Osteoporosis
69896004 | Rheumatoid arthritis | Polyarthrite rhumatoïde | Artrite reumatoide | Rheumatoide Arthritis | Artritis reumatoide
90560007 | Gout | Goutte | Gota | Gicht | Gota
279039007 | Low back pain | Lombalgie | Lombalgia | Kreuzschmerzen | Lumbalgia
125605004 | Broken bone (fracture) | Fracture | Fratura | Knochenbruch | Fractura
263102004 | Fracture subluxation of wrist | Fracture avec subluxation du poignet | Fratura com subluxação do punho | Handgelenksbruch mit Teilverrenkung | Fractura con subluxación de muñeca
271737000 | Anaemia | Anémie | Anemia | Anämie | Anemia
87522002 | Iron deficiency anaemia | Anémie par carence en fer | Anemia por deficiência de ferro | Eisenmangelanämie | Anemia por falta de hierro
34713006 | Vitamin D deficiency | Carence en vitamine D | Carência de vitamina D | Vitamin-D-Mangel | Déficit de vitamina D
35489007 | Depression | Dépression | Depressão | Depression | Depresión
370143000 | Major depression | Dépression majeure | Depressão major | Schwere Depression | Depresión mayor
197480006 | Anxiety disorder | Trouble anxieux | Perturbação de ansiedade | Angststörung | Trastorno de ansiedad
48694002 | Anxiety | Anxiété | Ansiedade | Angst | Ansiedad
193462001 | Insomnia | Insomnie | Insónia | Schlaflosigkeit | Insomnio
37796009 | Migraine | Migraine | Enxaqueca | Migräne | Migraña
84757009 | Epilepsy | Épilepsie | Epilepsia | Epilepsie | Epilepsia
24700007 | Multiple sclerosis | Sclérose en plaques | Esclerose múltipla | Multiple Sklerose | Esclerosis múltiple
49049000 | Parkinson disease | Maladie de Parkinson | Doença de Parkinson | Parkinson-Krankheit | Enfermedad de Parkinson
26929004 | Alzheimer disease | Maladie d’Alzheimer | Doença de Alzheimer | Alzheimer-Krankheit | Enfermedad de Alzheimer
52448006 | Dementia | Démence | Demência | Demenz | Demencia
235595009 | Gastro-oesophageal reflux disease | Reflux gastro-œsophagien | Doença de refluxo gastroesofágico | Refluxkrankheit | Enfermedad por reflujo gastroesofágico
10743008 | Irritable bowel syndrome | Syndrome de l’intestin irritable | Síndrome do intestino irritável | Reizdarmsyndrom | Síndrome del intestino irritable
396331005 | Coeliac disease | Maladie cœliaque | Doença celíaca | Zöliakie | Enfermedad celíaca
34000006 | Crohn disease | Maladie de Crohn | Doença de Crohn | Morbus Crohn | Enfermedad de Crohn
64766004 | Ulcerative colitis | Rectocolite hémorragique | Colite ulcerosa | Colitis ulcerosa | Colitis ulcerosa
74400008 | Appendicitis | Appendicite | Apendicite | Blinddarmentzündung | Apendicitis
85189001 | Acute appendicitis | Appendicite aiguë | Apendicite aguda | Akute Blinddarmentzündung | Apendicitis aguda
235919008 | Gallstones | Calculs biliaires | Cálculos biliares | Gallensteine | Cálculos biliares
61582004 | Allergic rhinitis | Rhinite allergique | Rinite alérgica | Allergischer Schnupfen | Rinitis alérgica
21719001 | Hay fever | Rhume des foins | Febre dos fenos | Heuschnupfen | Fiebre del heno
367498001 | Seasonal allergic rhinitis | Rhinite allergique saisonnière | Rinite alérgica sazonal | Saisonaler allergischer Schnupfen | Rinitis alérgica estacional
24079001 | Atopic eczema | Eczéma atopique | Eczema atópico | Neurodermitis | Eczema atópico
43116000 | Eczema | Eczéma | Eczema | Ekzem | Eccema
9014002 | Psoriasis | Psoriasis | Psoríase | Schuppenflechte | Psoriasis
40055000 | Chronic sinusitis | Sinusite chronique | Sinusite crónica | Chronische Nebenhöhlenentzündung | Sinusitis crónica
36971009 | Sinusitis | Sinusite | Sinusite | Nebenhöhlenentzündung | Sinusitis
444814009 | Viral sinusitis | Sinusite virale | Sinusite viral | Virale Nebenhöhlenentzündung | Sinusitis vírica
195662009 | Acute viral sore throat | Pharyngite virale aiguë | Faringite viral aguda | Akute virale Rachenentzündung | Faringitis vírica aguda
43878008 | Streptococcal sore throat | Angine à streptocoque | Amigdalite estreptocócica | Streptokokken-Angina | Faringitis estreptocócica
65363002 | Middle ear infection | Otite moyenne | Otite média | Mittelohrentzündung | Otitis media
3110003 | Acute middle ear infection | Otite moyenne aiguë | Otite média aguda | Akute Mittelohrentzündung | Otitis media aguda
10509002 | Acute bronchitis | Bronchite aiguë | Bronquite aguda | Akute Bronchitis | Bronquitis aguda
4120002 | Bronchiolitis | Bronchiolite | Bronquiolite | Bronchiolitis | Bronquiolitis
233604007 | Pneumonia | Pneumonie | Pneumonia | Lungenentzündung | Neumonía
73430006 | Sleep apnoea | Apnées du sommeil | Apneia do sono | Schlafapnoe | Apnea del sueño
38822007 | Bladder infection | Cystite | Cistite | Blasenentzündung | Cistitis
68566005 | Urinary tract infection | Infection urinaire | Infeção urinária | Harnwegsinfektion | Infección urinaria
95570007 | Kidney stone | Calcul rénal | Cálculo renal | Nierenstein | Cálculo renal
266569009 | Enlarged prostate | Hypertrophie bénigne de la prostate | Hiperplasia benigna da próstata | Gutartige Prostatavergrößerung | Hiperplasia benigna de próstata
399068003 | Prostate cancer | Cancer de la prostate | Cancro da próstata | Prostatakrebs | Cáncer de próstata
254837009 | Breast cancer | Cancer du sein | Cancro da mama | Brustkrebs | Cáncer de mama
363406005 | Colon cancer | Cancer du côlon | Cancro do cólon | Dickdarmkrebs | Cáncer de colon
129103003 | Endometriosis | Endométriose | Endometriose | Endometriose | Endometriosis
193570009 | Cataract | Cataracte | Catarata | Grauer Star | Catarata
23986001 | Glaucoma | Glaucome | Glaucoma | Grüner Star | Glaucoma
15188001 | Hearing loss | Perte auditive | Perda auditiva | Hörverlust | Pérdida de audición
444470001 | Anterior cruciate ligament injury | Lésion du ligament croisé antérieur | Lesão do ligamento cruzado anterior | Verletzung des vorderen Kreuzbands | Lesión del ligamento cruzado anterior
62106007 | Concussion | Commotion cérébrale | Concussão cerebral | Gehirnerschütterung | Conmoción cerebral
82423001 | Chronic pain | Douleur chronique | Dor crónica | Chronische Schmerzen | Dolor crónico
29857009 | Chest pain | Douleur thoracique | Dor torácica | Brustschmerzen | Dolor torácico
386661006 | Fever | Fièvre | Febre | Fieber | Fiebre
49727002 | Cough | Toux | Tosse | Husten | Tos
84229001 | Fatigue | Fatigue | Fadiga | Müdigkeit | Fatiga
840539006 | COVID-19 | COVID-19 | COVID-19 | COVID-19 | COVID-19
6142004 | Influenza | Grippe | Gripe | Grippe | Gripe
14189004 | Measles | Rougeole | Sarampo | Masern | Sarampión
36989005 | Mumps | Oreillons | Papeira | Mumps | Paperas
36653000 | Rubella | Rubéole | Rubéola | Röteln | Rubéola
38907003 | Chickenpox | Varicelle | Varicela | Windpocken | Varicela
4740000 | Shingles | Zona | Zona | Gürtelrose | Herpes zóster
397430003 | Diphtheria | Diphtérie | Difteria | Diphtherie | Difteria
76902006 | Tetanus | Tétanos | Tétano | Tetanus | Tétanos
27836007 | Whooping cough | Coqueluche | Tosse convulsa | Keuchhusten | Tosferina
398102009 | Poliomyelitis | Poliomyélite | Poliomielite | Kinderlähmung | Poliomielitis
66071002 | Hepatitis B | Hépatite B | Hepatite B | Hepatitis B | Hepatitis B
40468003 | Hepatitis A | Hépatite A | Hepatite A | Hepatitis A | Hepatitis A
240532009 | Human papillomavirus infection | Infection à papillomavirus humain | Infeção por papilomavírus humano | Infektion mit humanen Papillomviren | Infección por virus del papiloma humano
16814004 | Pneumococcal infection | Infection à pneumocoque | Infeção pneumocócica | Pneumokokken-Infektion | Infección neumocócica
23511006 | Meningococcal infection | Infection à méningocoque | Infeção meningocócica | Meningokokken-Infektion | Infección meningocócica
709410003 | Haemophilus influenzae type b infection | Infection à Haemophilus influenzae de type b | Infeção por Haemophilus influenzae tipo b | Infektion mit Haemophilus influenzae Typ b | Infección por Haemophilus influenzae tipo b
56717001 | Tuberculosis | Tuberculose | Tuberculose | Tuberkulose | Tuberculosis
16541001 | Yellow fever | Fièvre jaune | Febre amarela | Gelbfieber | Fiebre amarilla
4834000 | Typhoid fever | Fièvre typhoïde | Febre tifoide | Typhus | Fiebre tifoidea
18624000 | Rotavirus infection | Infection à rotavirus | Infeção por rotavírus | Rotavirus-Infektion | Infección por rotavirus
712986001 | Tick-borne encephalitis | Encéphalite à tiques | Encefalite transmitida por carraças | FSME (Zeckenenzephalitis) | Encefalitis por garrapatas
14168008 | Rabies | Rage | Raiva | Tollwut | Rabia
160245001 | No current problems | Aucun problème de santé actuel | Sem problemas de saúde atuais | Keine aktuellen Gesundheitsprobleme | Sin problemas de salud actuales
`,
};
