/**
 * The one PostgreSQL: connection, migration, transactions and the clock that all nodes share. Knows
 * nothing of inboxes.
 */
package org.belfry.store;
