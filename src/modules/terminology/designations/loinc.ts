import type { DesignationTable } from './table.ts';

/** Kinds and sections of documents, results, vital signs, pregnancy, social history. */
export const loinc: DesignationTable = {
  system: 'http://loinc.org',
  lines: `
60591-5 | Patient summary | Résumé médical | Resumo de saúde | Patientenkurzakte | Resumen del paciente
34105-7 | Hospital discharge report | Compte rendu d’hospitalisation | Nota de alta hospitalar | Krankenhaus-Entlassbrief | Informe de alta hospitalaria
11502-2 | Laboratory report | Compte rendu de biologie médicale | Relatório de análises clínicas | Laborbefund | Informe de laboratorio
11450-4 | Current health problems | Problèmes de santé actuels | Problemas de saúde atuais | Aktuelle Gesundheitsprobleme | Problemas de salud actuales
10160-0 | Current medicines | Médicaments en cours | Medicamentos atuais | Aktuelle Medikamente | Medicación actual
48765-2 | Allergies and intolerances | Allergies et intolérances | Alergias e intolerâncias | Allergien und Unverträglichkeiten | Alergias e intolerancias
11369-6 | Vaccinations | Vaccinations | Vacinas | Impfungen | Vacunas
30954-2 | Test results | Résultats d’examens | Resultados de exames | Untersuchungsergebnisse | Resultados de pruebas
47519-4 | Procedures and operations | Interventions et actes | Procedimentos e cirurgias | Eingriffe und Operationen | Procedimientos e intervenciones
46264-8 | Devices and implants | Dispositifs et implants | Dispositivos e implantes | Geräte und Implantate | Dispositivos e implantes
11348-0 | Past illnesses | Antécédents médicaux | Antecedentes médicos | Frühere Erkrankungen | Enfermedades anteriores
10162-6 | Pregnancy | Grossesse | Gravidez | Schwangerschaft | Embarazo
29762-2 | Way of life | Mode de vie | Estilo de vida | Lebensweise | Estilo de vida
8716-3 | Vital signs | Signes vitaux | Sinais vitais | Vitalzeichen | Constantes vitales
47420-5 | Functional status | Autonomie fonctionnelle | Estado funcional | Funktionszustand | Estado funcional
18776-5 | Care plan | Plan de soins | Plano de cuidados | Behandlungsplan | Plan de cuidados
42348-3 | Advance directives | Directives anticipées | Diretivas antecipadas | Patientenverfügung | Voluntades anticipadas
85353-1 | Vital signs | Signes vitaux | Sinais vitais | Vitalzeichen | Constantes vitales
24348-5 | Thyroid function tests | Bilan thyroïdien | Função tiroideia | Schilddrüsenwerte | Función tiroidea
24362-6 | Kidney function tests | Bilan rénal | Painel da função renal | Nierenwerte | Función renal
24331-1 | Blood lipids | Bilan lipidique | Perfil lipídico | Blutfettwerte | Perfil lipídico
57698-3 | Blood lipids | Bilan lipidique | Perfil lipídico | Blutfettwerte | Perfil lipídico
58410-2 | Blood count | Hémogramme | Hemograma | Blutbild | Hemograma
51990-0 | Basic metabolic tests | Bilan métabolique de base | Painel metabólico básico | Basis-Stoffwechselwerte | Perfil metabólico básico
4548-4 | HbA1c | Hémoglobine glyquée (HbA1c) | Hemoglobina glicada (HbA1c) | HbA1c | Hemoglobina glucosilada (HbA1c)
59261-8 | HbA1c | Hémoglobine glyquée (HbA1c) | Hemoglobina glicada (HbA1c) | HbA1c | Hemoglobina glucosilada (HbA1c)
2339-0 | Glucose, blood | Glycémie | Glicose no sangue | Blutzucker | Glucosa en sangre
2345-7 | Glucose, serum | Glucose sérique | Glicose no soro | Glukose im Serum | Glucosa en suero
15074-8 | Glucose, blood | Glycémie | Glicose no sangue | Blutzucker | Glucosa en sangre
14771-0 | Glucose, fasting | Glycémie à jeun | Glicemia em jejum | Nüchternblutzucker | Glucosa en ayunas
1558-6 | Glucose, fasting | Glycémie à jeun | Glicemia em jejum | Nüchternblutzucker | Glucosa en ayunas
14743-9 | Glucose, finger prick | Glycémie capillaire | Glicemia capilar | Blutzucker, kapillär | Glucosa capilar
97510-2 | Glucose time in range | Temps dans la cible glycémique | Tempo no intervalo glicémico | Glukose-Zeit im Zielbereich | Tiempo en rango de glucosa
97506-0 | Glucose management indicator | Indicateur de gestion du glucose (GMI) | Indicador de gestão da glicose (GMI) | Glukosemanagement-Indikator | Indicador de gestión de la glucosa
2160-0 | Creatinine | Créatinine | Creatinina | Kreatinin | Creatinina
14682-9 | Creatinine | Créatinine | Creatinina | Kreatinin | Creatinina
38483-4 | Creatinine, blood | Créatinine sanguine | Creatinina no sangue | Kreatinin im Blut | Creatinina en sangre
33914-3 | Estimated kidney filtration rate (eGFR) | Débit de filtration glomérulaire estimé | Taxa de filtração glomerular estimada | Geschätzte Nierenfiltrationsrate (eGFR) | Filtrado glomerular estimado
62238-1 | Estimated kidney filtration rate (eGFR, CKD-EPI) | Débit de filtration glomérulaire estimé (CKD-EPI) | Taxa de filtração glomerular estimada (CKD-EPI) | Geschätzte Nierenfiltrationsrate (eGFR, CKD-EPI) | Filtrado glomerular estimado (CKD-EPI)
98979-8 | Estimated kidney filtration rate (eGFR, CKD-EPI 2021) | Débit de filtration glomérulaire estimé (CKD-EPI 2021) | Taxa de filtração glomerular estimada (CKD-EPI 2021) | Geschätzte Nierenfiltrationsrate (eGFR, CKD-EPI 2021) | Filtrado glomerular estimado (CKD-EPI 2021)
14959-1 | Urine albumin/creatinine ratio | Rapport albumine/créatinine urinaire | Relação albumina/creatinina na urina | Albumin/Kreatinin-Quotient im Urin | Cociente albúmina/creatinina en orina
9318-7 | Urine albumin/creatinine ratio | Rapport albumine/créatinine urinaire | Relação albumina/creatinina na urina | Albumin/Kreatinin-Quotient im Urin | Cociente albúmina/creatinina en orina
2890-2 | Urine protein/creatinine ratio | Rapport protéine/créatinine urinaire | Relação proteína/creatinina na urina | Protein/Kreatinin-Quotient im Urin | Cociente proteína/creatinina en orina
3094-0 | Urea nitrogen | Azote uréique | Azoto ureico | Harnstoffstickstoff | Nitrógeno ureico
3091-6 | Urea | Urée | Ureia | Harnstoff | Urea
3084-1 | Uric acid | Acide urique | Ácido úrico | Harnsäure | Ácido úrico
2823-3 | Potassium | Potassium | Potássio | Kalium | Potasio
6298-4 | Potassium, blood | Potassium sanguin | Potássio no sangue | Kalium im Blut | Potasio en sangre
2951-2 | Sodium | Sodium | Sódio | Natrium | Sodio
2075-0 | Chloride | Chlorure | Cloreto | Chlorid | Cloruro
17861-6 | Calcium | Calcium | Cálcio | Calcium | Calcio
2000-8 | Calcium | Calcium | Cálcio | Calcium | Calcio
3016-3 | Thyroid-stimulating hormone (TSH) | Thyréostimuline (TSH) | Tirotropina (TSH) | Thyreotropin (TSH) | Tirotropina (TSH)
11580-8 | Thyroid-stimulating hormone (TSH) | Thyréostimuline (TSH) | Tirotropina (TSH) | Thyreotropin (TSH) | Tirotropina (TSH)
14920-3 | Free thyroxine (T4) | Thyroxine libre (T4L) | Tiroxina livre (T4L) | Freies Thyroxin (fT4) | Tiroxina libre (T4L)
3024-7 | Free thyroxine (T4) | Thyroxine libre (T4L) | Tiroxina livre (T4L) | Freies Thyroxin (fT4) | Tiroxina libre (T4L)
718-7 | Haemoglobin | Hémoglobine | Hemoglobina | Hämoglobin | Hemoglobina
4544-3 | Haematocrit | Hématocrite | Hematócrito | Hämatokrit | Hematocrito
789-8 | Red blood cells | Globules rouges | Eritrócitos | Rote Blutkörperchen | Hematíes
6690-2 | White blood cells | Globules blancs | Leucócitos | Weiße Blutkörperchen | Leucocitos
777-3 | Platelets | Plaquettes | Plaquetas | Blutplättchen | Plaquetas
787-2 | Mean red cell volume | Volume globulaire moyen | Volume globular médio | Mittleres Erythrozytenvolumen | Volumen corpuscular medio
711-2 | Eosinophils | Éosinophiles | Eosinófilos | Eosinophile | Eosinófilos
2276-4 | Ferritin | Ferritine | Ferritina | Ferritin | Ferritina
1988-5 | C-reactive protein (CRP) | Protéine C réactive (CRP) | Proteína C reativa (PCR) | C-reaktives Protein (CRP) | Proteína C reactiva (PCR)
38445-3 | Calprotectin, stool | Calprotectine fécale | Calprotectina fecal | Calprotectin im Stuhl | Calprotectina fecal
33762-6 | NT-proBNP | NT-proBNP | NT-proBNP | NT-proBNP | NT-proBNP
30934-4 | BNP | BNP | BNP | BNP | BNP
6301-6 | Clotting ratio (INR) | INR | INR | INR | INR
34714-6 | Clotting ratio (INR) | INR | INR | INR | INR
19113-0 | Immunoglobulin E, total | IgE totales | IgE total | Gesamt-IgE | IgE total
1989-3 | Vitamin D (25-hydroxy D3) | Vitamine D (25-hydroxy D3) | Vitamina D (25-hidroxi D3) | Vitamin D (25-Hydroxy-D3) | Vitamina D (25-hidroxi D3)
2132-9 | Vitamin B12 | Vitamine B12 | Vitamina B12 | Vitamin B12 | Vitamina B12
2093-3 | Total cholesterol | Cholestérol total | Colesterol total | Gesamtcholesterin | Colesterol total
14647-2 | Total cholesterol | Cholestérol total | Colesterol total | Gesamtcholesterin | Colesterol total
18262-6 | LDL cholesterol | Cholestérol LDL | Colesterol LDL | LDL-Cholesterin | Colesterol LDL
13457-7 | LDL cholesterol | Cholestérol LDL | Colesterol LDL | LDL-Cholesterin | Colesterol LDL
39469-2 | LDL cholesterol | Cholestérol LDL | Colesterol LDL | LDL-Cholesterin | Colesterol LDL
2085-9 | HDL cholesterol | Cholestérol HDL | Colesterol HDL | HDL-Cholesterin | Colesterol HDL
14646-4 | HDL cholesterol | Cholestérol HDL | Colesterol HDL | HDL-Cholesterin | Colesterol HDL
2571-8 | Triglycerides | Triglycérides | Triglicéridos | Triglyceride | Triglicéridos
14927-8 | Triglycerides | Triglycérides | Triglicéridos | Triglyceride | Triglicéridos
1742-6 | Alanine transaminase (ALT) | Alanine aminotransférase (ALAT) | Alanina aminotransferase (ALT) | Alanin-Aminotransferase (ALT) | Alanina aminotransferasa (ALT)
1920-8 | Aspartate transaminase (AST) | Aspartate aminotransférase (ASAT) | Aspartato aminotransferase (AST) | Aspartat-Aminotransferase (AST) | Aspartato aminotransferasa (AST)
2324-2 | Gamma-glutamyl transferase | Gamma-glutamyltransférase | Gama-glutamiltransferase | Gamma-Glutamyltransferase | Gamma-glutamiltransferasa
6768-6 | Alkaline phosphatase | Phosphatases alcalines | Fosfatase alcalina | Alkalische Phosphatase | Fosfatasa alcalina
1975-2 | Bilirubin, total | Bilirubine totale | Bilirrubina total | Gesamtbilirubin | Bilirrubina total
1751-7 | Albumin | Albumine | Albumina | Albumin | Albúmina
2857-1 | Prostate-specific antigen (PSA) | Antigène prostatique spécifique (PSA) | Antigénio específico da próstata (PSA) | Prostataspezifisches Antigen (PSA) | Antígeno prostático específico (PSA)
882-1 | Blood group (ABO and Rh) | Groupe sanguin (ABO et Rh) | Grupo sanguíneo (ABO e Rh) | Blutgruppe (AB0 und Rh) | Grupo sanguíneo (ABO y Rh)
883-9 | Blood group (ABO) | Groupe sanguin (ABO) | Grupo sanguíneo (ABO) | Blutgruppe (AB0) | Grupo sanguíneo (ABO)
10331-7 | Rhesus factor | Facteur rhésus | Fator Rh | Rhesusfaktor | Factor Rh
94500-6 | COVID-19 test (PCR) | Test COVID-19 (PCR) | Teste COVID-19 (PCR) | COVID-19-Test (PCR) | Prueba de COVID-19 (PCR)
10230-1 | Left ventricular ejection fraction | Fraction d’éjection du ventricule gauche | Fração de ejeção do ventrículo esquerdo | Linksventrikuläre Auswurffraktion | Fracción de eyección del ventrículo izquierdo
20150-9 | Forced expiratory volume in 1 s (FEV1) | Volume expiratoire maximal par seconde (VEMS) | Volume expiratório máximo no 1.º segundo (VEMS) | Einsekundenkapazität (FEV1) | Volumen espiratorio forzado en 1 s (FEV1)
19926-5 | FEV1/FVC ratio | Rapport VEMS/CVF | Relação VEMS/CVF | FEV1/FVC-Verhältnis | Relación FEV1/FVC
19935-6 | Peak expiratory flow | Débit expiratoire de pointe | Débito expiratório máximo | Spitzenfluss der Ausatmung | Flujo espiratorio máximo
34552-0 | Heart ultrasound report | Compte rendu d’échocardiographie | Relatório de ecocardiograma | Echokardiographie-Befund | Informe de ecocardiografía
11524-6 | ECG report | Compte rendu d’électrocardiogramme | Relatório de eletrocardiograma | EKG-Befund | Informe de electrocardiograma
18748-4 | Imaging report | Compte rendu d’imagerie | Relatório de imagiologia | Bildgebungsbefund | Informe de imagen
85354-9 | Blood pressure | Pression artérielle | Pressão arterial | Blutdruck | Presión arterial
55284-4 | Blood pressure | Pression artérielle | Pressão arterial | Blutdruck | Presión arterial
8480-6 | Systolic blood pressure | Pression artérielle systolique | Pressão arterial sistólica | Systolischer Blutdruck | Presión arterial sistólica
8462-4 | Diastolic blood pressure | Pression artérielle diastolique | Pressão arterial diastólica | Diastolischer Blutdruck | Presión arterial diastólica
29463-7 | Weight | Poids | Peso | Gewicht | Peso
8302-2 | Height | Taille | Altura | Größe | Talla
39156-5 | Body mass index | Indice de masse corporelle | Índice de massa corporal | Body-Mass-Index | Índice de masa corporal
59576-9 | Body mass index percentile | Percentile de l’indice de masse corporelle | Percentil do índice de massa corporal | BMI-Perzentile | Percentil del índice de masa corporal
9843-4 | Head circumference | Périmètre crânien | Perímetro cefálico | Kopfumfang | Perímetro craneal
8289-1 | Head circumference percentile | Percentile du périmètre crânien | Percentil do perímetro cefálico | Kopfumfang-Perzentile | Percentil del perímetro craneal
8867-4 | Heart rate | Fréquence cardiaque | Frequência cardíaca | Herzfrequenz | Frecuencia cardíaca
9279-1 | Breathing rate | Fréquence respiratoire | Frequência respiratória | Atemfrequenz | Frecuencia respiratoria
8310-5 | Body temperature | Température corporelle | Temperatura corporal | Körpertemperatur | Temperatura corporal
2708-6 | Oxygen saturation | Saturation en oxygène | Saturação de oxigénio | Sauerstoffsättigung | Saturación de oxígeno
59408-5 | Oxygen saturation (pulse oximetry) | Saturation en oxygène (SpO2) | Saturação de oxigénio (SpO2) | Sauerstoffsättigung (SpO2) | Saturación de oxígeno (SpO2)
8280-0 | Waist circumference | Tour de taille | Perímetro da cintura | Taillenumfang | Perímetro de cintura
82810-3 | Pregnancy | Grossesse | Gravidez | Schwangerschaft | Embarazo
11778-8 | Expected date of birth | Date prévue d’accouchement | Data prevista do parto | Errechneter Geburtstermin | Fecha prevista de parto
11779-6 | Expected date of birth (from last period) | Date prévue d’accouchement (d’après les dernières règles) | Data prevista do parto (pela última menstruação) | Errechneter Geburtstermin (nach letzter Periode) | Fecha prevista de parto (según última regla)
11780-4 | Expected date of birth (from ovulation) | Date prévue d’accouchement (d’après l’ovulation) | Data prevista do parto (pela ovulação) | Errechneter Geburtstermin (nach Eisprung) | Fecha prevista de parto (según ovulación)
8665-2 | Start of last period | Début des dernières règles | Início da última menstruação | Beginn der letzten Periode | Inicio de la última regla
11884-4 | Weeks of pregnancy | Âge gestationnel | Idade gestacional | Schwangerschaftswoche | Edad gestacional
18185-9 | Weeks of pregnancy | Âge gestationnel | Idade gestacional | Schwangerschaftswoche | Edad gestacional
49051-6 | Weeks of pregnancy | Âge gestationnel en semaines | Idade gestacional em semanas | Schwangerschaftsdauer in Wochen | Edad gestacional en semanas
11996-6 | Number of pregnancies | Nombre de grossesses | Número de gravidezes | Anzahl der Schwangerschaften | Número de embarazos
11977-6 | Number of births | Nombre d’accouchements | Número de partos | Anzahl der Geburten | Número de partos
11636-8 | Live births | Naissances vivantes | Nados-vivos | Lebendgeburten | Nacidos vivos
11637-6 | Premature births | Naissances prématurées | Partos prematuros | Frühgeburten | Partos prematuros
11638-4 | Children living | Enfants vivants | Filhos vivos | Lebende Kinder | Hijos vivos
11639-2 | Births at term | Naissances à terme | Partos de termo | Termingeburten | Partos a término
11640-0 | Total births | Naissances au total | Total de partos | Geburten insgesamt | Total de partos
11612-9 | Miscarriages and abortions | Fausses couches et interruptions | Abortos | Fehlgeburten und Abbrüche | Abortos
11614-5 | Miscarriages | Fausses couches | Abortos espontâneos | Fehlgeburten | Abortos espontáneos
72166-2 | Smoking | Tabagisme | Tabagismo | Rauchen | Tabaquismo
11367-0 | Past tobacco use | Antécédents de tabagisme | Antecedentes de tabagismo | Früherer Tabakkonsum | Antecedentes de tabaquismo
8664-5 | Pack-years smoked | Paquets-années | Unidades maço-ano | Packungsjahre | Paquetes-año
74013-4 | Alcoholic drinks per day | Verres d’alcool par jour | Bebidas alcoólicas por dia | Alkoholische Getränke pro Tag | Bebidas alcohólicas al día
11331-6 | Alcohol use | Consommation d’alcool | Consumo de álcool | Alkoholkonsum | Consumo de alcohol
LA15173-0 | Pregnant | Enceinte | Grávida | Schwanger | Embarazada
LA26683-5 | Not pregnant | Pas enceinte | Não grávida | Nicht schwanger | No embarazada
LA4489-6 | Unknown | Inconnu | Desconhecido | Unbekannt | Desconocido
LA18976-3 | Smokes every day | Fume tous les jours | Fuma todos os dias | Raucht täglich | Fuma a diario
LA18977-1 | Smokes some days | Fume occasionnellement | Fuma ocasionalmente | Raucht gelegentlich | Fuma ocasionalmente
LA15920-4 | Former smoker | Ancien fumeur | Ex-fumador | Früher geraucht | Exfumador
LA18978-9 | Never smoked | N’a jamais fumé | Nunca fumou | Nie geraucht | Nunca ha fumado
LA18980-5 | Smoking status unknown | Tabagisme inconnu | Hábitos tabágicos desconhecidos | Raucherstatus unbekannt | Tabaquismo desconocido
72514-3 | Pain intensity (0 to 10) | Intensité de la douleur (0 à 10) | Intensidade da dor (0 a 10) | Schmerzstärke (0 bis 10) | Intensidad del dolor (0 a 10)
`,
};
