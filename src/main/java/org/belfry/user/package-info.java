/**
 * The door of users: what one may do with one's own inbox, by REST and by commands of live
 * connections, and how much of it at once.
 *
 * <p>Invariant: one user's actions are carried out one at a time and in turn with those of others.
 */
package org.belfry.user;
