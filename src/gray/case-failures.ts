/** Expressions that fail whatever they are asked, as far as cases tell. One that fails does not match, so such a rule is dead in silence. */
import { readContext } from './context-schema.ts';
import type { GrayContext } from './context.ts';
import type { GrayDocument } from './document-schema.ts';
import { compileExpression } from './expression.ts';
import { openFailures } from './failures.ts';
import type { PreparedRule, PreparedSet } from './prepare.ts';
