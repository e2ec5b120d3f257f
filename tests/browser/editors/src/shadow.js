/** A `<textarea>` in an open shadow tree, as design systems make them. */

import {make as textarea} from './textarea.js'

export const make = (host, lines) =>
  textarea(host.appendChild(document.createElement('console-field')).attachShadow({mode: 'open'}), lines)
