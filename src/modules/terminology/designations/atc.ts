import type { DesignationTable } from './table.ts';

/** Medicines and vaccines (ATC), by their international nonproprietary names. */
export const atc: DesignationTable = {
  system: 'http://www.whocc.no/atc',
  lines: `
A02BC01 | Omeprazole | Oméprazole | Omeprazol | Omeprazol | Omeprazol
A02BC02 | Pantoprazole | Pantoprazole | Pantoprazol | Pantoprazol | Pantoprazol
A02BC05 | Esomeprazole | Ésoméprazole | Esomeprazol | Esomeprazol | Esomeprazol
A03FA03 | Domperidone | Dompéridone | Domperidona | Domperidon | Domperidona
A06AD65 | Macrogol | Macrogol | Macrogol | Macrogol | Macrogol
A07EC02 | Mesalazine | Mésalazine | Messalazina | Mesalazin | Mesalazina
A07EA06 | Budesonide (for the bowel) | Budésonide (intestinal) | Budesonida (intestinal) | Budesonid (Darm) | Budesonida (intestinal)
A10AB01 | Human insulin (fast-acting) | Insuline humaine (rapide) | Insulina humana (ação rápida) | Humaninsulin (schnell wirkend) | Insulina humana (acción rápida)
A10AB04 | Insulin lispro (fast-acting) | Insuline lispro (rapide) | Insulina lispro (ação rápida) | Insulin lispro (schnell wirkend) | Insulina lispro (acción rápida)
A10AB05 | Insulin aspart (fast-acting) | Insuline asparte (rapide) | Insulina aspártico (ação rápida) | Insulin aspart (schnell wirkend) | Insulina aspart (acción rápida)
A10AB06 | Insulin glulisine (fast-acting) | Insuline glulisine (rapide) | Insulina glulisina (ação rápida) | Insulin glulisin (schnell wirkend) | Insulina glulisina (acción rápida)
A10AE04 | Insulin glargine (long-acting) | Insuline glargine (lente) | Insulina glargina (ação prolongada) | Insulin glargin (lang wirkend) | Insulina glargina (acción prolongada)
A10AE05 | Insulin detemir (long-acting) | Insuline détémir (lente) | Insulina detemir (ação prolongada) | Insulin detemir (lang wirkend) | Insulina detemir (acción prolongada)
A10AE06 | Insulin degludec (long-acting) | Insuline dégludec (lente) | Insulina degludec (ação prolongada) | Insulin degludec (lang wirkend) | Insulina degludec (acción prolongada)
A10BA02 | Metformin | Metformine | Metformina | Metformin | Metformina
A10BB09 | Gliclazide | Gliclazide | Gliclazida | Gliclazid | Gliclazida
A10BD15 | Metformin and dapagliflozin | Metformine et dapagliflozine | Metformina e dapagliflozina | Metformin und Dapagliflozin | Metformina y dapagliflozina
A10BH01 | Sitagliptin | Sitagliptine | Sitagliptina | Sitagliptin | Sitagliptina
A10BJ02 | Liraglutide | Liraglutide | Liraglutido | Liraglutid | Liraglutida
A10BJ05 | Dulaglutide | Dulaglutide | Dulaglutido | Dulaglutid | Dulaglutida
A10BJ06 | Semaglutide | Sémaglutide | Semaglutido | Semaglutid | Semaglutida
A10BK01 | Dapagliflozin | Dapagliflozine | Dapagliflozina | Dapagliflozin | Dapagliflozina
A10BK03 | Empagliflozin | Empagliflozine | Empagliflozina | Empagliflozin | Empagliflozina
A11CC05 | Vitamin D3 (colecalciferol) | Vitamine D3 (colécalciférol) | Vitamina D3 (colecalciferol) | Vitamin D3 (Colecalciferol) | Vitamina D3 (colecalciferol)
A12AX | Calcium with vitamin D | Calcium avec vitamine D | Cálcio com vitamina D | Calcium mit Vitamin D | Calcio con vitamina D
A16AB03 | Agalsidase alfa | Agalsidase alfa | Agalsidase alfa | Agalsidase alfa | Agalsidasa alfa
A16AB04 | Agalsidase beta | Agalsidase bêta | Agalsidase beta | Agalsidase beta | Agalsidasa beta
A16AX14 | Migalastat | Migalastat | Migalastate | Migalastat | Migalastat
B01AA03 | Warfarin | Warfarine | Varfarina | Warfarin | Warfarina
B01AA04 | Phenprocoumon | Phenprocoumone | Fenprocumona | Phenprocoumon | Fenprocumón
B01AA07 | Acenocoumarol | Acénocoumarol | Acenocumarol | Acenocoumarol | Acenocumarol
B01AA12 | Fluindione | Fluindione | Fluindiona | Fluindion | Fluindiona
B01AB05 | Enoxaparin | Énoxaparine | Enoxaparina | Enoxaparin | Enoxaparina
B01AC04 | Clopidogrel | Clopidogrel | Clopidogrel | Clopidogrel | Clopidogrel
B01AC06 | Acetylsalicylic acid (low dose) | Acide acétylsalicylique (faible dose) | Ácido acetilsalicílico (dose baixa) | Acetylsalicylsäure (niedrig dosiert) | Ácido acetilsalicílico (dosis baja)
B01AE07 | Dabigatran | Dabigatran | Dabigatrano | Dabigatran | Dabigatrán
B01AF01 | Rivaroxaban | Rivaroxaban | Rivaroxabano | Rivaroxaban | Rivaroxabán
B01AF02 | Apixaban | Apixaban | Apixabano | Apixaban | Apixabán
B03AA07 | Iron (ferrous sulfate) | Fer (sulfate ferreux) | Ferro (sulfato ferroso) | Eisen (Eisensulfat) | Hierro (sulfato ferroso)
B03AE01 | Iron, vitamin B12 and folic acid | Fer, vitamine B12 et acide folique | Ferro, vitamina B12 e ácido fólico | Eisen, Vitamin B12 und Folsäure | Hierro, vitamina B12 y ácido fólico
B03BA01 | Vitamin B12 (cyanocobalamin) | Vitamine B12 (cyanocobalamine) | Vitamina B12 (cianocobalamina) | Vitamin B12 (Cyanocobalamin) | Vitamina B12 (cianocobalamina)
B03BB01 | Folic acid | Acide folique | Ácido fólico | Folsäure | Ácido fólico
C01AA05 | Digoxin | Digoxine | Digoxina | Digoxin | Digoxina
C01BC04 | Flecainide | Flécaïnide | Flecainida | Flecainid | Flecainida
C01BD01 | Amiodarone | Amiodarone | Amiodarona | Amiodaron | Amiodarona
C01CA24 | Epinephrine (adrenaline) | Épinéphrine (adrénaline) | Epinefrina (adrenalina) | Epinephrin (Adrenalin) | Epinefrina (adrenalina)
C01DA02 | Glyceryl trinitrate | Trinitrine | Nitroglicerina | Glyceroltrinitrat | Nitroglicerina
C02AB01 | Methyldopa | Méthyldopa | Metildopa | Methyldopa | Metildopa
C03AA03 | Hydrochlorothiazide | Hydrochlorothiazide | Hidroclorotiazida | Hydrochlorothiazid | Hidroclorotiazida
C03BA11 | Indapamide | Indapamide | Indapamida | Indapamid | Indapamida
C03CA01 | Furosemide | Furosémide | Furosemida | Furosemid | Furosemida
C03CA02 | Bumetanide | Bumétanide | Bumetanida | Bumetanid | Bumetanida
C03DA01 | Spironolactone | Spironolactone | Espironolactona | Spironolacton | Espironolactona
C03DA04 | Eplerenone | Éplérénone | Eplerenona | Eplerenon | Eplerenona
C07AB02 | Metoprolol | Métoprolol | Metoprolol | Metoprolol | Metoprolol
C07AB07 | Bisoprolol | Bisoprolol | Bisoprolol | Bisoprolol | Bisoprolol
C07AG01 | Labetalol | Labétalol | Labetalol | Labetalol | Labetalol
C07AG02 | Carvedilol | Carvédilol | Carvedilol | Carvedilol | Carvedilol
C08CA01 | Amlodipine | Amlodipine | Amlodipina | Amlodipin | Amlodipino
C08CA05 | Nifedipine | Nifédipine | Nifedipina | Nifedipin | Nifedipino
C08CA13 | Lercanidipine | Lercanidipine | Lercanidipina | Lercanidipin | Lercanidipino
C09AA02 | Enalapril | Énalapril | Enalapril | Enalapril | Enalapril
C09AA03 | Lisinopril | Lisinopril | Lisinopril | Lisinopril | Lisinopril
C09AA04 | Perindopril | Périndopril | Perindopril | Perindopril | Perindopril
C09AA05 | Ramipril | Ramipril | Ramipril | Ramipril | Ramipril
C09CA01 | Losartan | Losartan | Losartan | Losartan | Losartán
C09CA03 | Valsartan | Valsartan | Valsartan | Valsartan | Valsartán
C09CA06 | Candesartan | Candésartan | Candesartan | Candesartan | Candesartán
C09CA07 | Telmisartan | Telmisartan | Telmisartan | Telmisartan | Telmisartán
C09DX04 | Sacubitril and valsartan | Sacubitril et valsartan | Sacubitril e valsartan | Sacubitril und Valsartan | Sacubitrilo y valsartán
C10AA01 | Simvastatin | Simvastatine | Sinvastatina | Simvastatin | Simvastatina
C10AA05 | Atorvastatin | Atorvastatine | Atorvastatina | Atorvastatin | Atorvastatina
C10AA07 | Rosuvastatin | Rosuvastatine | Rosuvastatina | Rosuvastatin | Rosuvastatina
C10AX09 | Ezetimibe | Ézétimibe | Ezetimiba | Ezetimib | Ezetimiba
D02AX | Skin emollients | Émollients cutanés | Emolientes cutâneos | Hautpflegemittel | Emolientes cutáneos
D07AA02 | Hydrocortisone (skin) | Hydrocortisone (cutanée) | Hidrocortisona (cutânea) | Hydrocortison (Haut) | Hidrocortisona (cutánea)
D07AC13 | Mometasone (skin) | Mométasone (cutanée) | Mometasona (cutânea) | Mometason (Haut) | Mometasona (cutánea)
G03AA07 | Levonorgestrel and ethinylestradiol | Lévonorgestrel et éthinylestradiol | Levonorgestrel e etinilestradiol | Levonorgestrel und Ethinylestradiol | Levonorgestrel y etinilestradiol
G03AC09 | Desogestrel | Désogestrel | Desogestrel | Desogestrel | Desogestrel
G04CA02 | Tamsulosin | Tamsulosine | Tansulosina | Tamsulosin | Tamsulosina
H02AB06 | Prednisolone | Prednisolone | Prednisolona | Prednisolon | Prednisolona
H02AB07 | Prednisone | Prednisone | Prednisona | Prednison | Prednisona
H03AA01 | Levothyroxine | Lévothyroxine | Levotiroxina | Levothyroxin | Levotiroxina
H04AA01 | Glucagon | Glucagon | Glucagom | Glucagon | Glucagón
J01AA02 | Doxycycline | Doxycycline | Doxiciclina | Doxycyclin | Doxiciclina
J01C | Penicillins | Pénicillines | Penicilinas | Penicilline | Penicilinas
J01CA04 | Amoxicillin | Amoxicilline | Amoxicilina | Amoxicillin | Amoxicilina
J01CR02 | Amoxicillin and clavulanic acid | Amoxicilline et acide clavulanique | Amoxicilina e ácido clavulânico | Amoxicillin und Clavulansäure | Amoxicilina y ácido clavulánico
J01FA09 | Clarithromycin | Clarithromycine | Claritromicina | Clarithromycin | Claritromicina
J01FA10 | Azithromycin | Azithromycine | Azitromicina | Azithromycin | Azitromicina
J01XX01 | Fosfomycin | Fosfomycine | Fosfomicina | Fosfomycin | Fosfomicina
L01EF01 | Palbociclib | Palbociclib | Palbociclib | Palbociclib | Palbociclib
L02BA01 | Tamoxifen | Tamoxifène | Tamoxifeno | Tamoxifen | Tamoxifeno
L02BG03 | Anastrozole | Anastrozole | Anastrozol | Anastrozol | Anastrozol
L04AB02 | Infliximab | Infliximab | Infliximab | Infliximab | Infliximab
L04AB04 | Adalimumab | Adalimumab | Adalimumab | Adalimumab | Adalimumab
L04AX01 | Azathioprine | Azathioprine | Azatioprina | Azathioprin | Azatioprina
L04AX03 | Methotrexate | Méthotrexate | Metotrexato | Methotrexat | Metotrexato
M01AB05 | Diclofenac | Diclofénac | Diclofenac | Diclofenac | Diclofenaco
M01AE01 | Ibuprofen | Ibuprofène | Ibuprofeno | Ibuprofen | Ibuprofeno
M04AA01 | Allopurinol | Allopurinol | Alopurinol | Allopurinol | Alopurinol
M05BA04 | Alendronic acid | Acide alendronique | Ácido alendrónico | Alendronsäure | Ácido alendrónico
N02AA01 | Morphine | Morphine | Morfina | Morphin | Morfina
N02AX02 | Tramadol | Tramadol | Tramadol | Tramadol | Tramadol
N02BA01 | Acetylsalicylic acid | Acide acétylsalicylique | Ácido acetilsalicílico | Acetylsalicylsäure | Ácido acetilsalicílico
N02BB02 | Metamizole | Métamizole | Metamizol | Metamizol | Metamizol
N02BE01 | Paracetamol | Paracétamol | Paracetamol | Paracetamol | Paracetamol
N02CC01 | Sumatriptan | Sumatriptan | Sumatriptano | Sumatriptan | Sumatriptán
N03AX09 | Lamotrigine | Lamotrigine | Lamotrigina | Lamotrigin | Lamotrigina
N03AX12 | Gabapentin | Gabapentine | Gabapentina | Gabapentin | Gabapentina
N03AF01 | Carbamazepine | Carbamazépine | Carbamazepina | Carbamazepin | Carbamazepina
N03AX14 | Levetiracetam | Lévétiracétam | Levetiracetam | Levetiracetam | Levetiracetam
N03AX16 | Pregabalin | Prégabaline | Pregabalina | Pregabalin | Pregabalina
N05BA06 | Lorazepam | Lorazépam | Lorazepam | Lorazepam | Lorazepam
N06AB04 | Citalopram | Citalopram | Citalopram | Citalopram | Citalopram
N06AB06 | Sertraline | Sertraline | Sertralina | Sertralin | Sertralina
N06AB10 | Escitalopram | Escitalopram | Escitalopram | Escitalopram | Escitalopram
R01AD05 | Budesonide (nose) | Budésonide (nasal) | Budesonida (nasal) | Budesonid (Nase) | Budesonida (nasal)
R01AD09 | Mometasone (nose) | Mométasone (nasale) | Mometasona (nasal) | Mometason (Nase) | Mometasona (nasal)
R01AD12 | Fluticasone furoate (nose) | Furoate de fluticasone (nasal) | Furoato de fluticasona (nasal) | Fluticasonfuroat (Nase) | Furoato de fluticasona (nasal)
R03AC02 | Salbutamol | Salbutamol | Salbutamol | Salbutamol | Salbutamol
R03AC13 | Formoterol | Formotérol | Formoterol | Formoterol | Formoterol
R03AC18 | Indacaterol | Indacatérol | Indacaterol | Indacaterol | Indacaterol
R03AK06 | Salmeterol and fluticasone | Salmétérol et fluticasone | Salmeterol e fluticasona | Salmeterol und Fluticason | Salmeterol y fluticasona
R03AK07 | Formoterol and budesonide | Formotérol et budésonide | Formoterol e budesonida | Formoterol und Budesonid | Formoterol y budesonida
R03AK08 | Formoterol and beclometasone | Formotérol et béclométasone | Formoterol e beclometasona | Formoterol und Beclometason | Formoterol y beclometasona
R03AL04 | Indacaterol and glycopyrronium | Indacatérol et glycopyrronium | Indacaterol e glicopirrónio | Indacaterol und Glycopyrronium | Indacaterol y glicopirronio
R03AL05 | Formoterol and aclidinium | Formotérol et aclidinium | Formoterol e aclidínio | Formoterol und Aclidinium | Formoterol y aclidinio
R03AL06 | Olodaterol and tiotropium | Olodatérol et tiotropium | Olodaterol e tiotrópio | Olodaterol und Tiotropium | Olodaterol y tiotropio
R03BA01 | Beclometasone (inhaled) | Béclométasone (inhalée) | Beclometasona (inalada) | Beclometason (inhalativ) | Beclometasona (inhalada)
R03BA02 | Budesonide (inhaled) | Budésonide (inhalé) | Budesonida (inalada) | Budesonid (inhalativ) | Budesonida (inhalada)
R03BB01 | Ipratropium | Ipratropium | Ipratrópio | Ipratropium | Ipratropio
R03BB04 | Tiotropium | Tiotropium | Tiotrópio | Tiotropium | Tiotropio
R03DC03 | Montelukast | Montélukast | Montelucaste | Montelukast | Montelukast
R06AE07 | Cetirizine | Cétirizine | Cetirizina | Cetirizin | Cetirizina
R06AX13 | Loratadine | Loratadine | Loratadina | Loratadin | Loratadina
R06AX26 | Fexofenadine | Fexofénadine | Fexofenadina | Fexofenadin | Fexofenadina
R06AX27 | Desloratadine | Desloratadine | Desloratadina | Desloratadin | Desloratadina
R06AX28 | Rupatadine | Rupatadine | Rupatadina | Rupatadin | Rupatadina
R06AX29 | Bilastine | Bilastine | Bilastina | Bilastin | Bilastina
S01EE01 | Latanoprost | Latanoprost | Latanoprost | Latanoprost | Latanoprost
V08AB | Iodinated contrast media | Produits de contraste iodés | Meios de contraste iodados | Jodhaltige Kontrastmittel | Medios de contraste yodados
J07AH07 | Meningococcal C vaccine, conjugate | Vaccin méningococcique C conjugué | Vacina meningocócica C conjugada | Meningokokken-C-Konjugatimpfstoff | Vacuna conjugada meningocócica C
J07AH08 | Meningococcal ACWY vaccine, conjugate | Vaccin méningococcique ACWY conjugué | Vacina meningocócica ACWY conjugada | Meningokokken-ACWY-Konjugatimpfstoff | Vacuna conjugada meningocócica ACWY
J07AH09 | Meningococcal B vaccine | Vaccin méningococcique B | Vacina meningocócica B | Meningokokken-B-Impfstoff | Vacuna meningocócica B
J07AL01 | Pneumococcal vaccine, polysaccharide | Vaccin pneumococcique polyosidique | Vacina pneumocócica polissacarídica | Pneumokokken-Polysaccharidimpfstoff | Vacuna neumocócica polisacarídica
J07AL02 | Pneumococcal vaccine, conjugate | Vaccin pneumococcique conjugué | Vacina pneumocócica conjugada | Pneumokokken-Konjugatimpfstoff | Vacuna neumocócica conjugada
J07AM01 | Tetanus vaccine | Vaccin contre le tétanos | Vacina contra o tétano | Tetanusimpfstoff | Vacuna contra el tétanos
J07AM51 | Tetanus and diphtheria vaccine | Vaccin tétanos-diphtérie | Vacina contra tétano e difteria | Tetanus-Diphtherie-Impfstoff | Vacuna contra tétanos y difteria
J07AJ52 | Diphtheria, tetanus and whooping cough vaccine | Vaccin diphtérie-tétanos-coqueluche | Vacina contra difteria, tétano e tosse convulsa | Diphtherie-Tetanus-Keuchhusten-Impfstoff | Vacuna contra difteria, tétanos y tosferina
J07AN01 | Tuberculosis vaccine (BCG) | Vaccin contre la tuberculose (BCG) | Vacina contra a tuberculose (BCG) | Tuberkuloseimpfstoff (BCG) | Vacuna contra la tuberculosis (BCG)
J07BA01 | Tick-borne encephalitis vaccine | Vaccin contre l’encéphalite à tiques | Vacina contra a encefalite da carraça | FSME-Impfstoff | Vacuna contra la encefalitis por garrapatas
J07BB02 | Influenza vaccine, inactivated | Vaccin grippal inactivé | Vacina inativada contra a gripe | Grippeimpfstoff, inaktiviert | Vacuna inactivada contra la gripe
J07BC01 | Hepatitis B vaccine | Vaccin hépatite B | Vacina contra a hepatite B | Hepatitis-B-Impfstoff | Vacuna contra la hepatitis B
J07BC02 | Hepatitis A vaccine | Vaccin hépatite A | Vacina contra a hepatite A | Hepatitis-A-Impfstoff | Vacuna contra la hepatitis A
J07BD52 | Measles, mumps and rubella vaccine | Vaccin rougeole-oreillons-rubéole | Vacina contra sarampo, papeira e rubéola | Masern-Mumps-Röteln-Impfstoff | Vacuna contra sarampión, paperas y rubéola
J07BF03 | Polio vaccine, inactivated | Vaccin poliomyélitique inactivé | Vacina inativada contra a poliomielite | Polioimpfstoff, inaktiviert | Vacuna inactivada contra la poliomielitis
J07BH01 | Rotavirus vaccine | Vaccin contre le rotavirus | Vacina contra o rotavírus | Rotavirusimpfstoff | Vacuna contra el rotavirus
J07BK01 | Chickenpox vaccine | Vaccin contre la varicelle | Vacina contra a varicela | Windpockenimpfstoff | Vacuna contra la varicela
J07BK03 | Shingles vaccine, recombinant | Vaccin recombinant contre le zona | Vacina recombinante contra a zona | Gürtelroseimpfstoff, rekombinant | Vacuna recombinante contra el herpes zóster
J07BL01 | Yellow fever vaccine | Vaccin contre la fièvre jaune | Vacina contra a febre amarela | Gelbfieberimpfstoff | Vacuna contra la fiebre amarilla
J07BM01 | Human papillomavirus vaccine (4 types) | Vaccin papillomavirus humain (4 valences) | Vacina contra o HPV (4 valências) | HPV-Impfstoff (4-fach) | Vacuna contra el VPH (4 tipos)
J07BM02 | Human papillomavirus vaccine (2 types) | Vaccin papillomavirus humain (2 valences) | Vacina contra o HPV (2 valências) | HPV-Impfstoff (2-fach) | Vacuna contra el VPH (2 tipos)
J07BM03 | Human papillomavirus vaccine (9 types) | Vaccin papillomavirus humain (9 valences) | Vacina contra o HPV (9 valências) | HPV-Impfstoff (9-fach) | Vacuna contra el VPH (9 tipos)
J07BN01 | COVID-19 vaccine, mRNA | Vaccin à ARNm contre la COVID-19 | Vacina de mRNA contra a COVID-19 | COVID-19-mRNA-Impfstoff | Vacuna de ARNm contra la COVID-19
J07BN02 | COVID-19 vaccine, viral vector | Vaccin à vecteur viral contre la COVID-19 | Vacina de vetor viral contra a COVID-19 | COVID-19-Vektorimpfstoff | Vacuna de vector vírico contra la COVID-19
J07BX03 | COVID-19 vaccine | Vaccin contre la COVID-19 | Vacina contra a COVID-19 | COVID-19-Impfstoff | Vacuna contra la COVID-19
J07BX05 | Respiratory syncytial virus vaccine | Vaccin contre le virus respiratoire syncytial | Vacina contra o vírus sincicial respiratório | RSV-Impfstoff | Vacuna contra el virus respiratorio sincitial
J07CA01 | Diphtheria, polio and tetanus vaccine | Vaccin diphtérie-tétanos-poliomyélite | Vacina contra difteria, tétano e poliomielite | Diphtherie-Tetanus-Polio-Impfstoff | Vacuna contra difteria, tétanos y poliomielitis
J07CA02 | Diphtheria, tetanus, whooping cough and polio vaccine | Vaccin diphtérie-tétanos-coqueluche-poliomyélite | Vacina contra difteria, tétano, tosse convulsa e poliomielite | Diphtherie-Tetanus-Keuchhusten-Polio-Impfstoff | Vacuna contra difteria, tétanos, tosferina y poliomielitis
J07CA06 | Five-in-one vaccine (diphtheria, tetanus, whooping cough, polio, Hib) | Vaccin pentavalent (diphtérie, tétanos, coqueluche, poliomyélite, Hib) | Vacina pentavalente (difteria, tétano, tosse convulsa, poliomielite, Hib) | Fünffachimpfstoff (Diphtherie, Tetanus, Keuchhusten, Polio, Hib) | Vacuna pentavalente (difteria, tétanos, tosferina, poliomielitis, Hib)
J07CA09 | Six-in-one vaccine (diphtheria, tetanus, whooping cough, polio, Hib, hepatitis B) | Vaccin hexavalent (diphtérie, tétanos, coqueluche, poliomyélite, Hib, hépatite B) | Vacina hexavalente (difteria, tétano, tosse convulsa, poliomielite, Hib, hepatite B) | Sechsfachimpfstoff (Diphtherie, Tetanus, Keuchhusten, Polio, Hib, Hepatitis B) | Vacuna hexavalente (difteria, tétanos, tosferina, poliomielitis, Hib, hepatitis B)
`,
};
