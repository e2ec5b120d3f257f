/** A language -> the words of the demo pages, put into the elements that ask for them. */

const en = {
  'index.title': 'Warmline demo',
  'index.lead': 'A customer types, the agent sees how they feel, and gets one card that helps.',
  'index.one': 'Open the customer page and the agent console, side by side.',
  'index.two': 'Type as a customer: “this is the third time I write and nobody called me back”.',
  'index.three': 'In the console, read the card, insert it with Alt+Enter, change it if you like, and send.',
  'index.customer': 'Customer page',
  'index.console': 'Agent console',
  'index.play': 'Or play a chat',
  'index.other': 'En français',
  'customer.title': 'Customer',
  'customer.shop': 'Harbour & Co.',
  'customer.hello': 'Hello! How can we help you today?',
  'customer.placeholder': 'Write a message',
  'customer.name': 'Your name',
  'customer.new': 'New chat',
  'console.title': 'Agent console',
  'console.chats': 'Conversations',
  'console.empty': 'No conversation yet. Open the customer page and say something, or play a chat.',
  'console.placeholder': 'Reply to the customer. Enter sends, Shift+Enter starts a new line.',
  'console.customer': 'Open as customer',
  'console.somebody': 'Customer',
  'play.choose': 'Play a chat…',
  'play.play': 'Play',
  'play.pause': 'Pause',
  'play.step': 'Step',
  'play.speed': 'Speed',
  'play.self': 'I answer myself',
  'play.yours': 'Your turn to answer',
  'play.done': 'The end',
  'group.en': 'In English',
  'group.fr': 'In French',
  'theme.auto': 'Auto',
  'theme.light': 'Light',
  'theme.dark': 'Dark',
  form: 'Form of the assist',
  'form.panel': 'Panel',
  'form.bar': 'Bar',
  'form.badge': 'Badge',
  send: 'Send',
  language: 'Language',
  theme: 'Theme',
  offline: 'Connection lost, trying again',
  failed: 'Not sent'
}

/** @type {Record<keyof typeof en, string>} */
const fr = {
  'index.title': 'Démo de Warmline',
  'index.lead': 'Un client écrit, l’agent voit ce qu’il ressent et reçoit une seule carte, utile.',
  'index.one': 'Ouvrez la page client et la console de l’agent, côte à côte.',
  'index.two': 'Écrivez comme un client : « c’est la troisième fois que j’écris et personne ne m’a rappelé ».',
  'index.three': 'Dans la console, lisez la carte, insérez-la avec Alt+Entrée, modifiez-la à votre goût, envoyez.',
  'index.customer': 'Page client',
  'index.console': 'Console de l’agent',
  'index.play': 'Ou jouez une conversation',
  'index.other': 'In English',
  'customer.title': 'Client',
  'customer.shop': 'Harbour & Co.',
  'customer.hello': 'Bonjour ! Comment pouvons-nous vous aider ?',
  'customer.placeholder': 'Écrivez un message',
  'customer.name': 'Votre nom',
  'customer.new': 'Nouvelle conversation',
  'console.title': 'Console de l’agent',
  'console.chats': 'Conversations',
  'console.empty': 'Aucune conversation. Ouvrez la page client et écrivez, ou jouez une conversation.',
  'console.placeholder': 'Répondez au client. Entrée envoie, Maj+Entrée va à la ligne.',
  'console.customer': 'Ouvrir côté client',
  'console.somebody': 'Client',
  'play.choose': 'Jouer une conversation…',
  'play.play': 'Lecture',
  'play.pause': 'Pause',
  'play.step': 'Pas à pas',
  'play.speed': 'Vitesse',
  'play.self': 'Je réponds moi-même',
  'play.yours': 'À vous de répondre',
  'play.done': 'Fin',
  'group.en': 'En anglais',
  'group.fr': 'En français',
  'theme.auto': 'Auto',
  'theme.light': 'Clair',
  'theme.dark': 'Sombre',
  form: 'Forme de l’aide',
  'form.panel': 'Panneau',
  'form.bar': 'Barre',
  'form.badge': 'Pastille',
  send: 'Envoyer',
  language: 'Langue',
  theme: 'Thème',
  offline: 'Connexion perdue, nouvel essai',
  failed: 'Non envoyé'
}

/** @typedef {keyof typeof en} Key */

/** `?lang=fr` asks for French; else what was asked for last, else what the browser prefers. */
export function language() {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem('warmline.lang')
  const code = (asked ?? navigator.language).startsWith('fr') ? 'fr' : 'en'
  localStorage.setItem('warmline.lang', code)
  return code
}

/** @param {Key} key */
export function word(key) {
  return (document.documentElement.lang === 'fr' ? fr : en)[key]
}

/** Put the words into the page: `data-say` for text, `data-say-placeholder` and so on for attributes. */
export function speak() {
  document.documentElement.lang = language()
  for (const element of document.querySelectorAll('*')) {
    for (const {name, value} of [...element.attributes]) {
      const words = word(/** @type {Key} */ (value))
      if (name === 'data-say') element.textContent = words
      else if (name.startsWith('data-say-')) element.setAttribute(name.slice(9), words)
    }
  }
}
