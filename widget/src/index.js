/** The one script tag of a page: defines `<agent-assist>`, and exports what a page may build on. */

import {AgentAssistElement} from './element.js'

AgentAssistElement.define()

export {AgentAssistElement}
export {AssistClient, RefusedError} from './client.js'
