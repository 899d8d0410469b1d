import type { DesignationTable } from './table.ts';

/** Allergies, the substances that cause them, and reactions. */
export const snomedAllergies: DesignationTable = {
  system: 'http://snomed.info/sct',
  lines: `
716186003 | No known allergies | Aucune allergie connue | Sem alergias conhecidas | Keine bekannten Allergien | Sin alergias conocidas
409137002 | No known drug allergies | Aucune allergie médicamenteuse connue | Sem alergias medicamentosas conhecidas | Keine bekannten Medikamentenallergien | Sin alergias conocidas a medicamentos
428607008 | No known environmental allergies | Aucune allergie environnementale connue | Sem alergias ambientais conhecidas | Keine bekannten Umweltallergien | Sin alergias ambientales conocidas
429625007 | No known food allergies | Aucune allergie alimentaire connue | Sem alergias alimentares conhecidas | Keine bekannten Nahrungsmittelallergien | Sin alergias alimentarias conocidas
91936005 | Penicillin allergy | Allergie à la pénicilline | Alergia à penicilina | Penicillinallergie | Alergia a la penicilina
294505008 | Amoxicillin allergy | Allergie à l’amoxicilline | Alergia à amoxicilina | Amoxicillinallergie | Alergia a la amoxicilina
293586001 | Aspirin allergy | Allergie à l’aspirine | Alergia à aspirina | Aspirinallergie | Alergia a la aspirina
416098002 | Drug allergy | Allergie médicamenteuse | Alergia medicamentosa | Medikamentenallergie | Alergia a un medicamento
414285001 | Food allergy | Allergie alimentaire | Alergia alimentar | Nahrungsmittelallergie | Alergia alimentaria
426232007 | Environmental allergy | Allergie environnementale | Alergia ambiental | Umweltallergie | Alergia ambiental
91935009 | Peanut allergy | Allergie à l’arachide | Alergia ao amendoim | Erdnussallergie | Alergia al cacahuete
91934008 | Nut allergy | Allergie aux fruits à coque | Alergia a frutos de casca rija | Nussallergie | Alergia a los frutos secos
91930004 | Egg allergy | Allergie aux œufs | Alergia ao ovo | Hühnereiallergie | Alergia al huevo
782555009 | Cow’s milk protein allergy | Allergie aux protéines du lait de vache | Alergia às proteínas do leite de vaca | Kuhmilcheiweißallergie | Alergia a las proteínas de la leche de vaca
300913006 | Shellfish allergy | Allergie aux crustacés et coquillages | Alergia ao marisco | Allergie gegen Schalentiere | Alergia al marisco
417532002 | Fish allergy | Allergie au poisson | Alergia ao peixe | Fischallergie | Alergia al pescado
300916003 | Latex allergy | Allergie au latex | Alergia ao látex | Latexallergie | Alergia al látex
300910009 | Pollen allergy | Allergie au pollen | Alergia ao pólen | Pollenallergie | Alergia al polen
418689008 | Grass pollen allergy | Allergie au pollen de graminées | Alergia ao pólen de gramíneas | Gräserpollenallergie | Alergia al polen de gramíneas
232350006 | House dust mite allergy | Allergie aux acariens | Alergia aos ácaros | Hausstaubmilbenallergie | Alergia a los ácaros del polvo
232347008 | Animal dander allergy | Allergie aux poils d’animaux | Alergia ao pelo de animais | Tierhaarallergie | Alergia al pelo de animales
232346004 | Cat allergy | Allergie au chat | Alergia a gatos | Katzenallergie | Alergia a los gatos
419271008 | Dog allergy | Allergie au chien | Alergia a cães | Hundeallergie | Alergia a los perros
424213003 | Bee venom allergy | Allergie au venin d’abeille | Alergia ao veneno de abelha | Bienengiftallergie | Alergia al veneno de abeja
423058007 | Wasp venom allergy | Allergie au venin de guêpe | Alergia ao veneno de vespa | Wespengiftallergie | Alergia al veneno de avispa
293637006 | Contrast medium allergy | Allergie aux produits de contraste | Alergia a meios de contraste | Kontrastmittelallergie | Alergia a medios de contraste
419511003 | Tendency to react to drugs | Prédisposition aux réactions médicamenteuses | Propensão para reações a medicamentos | Neigung zu Arzneimittelreaktionen | Propensión a reacciones a medicamentos
235719002 | Food intolerance | Intolérance alimentaire | Intolerância alimentar | Nahrungsmittelunverträglichkeit | Intolerancia alimentaria
782415009 | Lactose intolerance | Intolérance au lactose | Intolerância à lactose | Laktoseunverträglichkeit | Intolerancia a la lactosa
764146007 | Penicillin | Pénicilline | Penicilina | Penicillin | Penicilina
373270004 | Penicillins | Pénicillines | Penicilinas | Penicilline | Penicilinas
372687004 | Amoxicillin | Amoxicilline | Amoxicilina | Amoxicillin | Amoxicilina
387517004 | Paracetamol | Paracétamol | Paracetamol | Paracetamol | Paracetamol
387458008 | Aspirin | Aspirine | Aspirina | Aspirin | Aspirina
387207008 | Ibuprofen | Ibuprofène | Ibuprofeno | Ibuprofen | Ibuprofeno
372665008 | Anti-inflammatory medicines (NSAIDs) | Anti-inflammatoires non stéroïdiens | Anti-inflamatórios não esteroides | Nichtsteroidale Entzündungshemmer | Antiinflamatorios no esteroideos
387406002 | Sulfonamides | Sulfamides | Sulfonamidas | Sulfonamide | Sulfamidas
387170002 | Ciprofloxacin | Ciprofloxacine | Ciprofloxacina | Ciprofloxacin | Ciprofloxacino
373529000 | Morphine | Morphine | Morfina | Morphin | Morfina
387494007 | Codeine | Codéine | Codeína | Codein | Codeína
385420005 | Contrast medium | Produit de contraste | Meio de contraste | Kontrastmittel | Medio de contraste
111088007 | Latex | Latex | Látex | Latex | Látex
762952008 | Peanut | Arachide | Amendoim | Erdnuss | Cacahuete
735029006 | Shellfish | Crustacés et coquillages | Marisco | Schalentiere | Marisco
227493005 | Cashew nut | Noix de cajou | Caju | Cashewnuss | Anacardo
102263004 | Eggs | Œufs | Ovos | Eier | Huevos
3718001 | Cow’s milk | Lait de vache | Leite de vaca | Kuhmilch | Leche de vaca
412071004 | Wheat | Blé | Trigo | Weizen | Trigo
89811004 | Gluten | Gluten | Glúten | Gluten | Gluten
256259004 | Pollen | Pollen | Pólen | Pollen | Polen
256277009 | Grass pollen | Pollen de graminées | Pólen de gramíneas | Gräserpollen | Polen de gramíneas
256262001 | Birch pollen | Pollen de bouleau | Pólen de bétula | Birkenpollen | Polen de abedul
260147004 | House dust mite | Acariens de la poussière | Ácaros do pó | Hausstaubmilben | Ácaros del polvo
260152009 | Cat dander | Poils de chat | Pelo de gato | Katzenhaare | Pelo de gato
264287008 | Animal dander | Poils d’animaux | Pelo de animais | Tierhaare | Pelo de animales
288328004 | Bee venom | Venin d’abeille | Veneno de abelha | Bienengift | Veneno de abeja
126485001 | Hives (urticaria) | Urticaire | Urticária | Nesselsucht | Urticaria
247472004 | Wheals | Plaques d’urticaire | Pápulas urticariformes | Quaddeln | Habones
39579001 | Anaphylaxis | Anaphylaxie | Anafilaxia | Anaphylaxie | Anafilaxia
271807003 | Skin rash | Éruption cutanée | Erupção cutânea | Hautausschlag | Erupción cutánea
1806006 | Skin eruption | Éruption de la peau | Erupção na pele | Hauteruption | Erupción de la piel
41291007 | Swelling under the skin (angioedema) | Angio-œdème | Angioedema | Angioödem | Angioedema
418363000 | Itching | Démangeaisons | Comichão | Juckreiz | Picor
267036007 | Shortness of breath | Essoufflement | Falta de ar | Atemnot | Falta de aire
4386001 | Bronchospasm | Bronchospasme | Broncoespasmo | Bronchospasmus | Broncoespasmo
56018004 | Wheezing | Sifflements respiratoires | Pieira | Pfeifende Atmung | Sibilancias
70076002 | Runny or stuffy nose | Rhinite | Rinite | Schnupfen | Rinitis
9826008 | Conjunctivitis | Conjonctivite | Conjuntivite | Bindehautentzündung | Conjuntivitis
422587007 | Nausea | Nausées | Náuseas | Übelkeit | Náuseas
422400008 | Vomiting | Vomissements | Vómitos | Erbrechen | Vómitos
62315008 | Diarrhoea | Diarrhée | Diarreia | Durchfall | Diarrea
25064002 | Headache | Céphalée | Dor de cabeça | Kopfschmerzen | Dolor de cabeza
21522001 | Abdominal pain | Douleur abdominale | Dor abdominal | Bauchschmerzen | Dolor abdominal
238810007 | Flushing | Bouffées de rougeur | Rubor | Hitzegefühl mit Rötung | Enrojecimiento
40275004 | Contact dermatitis | Dermatite de contact | Dermatite de contacto | Kontaktdermatitis | Dermatitis de contacto
271825005 | Respiratory distress | Détresse respiratoire | Dificuldade respiratória | Atemnotsyndrom | Dificultad respiratoria
`,
};
