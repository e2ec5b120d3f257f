/** A contenteditable in an open shadow tree. */

import {make as contenteditable} from './contenteditable.js'

export const make = (host, lines) =>
  contenteditable(host.appendChild(document.createElement('console-field')).attachShadow({mode: 'open'}), lines)
