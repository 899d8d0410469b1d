/** What validation says, in French, by the English words. A gap is `{}`; gaps keep their order. */
export const fr: Readonly<Record<string, string>> = {
  'At least {} of {} must be there, but there are {}.': 'Il faut au moins {} de {}, mais il y en a {}.',
  'At most {} of {} may be there, but there are {}.': 'Il peut y avoir au plus {} de {}, mais il y en a {}.',
  '{} must not be there.': '{} ne doit pas être présent.',
  'An element is missing; add {}.': 'Il manque un élément ; ajoutez {}.',
  'A contained resource must not contain others; put them beside it.':
    'Une ressource contenue ne doit pas en contenir d’autres ; placez-les à côté.',
  'A link in the narrative is not safe.': 'Un lien du texte n’est pas sûr.',
  'A link of the narrative has a scheme that nobody can follow.':
    'Un lien du texte a un schéma que personne ne peut suivre.',
  'A link of the narrative leads to a place that is not there.': 'Un lien du texte mène à un endroit qui n’existe pas.',
  'A required question has no answer.': 'Une question obligatoire est sans réponse.',
  'A style in the narrative must not load or run anything.': 'Un style du texte ne doit rien charger ni exécuter.',
  'A supplement has no codes of its own; name the code system that it supplements.':
    'Un supplément n’a pas de codes propres ; nommez le système de codes qu’il complète.',
  'An entry without a value must have an extension in the array beside it.':
    'Une entrée sans valeur doit avoir une extension dans le tableau voisin.',
  'An extension has either a value or extensions, not both and not neither.':
    'Une extension a soit une valeur, soit des extensions, ni les deux ni aucune.',
  'An image in the narrative must not be loaded from elsewhere.':
    'Une image du texte ne doit pas être chargée d’ailleurs.',
  'An item has a linkId that the questionnaire does not have here.':
    'Un élément a un linkId que le questionnaire n’a pas à cet endroit.',
  'In the system urn:ietf:rfc:3986 the value must be a whole address with its scheme.':
    'Dans le système urn:ietf:rfc:3986, la valeur doit être une adresse complète avec son schéma.',
  'Nothing in the document leads to the entry.': 'Rien dans le document ne mène à l’entrée.',
  'Nothing refers to the contained resource, and it does not refer to what contains it.':
    'Rien ne renvoie à la ressource contenue, et elle ne renvoie pas à celle qui la contient.',
  'Only one type may be chosen for the element; keep one of them.':
    'Un seul type peut être choisi pour l’élément ; gardez-en un.',
  'The address leads to something that is no Questionnaire.': 'L’adresse mène à autre chose qu’un Questionnaire.',
  'The address of a definition must be absolute, or # and a contained id.':
    'L’adresse d’une définition doit être absolue, ou # et l’id d’une ressource contenue.',
  'The address of a definition must be absolute.': 'L’adresse d’une définition doit être absolue.',
  'The answer cannot be compared with the limit of the question: their units have no common code.':
    'La réponse ne peut être comparée à la limite de la question : leurs unités n’ont pas de code commun.',
  'The answer does not have the form that the question asks for.':
    'La réponse n’a pas la forme que la question demande.',
  'The answer excludes all others; none may stand beside it.':
    'La réponse exclut toutes les autres ; aucune ne peut l’accompagner.',
  'The answer is none of the options of the question.': 'La réponse n’est aucune des options de la question.',
  'The answer is below the least that the question allows.':
    'La réponse est inférieure au minimum que la question permet.',
  'The answer is above the greatest that the question allows.':
    'La réponse est supérieure au maximum que la question permet.',
  'The array is empty; remove it.': 'Le tableau est vide ; supprimez-le.',
  'The array of extensions must be as long as the array of values; fill with null.':
    'Le tableau des extensions doit être aussi long que celui des valeurs ; complétez avec null.',
  'The code is not in the value set that the map leads to.':
    'Le code n’est pas dans le jeu de valeurs vers lequel mène la correspondance.',
  'The code is not in the value set that the map starts from.':
    'Le code n’est pas dans le jeu de valeurs d’où part la correspondance.',
  'The code system says that its content is not present, but lists concepts.':
    'Le système de codes dit que son contenu est absent, mais il liste des concepts.',
  'The code system is complete and has {} concepts, but says {}.':
    'Le système de codes est complet et a {} concepts, mais en annonce {}.',
  'The definition of the extension around does not name this one.':
    'La définition de l’extension englobante ne nomme pas celle-ci.',
  'The document has no entry that the Composition refers to here.':
    'Le document n’a pas l’entrée à laquelle la Composition renvoie ici.',
  'The element has neither a value nor extensions.': 'L’élément n’a ni valeur ni extensions.',
  'The element is empty; give it content or remove it.': 'L’élément est vide ; donnez-lui un contenu ou supprimez-le.',
  'The element must have a value; extensions alone do not do.':
    'L’élément doit avoir une valeur ; des extensions seules ne suffisent pas.',
  'The element repeats: it must be an array, even with one entry.':
    'L’élément se répète : ce doit être un tableau, même avec une seule entrée.',
  'The fullUrl is the address of a resource on a server: it must end in the type and id of the resource of the entry.':
    'La fullUrl est l’adresse d’une ressource sur un serveur : elle doit finir par le type et l’id de la ressource de l’entrée.',
  'The fullUrl must be absolute, such as urn:uuid: with a UUID.':
    'La fullUrl doit être absolue, par exemple urn:uuid: avec un UUID.',
  'The item stands after one that comes behind it.': 'L’élément se trouve après un autre qui doit le suivre.',
  'The member resourceType must name a resource type of FHIR R4.':
    'Le membre resourceType doit nommer un type de ressource de FHIR R4.',
  'The narrative holds an element that is not basic text formatting; remove it.':
    'Le texte contient un élément qui n’est pas de la mise en forme simple ; supprimez-le.',
  'The narrative must be XHTML as text.': 'Le texte doit être du XHTML.',
  'The narrative must be in the namespace {}.': 'Le texte doit être dans l’espace de noms {}.',
  'The narrative must be one div element.': 'Le texte doit être un seul élément div.',
  'The narrative must be well-formed XHTML; entities such as &nbsp; are not defined in it.':
    'Le texte doit être du XHTML bien formé ; les entités comme &nbsp; n’y sont pas définies.',
  'The narrative must have some content besides white space (txt-2).':
    'Le texte doit avoir un contenu autre que des espaces (txt-2).',
  'The narrative must not hold a document type declaration.':
    'Le texte ne doit pas contenir de déclaration de type de document.',
  'The narrative must not hold event attributes.': 'Le texte ne doit pas contenir d’attributs d’événement.',
  'The narrative must not hold processing instructions.': 'Le texte ne doit pas contenir d’instructions de traitement.',
  'The question is answered, though it is not enabled.': 'La question a une réponse, alors qu’elle n’est pas active.',
  'The question may be answered once only.': 'La question n’admet qu’une réponse.',
  'The reference leads to a contained resource that is not there.':
    'La référence mène à une ressource contenue qui n’existe pas.',
  'The reference leads to a type that FHIR R4 does not have.': 'La référence mène à un type que FHIR R4 n’a pas.',
  'The reference must be Type/id with a type of FHIR R4, an absolute address, or # and a contained id.':
    'La référence doit être Type/id avec un type de FHIR R4, une adresse absolue, ou # et l’id d’une ressource contenue.',
  'The reference must lead to {}.': 'La référence doit mener à {}.',
  'The reference names {}, but leads to {}.': 'La référence nomme {}, mais mène à {}.',
  'The size is not the number of bytes of the data.': 'La taille n’est pas le nombre d’octets des données.',
  'The system must be the absolute address of a code system.':
    'Le système doit être l’adresse absolue d’un système de codes.',
  'The system of a code is a code system; this is the address of a profile.':
    'Le système d’un code est un système de codes ; ceci est l’adresse d’un profil.',
  'The system of a code is a code system; this is the address of a value set.':
    'Le système d’un code est un système de codes ; ceci est l’adresse d’un jeu de valeurs.',
  'The system of a code must be an absolute address.': 'Le système d’un code doit être une adresse absolue.',
  'The unit is none of those that the question allows.': 'L’unité n’est aucune de celles que la question permet.',
  'The unit is not in the value set {}.': 'L’unité n’est pas dans le jeu de valeurs {}.',
  'What a search found must have an id.': 'Ce qu’une recherche a trouvé doit avoir un id.',
  'What enables a question cannot be an answer to a question inside of it.':
    'Ce qui active une question ne peut être la réponse à une question qu’elle contient.',
  'What tells of the outcome of a search must be an OperationOutcome.':
    'Ce qui dit l’issue d’une recherche doit être un OperationOutcome.',
  'What the profile does not name must come behind what it names.':
    'Ce que le profil ne nomme pas doit venir après ce qu’il nomme.',
  'What the reference leads to does not conform to {}.': 'Ce à quoi mène la référence n’est pas conforme à {}.',
  'What the reference leads to must be {}, but is {}.': 'Ce à quoi mène la référence doit être {}, mais est {}.',
  'A code of the value set {} is required.': 'Un code du jeu de valeurs {} est obligatoire.',
  'None of the codes is in the value set {}.': 'Aucun des codes n’est dans le jeu de valeurs {}.',
  'Text stands where only elements may ({}).': 'Du texte se trouve là où seuls des éléments sont permis ({}).',
  'An attribute is not defined here ({}).': 'Un attribut n’est pas défini ici ({}).',
  'The element is not defined here ({}).': 'L’élément n’est pas défini ici ({}).',
  'The element {} may occur only once here ({}).': 'L’élément {} ne peut figurer qu’une fois ici ({}).',
  'The element has neither a value nor an extension ({}).': 'L’élément n’a ni valeur ni extension ({}).',
  'The code must be one of the value set {}.': 'Le code doit être un de ceux du jeu de valeurs {}.',
  'The code system {} calls this code {}.': 'Le système de codes {} appelle ce code {}.',
  'The code system {} has no such code.': 'Le système de codes {} n’a pas ce code.',
  'An item of type {} has no answers.': 'Un élément de type {} n’a pas de réponses.',
  'The address must be {}.': 'L’adresse doit être {}.',
  'The answer is not in the value set {}.': 'La réponse n’est pas dans le jeu de valeurs {}.',
  'The answer may have at most {} digits behind the point.':
    'La réponse peut avoir au plus {} chiffres après la virgule.',
  'The answer may have at most {} characters.': 'La réponse peut avoir au plus {} caractères.',
  'The answer must be of type {}, but is of type {}.': 'La réponse doit être de type {}, mais est de type {}.',
  'The answer needs at least {} characters.': 'La réponse demande au moins {} caractères.',
  'The element is none of those that the profile allows here: {}.':
    'L’élément n’est aucun de ceux que le profil permet ici : {}.',
  'The element must be of type {}, but is of type {}.': 'L’élément doit être de type {}, mais est de type {}.',
  'The element must be {}.': 'L’élément doit être {}.',
  'The element must conform to {}.': 'L’élément doit être conforme à {}.',
  'The element stands after one that must come behind it: {}.':
    'L’élément se trouve après un autre qui doit le suivre : {}.',
  'The extension {} is not known; it was not judged.': 'L’extension {} n’est pas connue ; elle n’a pas été jugée.',
  'The extension {} may not stand here: a rule of its definition about its place does not hold.':
    'L’extension {} ne peut se trouver ici : une règle de sa définition sur sa place n’est pas respectée.',
  'The extension {} may stand at {}, but not here.': 'L’extension {} peut se trouver à {}, mais pas ici.',
  'The file may have at most {} bytes.': 'Le fichier peut avoir au plus {} octets.',
  'The file must be of type {}.': 'Le fichier doit être de type {}.',
  'The first entry of such a Bundle must be a {}.': 'La première entrée d’un tel Bundle doit être {}.',
  'The modifier extension {} is not known, so what it modifies cannot be understood.':
    'L’extension modificatrice {} n’est pas connue ; ce qu’elle modifie ne peut être compris.',
  'The profile {} is not known; the resource was not judged by it.':
    'Le profil {} n’est pas connu ; la ressource n’a pas été jugée selon lui.',
  'The profile {} is one of {}, not of {}.': 'Le profil {} est un profil de {}, non de {}.',
  'The question may have at most {} answers, but has {}.': 'La question peut avoir au plus {} réponses, mais en a {}.',
  'The question needs at least {} answers, but has {}.': 'La question demande au moins {} réponses, mais en a {}.',
  'The questionnaire {} is not known; the answers were not judged.':
    'Le questionnaire {} n’est pas connu ; les réponses n’ont pas été jugées.',
  'The resource must be of type {}.': 'La ressource doit être de type {}.',
  'The rule {} could not be judged: {}': 'La règle {} n’a pu être jugée : {}',
  'The time to judge the resource was over before all of it was looked at.':
    'Le temps pour juger la ressource était écoulé avant que tout ait été examiné.',
  'The text may have at most {} characters, but has {}.': 'Le texte peut avoir au plus {} caractères, mais en a {}.',
  'The text must have at least {} characters.': 'Le texte doit avoir au moins {} caractères.',
  'The type must be {}, as the definition of the parameter says.':
    'Le type doit être {}, comme le dit la définition du paramètre.',
  'The type must be {}, as that of the parameter that this one derives from.':
    'Le type doit être {}, comme celui du paramètre dont celui-ci dérive.',
  'The value must be exactly {}.': 'La valeur doit être exactement {}.',
  'The value must contain {}.': 'La valeur doit contenir {}.',
  'The value must not be above {}.': 'La valeur ne doit pas dépasser {}.',
  'The value must not be below {}.': 'La valeur ne doit pas être inférieure à {}.',
  '{} does not define the element; {}.': '{} ne définit pas l’élément ; {}.',
  'The extension {} changes the meaning of what it stands in; it must be a modifier extension.':
    'L’extension {} change le sens de ce qui la porte ; elle doit être une extension modificatrice.',
  'An extension is known by its address; add url.': 'Une extension se reconnaît à son adresse ; ajoutez url.',
  'The profile {} is not known; the element was not judged by it.':
    'Le profil {} n’est pas connu ; l’élément n’a pas été jugé selon lui.',
  'A measure that only counts a cohort has no score.':
    'Une mesure qui ne fait que compter une cohorte n’a pas de score.',
  'A type that FHIR R4 does not define must be named by its address.':
    'Un type que FHIR R4 ne définit pas doit être nommé par son adresse.',
  'A value set is bound to an element that has no code.': 'Un jeu de valeurs est lié à un élément qui n’a pas de code.',
  'Another element of the resource has the same id.': 'Un autre élément de la ressource a le même id.',
  'Another number of subjects is named than is counted.': 'Le nombre de sujets nommés n’est pas celui qui est compté.',
  'No snapshot can be made of the definition: its differential does not fit its base.':
    'Aucun snapshot ne peut être fait de la définition : son differential ne convient pas à sa base.',
  'None of the options of the question is of type {}.': 'Aucune des options de la question n’est de type {}.',
  'Nothing can be sliced by such a discriminator.': 'Rien ne peut être découpé par un tel discriminateur.',
  'Only a report of the type subject-list names its subjects.':
    'Seul un rapport de type subject-list nomme ses sujets.',
  'Only searches and histories have pages.': 'Seules les recherches et les historiques ont des pages.',
  'The base has no such element.': 'La base n’a pas cet élément.',
  'The element must have a value or the extension {}.': 'L’élément doit avoir une valeur ou l’extension {}.',
  'The element must stand behind those that come before it in the base.':
    'L’élément doit se trouver après ceux qui le précèdent dans la base.',
  'The entry has no fullUrl, which is what its resource is known by.':
    'L’entrée n’a pas de fullUrl, par laquelle sa ressource est connue.',
  'The extension changes the meaning of what it stands in; it must be a modifier extension.':
    'L’extension change le sens de ce qui la porte ; elle doit être une extension modificatrice.',
  'The group must have the code of a group of the measure.': 'Le groupe doit avoir le code d’un groupe de la mesure.',
  'The measure has no population of that code in the group.':
    'La mesure n’a pas de population de ce code dans le groupe.',
  'The narrative must have a part in the language {}.': 'Le texte doit avoir une partie dans la langue {}.',
  'The narrative must have parts in a language of their own.':
    'Le texte doit avoir des parties dans une langue propre.',
  'The narrative must not have parts in a language of their own.':
    'Le texte ne doit pas avoir de parties dans une langue propre.',
  'The path of the discriminator leads to no element of what is sliced.':
    'Le chemin du discriminateur ne mène à aucun élément de ce qui est découpé.',
  'The profile is one of {}, but the element is of type {}.':
    'Le profil est un profil de {}, mais l’élément est de type {}.',
  'The report has no group for one of the groups of the measure.':
    'Le rapport n’a pas de groupe pour un des groupes de la mesure.',
  'The root of a profile cannot be sliced.': 'La racine d’un profil ne peut être découpée.',
  'The slice is sliced by something else than the element that it is a slice of.':
    'La tranche est découpée par autre chose que l’élément dont elle est une tranche.',
  'The style of the document is no entry of it.': 'Le style du document n’est pas une de ses entrées.',
  'The value that the profile asks for does not have the element.':
    'La valeur que le profil demande n’a pas cet élément.',
  'A property that is a Coding is filtered by system#code.':
    'Une propriété qui est un Coding se filtre par system#code.',
  'The expression names a parameter that the value set does not have.':
    'L’expression nomme un paramètre que le jeu de valeurs n’a pas.',
  'The expression is no FHIRPath.': 'L’expression n’est pas du FHIRPath.',
  'The code system cannot be asked by such an expression.':
    'Le système de codes ne peut être interrogé par une telle expression.',
  'The narrative must not have more than {} elements inside each other.':
    'Le texte ne doit pas avoir plus de {} éléments les uns dans les autres.',
  'Nothing is wrong.': 'Rien à signaler.',
  'remove it or use an extension': 'supprimez-le ou utilisez une extension',
  'base64 text': 'un texte en base64',
  'true or false, without quotes': 'true ou false, sans guillemets',
  'an address without white space': 'une adresse sans espaces',
  'a code: text without white space at its ends or doubled inside':
    'un code : texte sans espaces aux extrémités ni doublés à l’intérieur',
  'a date as YYYY, YYYY-MM or YYYY-MM-DD that exists': 'une date AAAA, AAAA-MM ou AAAA-MM-JJ qui existe',
  'a date as YYYY, YYYY-MM or YYYY-MM-DD, or with time, seconds and zone as YYYY-MM-DDThh:mm:ss+zz:zz':
    'une date AAAA, AAAA-MM ou AAAA-MM-JJ, ou avec heure, secondes et fuseau AAAA-MM-JJThh:mm:ss+zz:zz',
  'a number, without quotes': 'un nombre, sans guillemets',
  'an id: 1 to 64 letters, digits, - and .': 'un id : 1 à 64 lettres, chiffres, - et .',
  'an instant with date, time, seconds and zone as YYYY-MM-DDThh:mm:ss.sss+zz:zz':
    'un instant avec date, heure, secondes et fuseau AAAA-MM-JJThh:mm:ss.sss+zz:zz',
  'a whole number of 32 bits': 'un nombre entier de 32 bits',
  'a whole number of 32 bits from 0 on': 'un nombre entier de 32 bits à partir de 0',
  'a whole number of 32 bits from 1 on': 'un nombre entier de 32 bits à partir de 1',
  'text of at least one character, without control characters':
    'un texte d’au moins un caractère, sans caractères de contrôle',
  'an OID as urn:oid:1.2.3': 'un OID comme urn:oid:1.2.3',
  'a time with seconds as hh:mm:ss': 'une heure avec secondes hh:mm:ss',
  'a UUID as urn:uuid: and 32 lower-case hexadecimal digits':
    'un UUID : urn:uuid: et 32 chiffres hexadécimaux en minuscules',
  'an object': 'un objet',
  'an object, not an array': 'un objet, non un tableau',
  'an object with id or extension': 'un objet avec id ou extension',
  'an object with id or extension, not an array': 'un objet avec id ou extension, non un tableau',
  contained: 'contenue',
  referenced: 'référencée',
  bundled: 'dans le Bundle',
};
