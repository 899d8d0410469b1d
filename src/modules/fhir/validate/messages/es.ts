/** What validation says, in Spanish, by the English words. A gap is `{}`; gaps keep their order. */
export const es: Readonly<Record<string, string>> = {
  'At least {} of {} must be there, but there are {}.': 'Debe haber al menos {} de {}, pero hay {}.',
  'At most {} of {} may be there, but there are {}.': 'Puede haber como máximo {} de {}, pero hay {}.',
  '{} must not be there.': '{} no debe estar presente.',
  'An element is missing; add {}.': 'Falta un elemento; añada {}.',
  'A contained resource must not contain others; put them beside it.':
    'Un recurso contenido no debe contener otros; póngalos a su lado.',
  'A link in the narrative is not safe.': 'Un enlace del texto no es seguro.',
  'A link of the narrative has a scheme that nobody can follow.':
    'Un enlace del texto tiene un esquema que nadie puede seguir.',
  'A link of the narrative leads to a place that is not there.': 'Un enlace del texto lleva a un lugar que no existe.',
  'A required question has no answer.': 'Una pregunta obligatoria no tiene respuesta.',
  'A style in the narrative must not load or run anything.': 'Un estilo del texto no debe cargar ni ejecutar nada.',
  'A supplement has no codes of its own; name the code system that it supplements.':
    'Un suplemento no tiene códigos propios; nombre el sistema de códigos que complementa.',
  'An entry without a value must have an extension in the array beside it.':
    'Una entrada sin valor debe tener una extensión en la lista contigua.',
  'An extension has either a value or extensions, not both and not neither.':
    'Una extensión tiene un valor o extensiones, no ambos ni ninguno.',
  'An image in the narrative must not be loaded from elsewhere.':
    'Una imagen del texto no debe cargarse de otro lugar.',
  'An item has a linkId that the questionnaire does not have here.':
    'Un elemento tiene un linkId que el cuestionario no tiene aquí.',
  'In the system urn:ietf:rfc:3986 the value must be a whole address with its scheme.':
    'En el sistema urn:ietf:rfc:3986 el valor debe ser una dirección completa con su esquema.',
  'Nothing in the document leads to the entry.': 'Nada en el documento lleva a la entrada.',
  'Nothing refers to the contained resource, and it does not refer to what contains it.':
    'Nada se refiere al recurso contenido, y él no se refiere al que lo contiene.',
  'Only one type may be chosen for the element; keep one of them.':
    'Solo puede elegirse un tipo para el elemento; conserve uno.',
  'The address leads to something that is no Questionnaire.': 'La dirección lleva a algo que no es un Questionnaire.',
  'The address of a definition must be absolute, or # and a contained id.':
    'La dirección de una definición debe ser absoluta, o # y el id de un recurso contenido.',
  'The address of a definition must be absolute.': 'La dirección de una definición debe ser absoluta.',
  'The answer cannot be compared with the limit of the question: their units have no common code.':
    'La respuesta no puede compararse con el límite de la pregunta: sus unidades no tienen un código común.',
  'The answer does not have the form that the question asks for.':
    'La respuesta no tiene la forma que pide la pregunta.',
  'The answer excludes all others; none may stand beside it.':
    'La respuesta excluye a todas las demás; ninguna puede acompañarla.',
  'The answer is none of the options of the question.': 'La respuesta no es ninguna de las opciones de la pregunta.',
  'The answer is below the least that the question allows.':
    'La respuesta es inferior al mínimo que permite la pregunta.',
  'The answer is above the greatest that the question allows.':
    'La respuesta es superior al máximo que permite la pregunta.',
  'The array is empty; remove it.': 'La lista está vacía; elimínela.',
  'The array of extensions must be as long as the array of values; fill with null.':
    'La lista de extensiones debe ser tan larga como la de valores; rellene con null.',
  'The code is not in the value set that the map leads to.':
    'El código no está en el conjunto de valores al que lleva el mapa.',
  'The code is not in the value set that the map starts from.':
    'El código no está en el conjunto de valores del que parte el mapa.',
  'The code system says that its content is not present, but lists concepts.':
    'El sistema de códigos dice que su contenido no está presente, pero lista conceptos.',
  'The code system is complete and has {} concepts, but says {}.':
    'El sistema de códigos está completo y tiene {} conceptos, pero indica {}.',
  'The definition of the extension around does not name this one.':
    'La definición de la extensión que la rodea no nombra esta.',
  'The document has no entry that the Composition refers to here.':
    'El documento no tiene la entrada a la que la Composition se refiere aquí.',
  'The element has neither a value nor extensions.': 'El elemento no tiene ni valor ni extensiones.',
  'The element is empty; give it content or remove it.': 'El elemento está vacío; dele contenido o elimínelo.',
  'The element must have a value; extensions alone do not do.':
    'El elemento debe tener un valor; las extensiones solas no bastan.',
  'The element repeats: it must be an array, even with one entry.':
    'El elemento se repite: debe ser una lista, incluso con una sola entrada.',
  'The fullUrl is the address of a resource on a server: it must end in the type and id of the resource of the entry.':
    'La fullUrl es la dirección de un recurso en un servidor: debe terminar en el tipo y el id del recurso de la entrada.',
  'The fullUrl must be absolute, such as urn:uuid: with a UUID.':
    'La fullUrl debe ser absoluta, por ejemplo urn:uuid: con un UUID.',
  'The item stands after one that comes behind it.': 'El elemento está después de otro que va detrás de él.',
  'The member resourceType must name a resource type of FHIR R4.':
    'El miembro resourceType debe nombrar un tipo de recurso de FHIR R4.',
  'The narrative holds an element that is not basic text formatting; remove it.':
    'El texto contiene un elemento que no es formato básico; elimínelo.',
  'The narrative must be XHTML as text.': 'El texto debe ser XHTML.',
  'The narrative must be in the namespace {}.': 'El texto debe estar en el espacio de nombres {}.',
  'The narrative must be one div element.': 'El texto debe ser un único elemento div.',
  'The narrative must be well-formed XHTML; entities such as &nbsp; are not defined in it.':
    'El texto debe ser XHTML bien formado; entidades como &nbsp; no están definidas en él.',
  'The narrative must have some content besides white space (txt-2).':
    'El texto debe tener algún contenido además de espacios (txt-2).',
  'The narrative must not hold a document type declaration.':
    'El texto no debe contener una declaración de tipo de documento.',
  'The narrative must not hold event attributes.': 'El texto no debe contener atributos de eventos.',
  'The narrative must not hold processing instructions.': 'El texto no debe contener instrucciones de proceso.',
  'The question is answered, though it is not enabled.': 'La pregunta tiene respuesta, aunque no está activa.',
  'The question may be answered once only.': 'La pregunta solo puede responderse una vez.',
  'The reference leads to a contained resource that is not there.':
    'La referencia lleva a un recurso contenido que no existe.',
  'The reference leads to a type that FHIR R4 does not have.': 'La referencia lleva a un tipo que FHIR R4 no tiene.',
  'The reference must be Type/id with a type of FHIR R4, an absolute address, or # and a contained id.':
    'La referencia debe ser Tipo/id con un tipo de FHIR R4, una dirección absoluta, o # y el id de un recurso contenido.',
  'The reference must lead to {}.': 'La referencia debe llevar a {}.',
  'The reference names {}, but leads to {}.': 'La referencia nombra {}, pero lleva a {}.',
  'The size is not the number of bytes of the data.': 'El tamaño no es el número de bytes de los datos.',
  'The system must be the absolute address of a code system.':
    'El sistema debe ser la dirección absoluta de un sistema de códigos.',
  'The system of a code is a code system; this is the address of a profile.':
    'El sistema de un código es un sistema de códigos; esta es la dirección de un perfil.',
  'The system of a code is a code system; this is the address of a value set.':
    'El sistema de un código es un sistema de códigos; esta es la dirección de un conjunto de valores.',
  'The system of a code must be an absolute address.': 'El sistema de un código debe ser una dirección absoluta.',
  'The unit is none of those that the question allows.': 'La unidad no es ninguna de las que permite la pregunta.',
  'The unit is not in the value set {}.': 'La unidad no está en el conjunto de valores {}.',
  'What a search found must have an id.': 'Lo que encontró una búsqueda debe tener un id.',
  'What enables a question cannot be an answer to a question inside of it.':
    'Lo que activa una pregunta no puede ser la respuesta a una pregunta dentro de ella.',
  'What tells of the outcome of a search must be an OperationOutcome.':
    'Lo que informa del resultado de una búsqueda debe ser un OperationOutcome.',
  'What the profile does not name must come behind what it names.':
    'Lo que el perfil no nombra debe ir detrás de lo que nombra.',
  'What the reference leads to does not conform to {}.': 'Aquello a lo que lleva la referencia no es conforme a {}.',
  'What the reference leads to must be {}, but is {}.': 'Aquello a lo que lleva la referencia debe ser {}, pero es {}.',
  'A code of the value set {} is required.': 'Se requiere un código del conjunto de valores {}.',
  'None of the codes is in the value set {}.': 'Ninguno de los códigos está en el conjunto de valores {}.',
  'Text stands where only elements may ({}).': 'Hay texto donde solo puede haber elementos ({}).',
  'An attribute is not defined here ({}).': 'Un atributo no está definido aquí ({}).',
  'The element is not defined here ({}).': 'El elemento no está definido aquí ({}).',
  'The element {} may occur only once here ({}).': 'El elemento {} solo puede aparecer una vez aquí ({}).',
  'The element has neither a value nor an extension ({}).': 'El elemento no tiene ni valor ni extensión ({}).',
  'The code must be one of the value set {}.': 'El código debe ser uno del conjunto de valores {}.',
  'The code system {} calls this code {}.': 'El sistema de códigos {} llama a este código {}.',
  'The code system {} has no such code.': 'El sistema de códigos {} no tiene ese código.',
  'An item of type {} has no answers.': 'Un elemento de tipo {} no tiene respuestas.',
  'The address must be {}.': 'La dirección debe ser {}.',
  'The answer is not in the value set {}.': 'La respuesta no está en el conjunto de valores {}.',
  'The answer may have at most {} digits behind the point.': 'La respuesta puede tener como máximo {} decimales.',
  'The answer may have at most {} characters.': 'La respuesta puede tener como máximo {} caracteres.',
  'The answer must be of type {}, but is of type {}.': 'La respuesta debe ser de tipo {}, pero es de tipo {}.',
  'The answer needs at least {} characters.': 'La respuesta necesita al menos {} caracteres.',
  'The element is none of those that the profile allows here: {}.':
    'El elemento no es ninguno de los que el perfil permite aquí: {}.',
  'The element must be of type {}, but is of type {}.': 'El elemento debe ser de tipo {}, pero es de tipo {}.',
  'The element must be {}.': 'El elemento debe ser {}.',
  'The element must conform to {}.': 'El elemento debe ser conforme a {}.',
  'The element stands after one that must come behind it: {}.':
    'El elemento está después de otro que debe ir detrás de él: {}.',
  'The extension {} is not known; it was not judged.': 'La extensión {} no se conoce; no fue evaluada.',
  'The extension {} may not stand here: a rule of its definition about its place does not hold.':
    'La extensión {} no puede estar aquí: no se cumple una regla de su definición sobre su lugar.',
  'The extension {} may stand at {}, but not here.': 'La extensión {} puede estar en {}, pero no aquí.',
  'The file may have at most {} bytes.': 'El archivo puede tener como máximo {} bytes.',
  'The file must be of type {}.': 'El archivo debe ser de tipo {}.',
  'The first entry of such a Bundle must be a {}.': 'La primera entrada de un Bundle así debe ser {}.',
  'The modifier extension {} is not known, so what it modifies cannot be understood.':
    'La extensión modificadora {} no se conoce, así que lo que modifica no puede entenderse.',
  'The profile {} is not known; the resource was not judged by it.':
    'El perfil {} no se conoce; el recurso no fue evaluado según él.',
  'The profile {} is one of {}, not of {}.': 'El perfil {} es de {}, no de {}.',
  'The question may have at most {} answers, but has {}.':
    'La pregunta puede tener como máximo {} respuestas, pero tiene {}.',
  'The question needs at least {} answers, but has {}.': 'La pregunta necesita al menos {} respuestas, pero tiene {}.',
  'The questionnaire {} is not known; the answers were not judged.':
    'El cuestionario {} no se conoce; las respuestas no fueron evaluadas.',
  'The resource must be of type {}.': 'El recurso debe ser de tipo {}.',
  'The rule {} could not be judged: {}': 'La regla {} no pudo evaluarse: {}',
  'The time to judge the resource was over before all of it was looked at.':
    'El tiempo para juzgar el recurso terminó antes de que se mirara todo.',
  'The text may have at most {} characters, but has {}.':
    'El texto puede tener como máximo {} caracteres, pero tiene {}.',
  'The text must have at least {} characters.': 'El texto debe tener al menos {} caracteres.',
  'The type must be {}, as the definition of the parameter says.':
    'El tipo debe ser {}, como dice la definición del parámetro.',
  'The type must be {}, as that of the parameter that this one derives from.':
    'El tipo debe ser {}, como el del parámetro del que este deriva.',
  'The value must be exactly {}.': 'El valor debe ser exactamente {}.',
  'The value must contain {}.': 'El valor debe contener {}.',
  'The value must not be above {}.': 'El valor no debe ser superior a {}.',
  'The value must not be below {}.': 'El valor no debe ser inferior a {}.',
  '{} does not define the element; {}.': '{} no define el elemento; {}.',
  'The extension {} changes the meaning of what it stands in; it must be a modifier extension.':
    'La extensión {} cambia el significado de aquello en lo que está; debe ser una extensión modificadora.',
  'An extension is known by its address; add url.': 'Una extensión se conoce por su dirección; añada url.',
  'The profile {} is not known; the element was not judged by it.':
    'El perfil {} no se conoce; el elemento no se ha juzgado según él.',
  'A measure that only counts a cohort has no score.': 'Una medida que solo cuenta una cohorte no tiene puntuación.',
  'A type that FHIR R4 does not define must be named by its address.':
    'Un tipo que FHIR R4 no define debe nombrarse por su dirección.',
  'A value set is bound to an element that has no code.':
    'Un conjunto de valores está ligado a un elemento que no tiene código.',
  'Another element of the resource has the same id.': 'Otro elemento del recurso tiene el mismo id.',
  'Another number of subjects is named than is counted.': 'Se nombra otro número de sujetos que el contado.',
  'No snapshot can be made of the definition: its differential does not fit its base.':
    'No se puede hacer un snapshot de la definición: su differential no encaja con su base.',
  'None of the options of the question is of type {}.': 'Ninguna de las opciones de la pregunta es de tipo {}.',
  'Nothing can be sliced by such a discriminator.': 'Nada puede dividirse por un discriminador así.',
  'Only a report of the type subject-list names its subjects.':
    'Solo un informe de tipo subject-list nombra a sus sujetos.',
  'Only searches and histories have pages.': 'Solo las búsquedas y los historiales tienen páginas.',
  'The base has no such element.': 'La base no tiene ese elemento.',
  'The element must have a value or the extension {}.': 'El elemento debe tener un valor o la extensión {}.',
  'The element must stand behind those that come before it in the base.':
    'El elemento debe estar detrás de los que lo preceden en la base.',
  'The entry has no fullUrl, which is what its resource is known by.':
    'La entrada no tiene fullUrl, por la que se conoce su recurso.',
  'The extension changes the meaning of what it stands in; it must be a modifier extension.':
    'La extensión cambia el significado de aquello en lo que está; debe ser una extensión modificadora.',
  'The group must have the code of a group of the measure.': 'El grupo debe tener el código de un grupo de la medida.',
  'The measure has no population of that code in the group.':
    'La medida no tiene en el grupo una población con ese código.',
  'The narrative must have a part in the language {}.': 'El texto debe tener una parte en el idioma {}.',
  'The narrative must have parts in a language of their own.': 'El texto debe tener partes en un idioma propio.',
  'The narrative must not have parts in a language of their own.': 'El texto no debe tener partes en un idioma propio.',
  'The path of the discriminator leads to no element of what is sliced.':
    'La ruta del discriminador no lleva a ningún elemento de lo que se divide.',
  'The profile is one of {}, but the element is of type {}.': 'El perfil es uno de {}, pero el elemento es de tipo {}.',
  'The report has no group for one of the groups of the measure.':
    'El informe no tiene grupo para uno de los grupos de la medida.',
  'The root of a profile cannot be sliced.': 'La raíz de un perfil no puede dividirse.',
  'The slice is sliced by something else than the element that it is a slice of.':
    'La porción se divide por algo distinto del elemento del que es porción.',
  'The style of the document is no entry of it.': 'El estilo del documento no es una entrada suya.',
  'The value that the profile asks for does not have the element.':
    'El valor que pide el perfil no tiene ese elemento.',
  'A property that is a Coding is filtered by system#code.':
    'Una propiedad que es un Coding se filtra por system#code.',
  'The expression names a parameter that the value set does not have.':
    'La expresión nombra un parámetro que el conjunto de valores no tiene.',
  'The expression is no FHIRPath.': 'La expresión no es FHIRPath.',
  'The code system cannot be asked by such an expression.':
    'No se puede preguntar al sistema de códigos con una expresión así.',
  'The narrative must not have more than {} elements inside each other.':
    'El texto no debe tener más de {} elementos unos dentro de otros.',
  'Nothing is wrong.': 'No hay nada incorrecto.',
  'remove it or use an extension': 'elimínelo o use una extensión',
  'base64 text': 'un texto en base64',
  'true or false, without quotes': 'true o false, sin comillas',
  'an address without white space': 'una dirección sin espacios',
  'a code: text without white space at its ends or doubled inside':
    'un código: texto sin espacios en los extremos ni dobles dentro',
  'a date as YYYY, YYYY-MM or YYYY-MM-DD that exists': 'una fecha AAAA, AAAA-MM o AAAA-MM-DD que exista',
  'a date as YYYY, YYYY-MM or YYYY-MM-DD, or with time, seconds and zone as YYYY-MM-DDThh:mm:ss+zz:zz':
    'una fecha AAAA, AAAA-MM o AAAA-MM-DD, o con hora, segundos y zona AAAA-MM-DDThh:mm:ss+zz:zz',
  'a number, without quotes': 'un número, sin comillas',
  'an id: 1 to 64 letters, digits, - and .': 'un id: de 1 a 64 letras, cifras, - y .',
  'an instant with date, time, seconds and zone as YYYY-MM-DDThh:mm:ss.sss+zz:zz':
    'un instante con fecha, hora, segundos y zona AAAA-MM-DDThh:mm:ss.sss+zz:zz',
  'a whole number of 32 bits': 'un número entero de 32 bits',
  'a whole number of 32 bits from 0 on': 'un número entero de 32 bits desde 0',
  'a whole number of 32 bits from 1 on': 'un número entero de 32 bits desde 1',
  'text of at least one character, without control characters':
    'texto de al menos un carácter, sin caracteres de control',
  'an OID as urn:oid:1.2.3': 'un OID como urn:oid:1.2.3',
  'a time with seconds as hh:mm:ss': 'una hora con segundos hh:mm:ss',
  'a UUID as urn:uuid: and 32 lower-case hexadecimal digits':
    'un UUID: urn:uuid: y 32 cifras hexadecimales en minúsculas',
  'an object': 'un objeto',
  'an object, not an array': 'un objeto, no una lista',
  'an object with id or extension': 'un objeto con id o extension',
  'an object with id or extension, not an array': 'un objeto con id o extension, no una lista',
  contained: 'contenida',
  referenced: 'referenciada',
  bundled: 'en el Bundle',
};
