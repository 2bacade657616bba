/**
 * The door in: senders' requests are checked, made into drafts and handed to the inbox log. Nothing
 * is half done: a request is refused whole, or answered after its commit.
 */
package org.belfry.backend;
