/**
 * The operator's door: what is going on, and a look into one inbox. It reads only; what an operator
 * may do, recall and recount, any sender may and does by the same paths.
 *
 * <p>Invariant: nobody is an operator who is not named in the settings.
 */
package org.belfry.console;
